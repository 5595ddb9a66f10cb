import type { Log } from '#app/ports.ts';

/** One Ctrl-C reaches us up to three times: from the terminal, from npm and from the script that started us. */
const sameSignalMs = 1000;
/** A desk that does not end by then hangs on something; its journal is on disk already. */
const stopLimitMs = 9000;

/** The first SIGINT, SIGTERM or SIGHUP stops cleanly and exits with 0; a later one exits at once. */
export function stopOnSignals(stop: () => Promise<void>, log: Log): void {
  let askedAt: number | null = null;
  const asked = (signal: NodeJS.Signals): void => {
    if (askedAt !== null) {
      if (performance.now() - askedAt > sameSignalMs) process.exit(1);
      return;
    }
    askedAt = performance.now();
    log.info('asked to stop', { signal });
    setTimeout(() => process.exit(1), stopLimitMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('the desk did not stop cleanly', { error });
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', asked);
  process.on('SIGTERM', asked);
  process.on('SIGHUP', asked);
}
