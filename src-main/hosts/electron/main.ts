import { join } from 'node:path';
import { type BrowserWindow, app, dialog, powerSaveBlocker } from 'electron';
import { parseArguments } from '../arguments.ts';
import { type RunningDesk, openDesk } from '../compose.ts';
import { HostError } from '../host-error.ts';
import { stopOnSignals } from '../stopping.ts';
import { servePages } from './pipe.ts';
import { openWindow, registerPageScheme } from './window.ts';

// The desk in its own window. The desk lives here in the main process; the window only shows it and may die and come back.

registerPageScheme();
// The lock is per user; a second start on another data folder is sent to the first window all the same.
if (app.requestSingleInstanceLock()) void run();
else app.exit(0);

async function run(): Promise<void> {
  await app.whenReady();
  try {
    show(open());
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message}\n`);
    dialog.showErrorBox('Driftdesk cannot start', message);
    app.exit(error instanceof HostError ? error.exitCode : 1);
  }
}

const root = app.getAppPath();

function open(): RunningDesk {
  const given = parseArguments(process.argv.slice(app.isPackaged ? 1 : 2), process.cwd(), true);
  return openDesk({
    arguments: given,
    root,
    practice: {
      // Electron as plain Node, and not a utilityProcess: that would die with us, and the practice TWS must outlive a killed desk.
      file: process.execPath,
      args: [join(root, 'out', 'main', 'practice.js')],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    },
  });
}

function show(desk: RunningDesk): void {
  // A sleeping machine would leave orders alone in the market; the display may still go dark.
  const blocker = powerSaveBlocker.start('prevent-app-suspension');
  const window = openWindow(root, desk.log);
  servePages(window.webContents, (pipe) => desk.server.connect(pipe, { who: 'window' }));
  app.on('second-instance', () => bringForward(window));
  app.on('window-all-closed', () => app.quit());
  stopOnQuit(async () => {
    powerSaveBlocker.stop(blocker);
    await desk.stop();
  }, desk);
}

function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}

/** What a desk may take to end before it is left behind: its journal is on disk already. */
const quitLimitMs = 9000;

/** Quitting waits for the desk: what it is writing must reach the disk. */
function stopOnQuit(stop: () => Promise<void>, { log }: RunningDesk): void {
  let stopping: Promise<void> | null = null;
  const stopOnce = (): Promise<void> => (stopping ??= stop());
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (stopping !== null) return;
    setTimeout(() => app.exit(1), quitLimitMs).unref();
    stopOnce().then(
      () => app.exit(0),
      (error: unknown) => {
        log.error('the desk did not stop cleanly', { error });
        app.exit(1);
      },
    );
  });
  stopOnSignals(stopOnce, log);
}
