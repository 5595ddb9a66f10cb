import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

export interface StaticFile {
  readonly type: string;
  readonly body: Buffer;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.map': 'application/json; charset=utf-8',
};

/** The file that a request path names inside `folder`; null = no such file, or not one to be shown. */
export async function staticFile(folder: string, requestPath: string): Promise<StaticFile | null> {
  const path = decoded(requestPath);
  if (path === null || path.includes('\0')) return null;
  const file = join(folder, path === '/' ? 'index.html' : path);
  const type = types[extname(file)];
  // `join` has resolved every "..": what is outside now was meant to be.
  if (type === undefined || !file.startsWith(folder + sep)) return null;
  try {
    return { type, body: await readFile(file) };
  } catch {
    return null;
  }
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path).replaceAll('\\', '/');
  } catch {
    return null;
  }
}
