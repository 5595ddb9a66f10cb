import { connect } from 'node:net';

/** The client's half of the greeting: `API`, NUL, then the offered versions with their length in front. */
function hello(): Buffer {
  const versions = Buffer.from('v100..178', 'ascii');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(versions.length);
  return Buffer.concat([Buffer.from('API\0', 'ascii'), length, versions]);
}

/** True = something on this loopback port answers as a TWS does: a frame of version and time. It is left before a client id is taken. */
export function answersAsTws(port: number, limitMs = 2000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    let received = Buffer.alloc(0);
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(limitMs, () => finish(false));
    socket.on('error', () => finish(false));
    socket.on('close', () => resolve(false));
    socket.on('connect', () => socket.write(hello()));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4) return;
      const length = received.readUInt32BE(0);
      if (length > 200) finish(false);
      else if (received.length >= 4 + length)
        finish(/^\d+\0\d{8}[ -]/.test(received.toString('latin1', 4, 4 + length)));
    });
  });
}
