import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

// Who may talk to the desk. Any page in any browser on this machine can send requests to a loopback port, so being on the machine is not enough.

/** The cookie's name carries the port: browsers share cookies between the ports of a host. */
const cookieName = (port: number): string => `driftdesk-${port}`;

export interface Admission {
  /** A fresh token; the one before stops working. */
  issueToken(): string;
  /** The cookie to set, or null for a token that is wrong or was used. */
  redeem(token: string): string | null;
  isAdmitted(headers: IncomingHttpHeaders): boolean;
}

export function createAdmission(port: number): Admission {
  let token: string | null = null;
  const sessions = new Set<string>();
  return {
    issueToken() {
      token = random();
      return token;
    },
    redeem(offered) {
      if (token === null || !same(token, offered)) return null;
      token = null;
      const session = random();
      sessions.add(session);
      return `${cookieName(port)}=${session}; HttpOnly; SameSite=Strict; Path=/`;
    },
    isAdmitted(headers) {
      const offered = cookieOf(headers.cookie ?? '', cookieName(port));
      return offered !== null && [...sessions].some((session) => same(session, offered));
    },
  };
}

/** A name of this machine's loopback with our port. Anything else is a foreign name that was pointed at 127.0.0.1. */
export const isOwnHost = (host: string | undefined, port: number): boolean =>
  host === `127.0.0.1:${port}` || host === `localhost:${port}`;

/** The page that asks was itself served here, under the very name that it asks for. */
export const isOwnOrigin = (origin: string | undefined, host: string | undefined): boolean =>
  origin !== undefined && origin === `http://${host}`;

const random = (): string => randomBytes(32).toString('base64url');

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function cookieOf(header: string, name: string): string | null {
  for (const part of header.split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}
