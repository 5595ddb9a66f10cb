/** npm run practice-tws: a simulated TWS on a loopback port, until it is told to stop. */
import { BadArguments, readArguments } from './arguments.ts';
import { listFaults } from './faults/fault.ts';
import { logToStdout, type Log } from './log.ts';
import { formatStamp } from './market/exchange-time.ts';
import { startPracticeTws, WrongSeed } from './server.ts';

const EXIT_BAD_ARGUMENTS = 2;
const EXIT_CANNOT_RUN = 1;

async function main(): Promise<number> {
  try {
    if (process.argv.includes('--list-faults')) {
      process.stdout.write(`${listFaults().join('\n')}\n`);
      return 0;
    }
    const options = readArguments(process.argv.slice(2));
    // Whoever started this program waits for the port on the first line; what came before it is told after it.
    const early: Parameters<Log>[] = [];
    let log: Log = (...line) => early.push(line);
    const tws = await startPracticeTws(options, (...line) => log(...line));
    log = logToStdout;
    logToStdout('listening', {
      port: tws.port,
      control: tws.controlPort,
      account: tws.account,
      seed: options.seed,
      marketTime: formatStamp(tws.marketTime),
      pid: process.pid,
    });
    for (const line of early) logToStdout(...line);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void tws.stop());
    await tws.stopped;
    return 0;
  } catch (error) {
    process.stderr.write(`practice-tws: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof BadArguments || error instanceof WrongSeed ? EXIT_BAD_ARGUMENTS : EXIT_CANNOT_RUN;
  }
}

process.exitCode = await main();
