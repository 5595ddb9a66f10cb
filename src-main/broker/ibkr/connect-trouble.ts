import type { BrokerTarget, SessionState } from '#app/ports.ts';

// Why a connection did not come about or ended, in words that say what to do.

/** The TWS API before this version is decoded wrongly by the library (completed orders); the library itself stops at 193. */
export const oldestServerVersion = 177;

const isGateway = (target: BrokerTarget): boolean => target.kind.startsWith('gateway');
const programOf = (target: BrokerTarget): string =>
  target.kind === 'practice' ? 'the practice TWS' : isGateway(target) ? 'IB Gateway' : 'TWS';
const placeOf = (target: BrokerTarget): string => `${target.host}:${target.port}`;
const settingsOf = (target: BrokerTarget): string =>
  isGateway(target) ? 'Configure → Settings → API → Settings' : 'Configure → API → Settings';

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The socket never stood. `text` is what the operating system said. */
export function unreachable(target: BrokerTarget, text: string): string {
  const place = placeOf(target);
  if (/ENOTFOUND|EAI_AGAIN/.test(text))
    return `The host name ${target.host} cannot be found. Check its spelling.`;
  if (/EHOSTUNREACH|ENETUNREACH|ETIMEDOUT/.test(text)) {
    return `${place} cannot be reached over the network (${text}). Check the host and the firewall.`;
  }
  if (target.kind === 'practice')
    return `Nothing is listening on ${place}. The practice TWS has stopped: connect to Practice again to start it.`;
  const port = isGateway(target)
    ? `socket port ${target.port}`
    : `Enable ActiveX and Socket Clients, port ${target.port}`;
  return `Nothing is listening on ${place}. Start ${programOf(target)}, then enable its API: ${settingsOf(target)} → ${port}.`;
}

/** A deadline passed while connecting. */
export function tooSlow(target: BrokerTarget, state: SessionState): string {
  const place = placeOf(target);
  if (state === 'tcp') return `${place} does not answer. Check the host, the port and the firewall.`;
  if (state === 'greeting') {
    return `Something accepts connections on ${place} but does not answer as a TWS. If it is ${programOf(target)}, look there for a question to answer, then restart it; else check the port.`;
  }
  return `${capital(programOf(target))} at ${place} answered but did not get ready. It may still be logging in, or be asking something: look at its window, then connect again.`;
}

/** The other side closed the socket. */
export function dropped(target: BrokerTarget, state: SessionState): string {
  const program = capital(programOf(target));
  const place = placeOf(target);
  if (state === 'tcp' || state === 'greeting') {
    return `${place} accepted the connection and closed it at once. In ${programOf(target)}, look at ${settingsOf(target)}: add this machine to Trusted IPs, and answer any question that it shows.`;
  }
  if (state === 'started') {
    return `${program} at ${place} closed the connection before it was ready. Look at its window, then connect again.`;
  }
  return `The connection to ${programOf(target)} at ${place} was lost: it was closed or restarted, or the network failed. After the next connect the books are compared before anything is sent.`;
}

/** `text` is the TWS's own, which names the new port. */
export function portChanged(target: BrokerTarget, text: string): string {
  const port = /(\d{2,5})(?!.*\d)/.exec(text)?.[1];
  const where =
    port === undefined
      ? `look up the new one there: ${settingsOf(target)}`
      : `it listens on port ${port} now`;
  return `The API port of ${programOf(target)} was changed and the connection dropped; ${where}. Choose that port and click Connect; the desk does not try port ${target.port} again.`;
}

/** The sending budget has no room for an order at this moment. */
export const tooManyMessages =
  'Too many messages went to TWS in the last second; it drops connections at 50. It goes on by itself in a moment.';

export const resting =
  'TWS says that messages came too fast (100), and may drop the connection now. Orders go again in a few seconds if it does not.';

export function clientIdInUse(target: BrokerTarget): string {
  return `Client id ${target.clientId} is in use on ${placeOf(target)}. After a crash TWS holds it for about a minute, and the desk tries again with the same id by itself: another one could not change or cancel the orders of this one. If another program uses it, give that one another client id.`;
}

export function wrongVersion(target: BrokerTarget, version: number): string {
  const place = placeOf(target);
  if (!Number.isFinite(version))
    return `What listens on ${place} does not speak the TWS API. Check the port.`;
  return version < oldestServerVersion
    ? `${capital(programOf(target))} at ${place} is too old (API version ${version}, needed is ${oldestServerVersion}). Update it.`
    : `${capital(programOf(target))} at ${place} answered with API version ${version}, which this build does not know. Update Driftdesk.`;
}

export function noHeartbeat(target: BrokerTarget, seconds: number): string {
  return `${capital(programOf(target))} at ${placeOf(target)} stopped answering for ${seconds} s. Look at its window; connect again when it responds.`;
}

export function unreadable(target: BrokerTarget): string {
  return `A message from ${programOf(target)} at ${placeOf(target)} about orders or the account could not be read, so the books may differ. Connect again to compare them.`;
}

export function orderIdsUsedUp(target: BrokerTarget): string {
  return `The order numbers of client id ${target.clientId} are used up. In TWS: ${settingsOf(target)} → Reset API order ID sequence.`;
}

export function notHanded(target: BrokerTarget): string {
  return `A message could not be handed to ${programOf(target)} at ${placeOf(target)}, so the connection was closed. Connect again.`;
}
