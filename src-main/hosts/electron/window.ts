import { join } from 'node:path';
import { BrowserWindow, type Session, protocol, session } from 'electron';
import type { Log } from '#app/ports.ts';
import { contentSecurityPolicy } from '../security-policy.ts';
import { staticFile } from '../server/static-files.ts';
import { pageHost, pageOrigin, pageScheme } from './channel.ts';

/** Must run before the app is ready: only then may a scheme be given the rights of a web page's. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** The page may do nothing but show the desk: no permission, no other window, no other address. */
export function openWindow(root: string, log: Log): BrowserWindow {
  closeDown(session.defaultSession);
  servePage(session.defaultSession, join(root, 'out', 'renderer'));
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 640,
    title: 'Driftdesk',
    backgroundColor: '#0e1116',
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(root, 'out', 'preload', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      // A covered window would show quotes from a minute ago.
      backgroundThrottling: false,
    },
  });
  const { webContents } = window;
  window.once('ready-to-show', () => window.show());
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.on('will-navigate', (event) => event.preventDefault());
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log.error('the window died and is loaded again', { reason, exitCode });
    if (reason !== 'clean-exit' && !window.isDestroyed()) webContents.reload();
  });
  void window.loadURL(`${pageOrigin}/index.html`);
  return window;
}

function closeDown(own: Session): void {
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  own.setPermissionCheckHandler(() => false);
}

function servePage(own: Session, folder: string): void {
  own.protocol.handle(pageScheme, async (request) => {
    const url = new URL(request.url);
    const file = url.host === pageHost ? await staticFile(folder, url.pathname) : null;
    if (file === null) return new Response('There is nothing at this address.', { status: 404 });
    return new Response(new Uint8Array(file.body), {
      headers: {
        'Content-Type': file.type,
        'Content-Security-Policy': contentSecurityPolicy(),
        'X-Content-Type-Options': 'nosniff',
      },
    });
  });
}
