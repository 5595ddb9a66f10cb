import type { KillReport } from '#shared/contract/safety-row.ts';
import type { KillScope } from '#shared/domain/safety.ts';
import type { OpenOrder } from './open-orders.ts';

export const scopeNames: Readonly<Record<KillScope, string>> = {
  desk: 'this desk’s orders',
  client: 'every order of this account made through this client id',
  everything: 'everything, orders typed in TWS too',
};

const halts =
  'Trading is halted until you reset it by hand; open proposals are withdrawn; positions stay as they are.';

/** What pulling it does, in words. */
export function consequenceOf(scope: KillScope, reached: readonly OpenOrder[]): string {
  const of = (owner: OpenOrder['owner']): number => reached.filter((open) => open.owner === owner).length;
  const orders = (n: number): string => (n === 1 ? '1 order' : `${n} orders`);
  switch (scope) {
    case 'desk':
      return `Cancels ${orders(of('desk'))} of this desk. Orders of others, and those typed in TWS, work on. ${halts}`;
    case 'client':
      return `Cancels ${orders(of('desk'))} of this desk and ${orders(of('client'))} made under the same client id that its journal does not know. Orders of other programs, and those typed in TWS, work on. ${halts}`;
    case 'everything':
      return `Cancels every open order of this login: ${orders(of('desk'))} of this desk, ${of('client')} unknown of this client, ${of('other')} of other programs and ${of('manual')} typed in TWS. Protective stops of yours are cancelled too. ${halts}`;
  }
}

export function problemWords(disconnected: boolean, failed: readonly string[]): string | null {
  if (disconnected)
    return 'No TWS is connected, so no cancel could be sent. The orders may still work and fill: cancel them in TWS, on the phone or by telephone. The desk sends the cancels as soon as a TWS answers again, unless you reset before.';
  if (failed.length === 0) return null;
  return `No cancel could be sent for ${failed.slice(0, 8).join(', ')}${failed.length > 8 ? ' …' : ''}. Cancel them in TWS.`;
}

/** Of a pull that the desk finds in the account's file when it starts. */
export const takenUpWords = (account: string): string =>
  `It was pulled before the desk was started anew, and its cancels are not known to have left. The orders may still work and fill: cancel them in TWS, on the phone or by telephone. The desk sends the cancels as soon as the TWS of ${account} answers, unless you reset before.`;

export function reportWords(state: KillReport['state'], survivors: number): string {
  switch (state) {
    case 'asking':
      return 'The cancels are on their way. The TWS is asked in a moment what still works.';
    case 'clean':
      return 'The TWS lists no order any more that this switch reaches. Fills that are still on their way count all the same.';
    case 'survivors':
      return `${survivors} ${survivors === 1 ? 'order still lives' : 'orders still live'}. The TWS is asked again; do what stands beside each.`;
    case 'unknown':
      return 'What still works is not known. Look in TWS.';
  }
}

/** What to do about an order that a kill switch has not ended. */
export function todoOf({ owner, report }: OpenOrder): string {
  if (report === null)
    return 'The TWS does not list it as open: it has ended or never arrived. Look at trades and positions in TWS.';
  switch (report.status.says) {
    case 'cancelling':
      return 'The cancel has been taken. Wait; it may still fill. If it stays so, cancel it in TWS.';
    case 'cancel-refused':
      return 'IBKR refused the cancel, perhaps because it is filling. Look at it in TWS at once.';
    case 'held':
    case 'inactive':
      return 'It is held and does not work now. Cancel it in TWS, so that it never does.';
    default:
      return owner === 'desk' || owner === 'client'
        ? 'The cancel has not been answered. Cancel it in TWS.'
        : 'It belongs to TWS or another program. Cancel it there.';
  }
}
