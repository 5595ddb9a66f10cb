// Which desk opens: a window, the browser, or an address to open by hand.

/**
 * @typedef {object} Surroundings
 * @property {NodeJS.Platform} platform
 * @property {boolean} display
 * @property {boolean} admin runs as root on Linux, where Electron's sandbox refuses to work
 * @property {boolean} refused DRIFTDESK_NO_ELECTRON=1
 * @property {boolean} open false with --no-open
 * @property {import('./electron.mjs').Electron | null} electron null = not looked for
 */

/** @typedef {{ host: 'electron' | 'browser' | 'address', why: string }} Choice */

/**
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 */
export function hasDisplay(platform, env) {
  if (platform === 'darwin' || platform === 'win32') return true;
  return [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((name) => name !== undefined && name !== '');
}

/**
 * Whether Electron's binary is worth looking for, and fetching, at all.
 * @param {Omit<Surroundings, 'electron'>} at
 */
export function wantsElectron(at) {
  return at.display && at.open && !at.refused && !(at.admin && at.platform === 'linux');
}

/**
 * @param {Surroundings} at
 * @returns {Choice}
 */
export function chooseHost(at) {
  if (!at.display) return address('there is no display');
  if (!at.open) return address('--no-open was given');
  if (at.refused) return browser('DRIFTDESK_NO_ELECTRON is set');
  if (!wantsElectron(at)) return browser('Electron does not run as root');
  if (at.electron === null || at.electron.path === null)
    return browser(at.electron?.why ?? 'Electron was not looked for');
  return { host: 'electron', why: 'Electron and a display are here' };
}

/** @param {string} why @returns {Choice} */
const browser = (why) => ({ host: 'browser', why });

/** @param {string} why @returns {Choice} */
const address = (why) => ({ host: 'address', why });

/** @param {Choice} choice */
export function sayChoice({ host, why }) {
  switch (host) {
    case 'electron':
      return `Opening the desk in its own window: ${why}.`;
    case 'browser':
      return `Opening the desk in the browser: ${why}.`;
    case 'address':
      return `Serving the desk at a local address, to open in a browser: ${why}.`;
  }
}

/**
 * The command that opens an address in the system's browser.
 * @param {NodeJS.Platform} platform
 * @param {string} url
 * @returns {{ file: string, args: string[] }}
 */
export function browserCommand(platform, url) {
  if (platform === 'darwin') return { file: 'open', args: [url] };
  // `start` is a word of cmd itself; the empty quotes are the window's title.
  if (platform === 'win32') return { file: 'cmd.exe', args: ['/d', '/c', 'start', '""', url] };
  return { file: 'xdg-open', args: [url] };
}

/**
 * Ours are taken out; the rest goes to the desk.
 * @param {readonly string[]} args
 */
export function splitArguments(args) {
  return { open: !args.includes('--no-open'), rest: args.filter((arg) => arg !== '--no-open') };
}
