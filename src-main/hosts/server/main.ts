import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArguments } from '../arguments.ts';
import { type RunningDesk, openDesk } from '../compose.ts';
import { HostError } from '../host-error.ts';
import { keepIntervalsYoung } from '../heap.ts';
import { stopOnSignals } from '../stopping.ts';
import { type HttpHost, openHttpHost } from './http.ts';

// The desk without a window: plain Node, shown in a browser on this machine.

const root = join(import.meta.dirname, '..', '..', '..');

keepIntervalsYoung();
try {
  await main();
} catch (error) {
  if (!(error instanceof HostError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(error.exitCode);
}

async function main(): Promise<void> {
  const given = parseArguments(process.argv.slice(2), process.cwd());
  const folder = join(root, 'out', 'renderer');
  if (!existsSync(join(folder, 'index.html')))
    throw new HostError('The desk is not built yet: use npm start, or npm run build first.');
  const desk = openDesk({
    arguments: given,
    root,
    practice: {
      file: process.execPath,
      args: [join(root, 'src-main', 'practice', 'main.ts')],
      env: process.env,
    },
  });
  const host = await openOrStop(desk, folder, given.port);
  stopOnSignals(async () => {
    await host.close();
    await desk.stop();
  }, desk.log);
  announce(host);
}

/** A port that is taken must leave no desk behind. */
async function openOrStop(desk: RunningDesk, folder: string, port: number): Promise<HttpHost> {
  try {
    return await openHttpHost({
      folder,
      port,
      log: desk.log,
      onClient: (pipe) => desk.server.connect(pipe, { who: 'browser' }),
    });
  } catch (error) {
    await desk.stop();
    throw error;
  }
}

function announce(host: HttpHost): void {
  process.stdout.write(`Driftdesk is open at ${host.newAddress()}\n`);
  if (!process.stdin.isTTY) return;
  process.stdout.write('The address works once. Press Enter for another, Ctrl-C to stop.\n');
  process.stdin.on('data', () => process.stdout.write(`${host.newAddress()}\n`));
}
