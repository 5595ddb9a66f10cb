import type { WebSocket } from 'ws';
import type { Log } from '#app/ports.ts';
import type { ServerPipe } from '#shared/contract/wire.ts';

/** A client that leaves this much unread has stopped reading; a fresh connection starts from full lists anyway. */
const unreadLimitBytes = 16 * 1024 * 1024;

const notText = 1003;
const notJson = 1007;

/** A socket as a Pipe: one JSON value a message. */
export function socketPipe(socket: WebSocket, log: Log): ServerPipe {
  // ws reports a broken frame or a message over the limit here and then closes; without a listener it would end the process.
  socket.on('error', (error) =>
    log.warn('a browser sent what is not the protocol', { message: error.message }),
  );
  return {
    send(message) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > unreadLimitBytes) {
        log.warn('a browser stopped reading and was dropped', { unreadBytes: socket.bufferedAmount });
        socket.terminate();
        return;
      }
      socket.send(JSON.stringify(message));
    },
    onMessage(listener) {
      const receive = (data: Buffer | ArrayBuffer | Buffer[], isBinary: boolean): void => {
        if (isBinary) return socket.close(notText, 'the desk speaks JSON text');
        const message = parsed(Buffer.isBuffer(data) ? data.toString('utf8') : '');
        if (message === undefined) socket.close(notJson, 'this is not JSON');
        else listener(message);
      };
      socket.on('message', receive);
      return () => socket.off('message', receive);
    },
    onClose(listener) {
      socket.once('close', listener);
      return () => socket.off('close', listener);
    },
  };
}

/** Undefined = not JSON; JSON itself has no such value. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
