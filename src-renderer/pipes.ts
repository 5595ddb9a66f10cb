import type { ClientPipe } from '#shared/contract/wire.ts';
import type { OpenPipe } from './client.ts';

/** What the window's preload script exposes; absent in a browser. */
interface Bridge {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): () => void;
}

declare global {
  interface Window {
    readonly driftdesk?: Bridge;
  }
}

/** The window's own bridge where there is one, else a socket to the host that served this page. */
export function pipeOf(page: Window): OpenPipe {
  const bridge = page.driftdesk;
  if (bridge) return () => Promise.resolve(bridgePipe(bridge));
  const { protocol, host } = page.location;
  return () => socketPipe(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/pipe`);
}

/** Lives as long as the window: there is nothing to lose. */
const bridgePipe = (bridge: Bridge): ClientPipe => ({
  send: (message) => bridge.send(message),
  onMessage: (listener) => bridge.onMessage(listener),
  onClose: () => () => undefined,
});

function socketPipe(url: string): Promise<ClientPipe> {
  const socket = new WebSocket(url);
  return new Promise((resolve, reject) => {
    socket.addEventListener('close', () => reject(new Error('the desk does not answer')));
    socket.addEventListener('open', () =>
      resolve({
        send: (message) => socket.send(JSON.stringify(message)),
        onMessage(listener) {
          const take = ({ data }: MessageEvent<unknown>): void => listener(fromText(data));
          socket.addEventListener('message', take);
          return () => socket.removeEventListener('message', take);
        },
        onClose(listener) {
          socket.addEventListener('close', listener);
          return () => socket.removeEventListener('close', listener);
        },
      }),
    );
  });
}

/** What is no JSON stays as it is and fails the contract's parse. */
function fromText(data: unknown): unknown {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
