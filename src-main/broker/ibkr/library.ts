import { IBApi } from '@stoqey/ib';
import type { BrokerTarget } from '#app/ports.ts';
import { guardDecoder } from './decoder-guard.ts';
import { takeOverFrames, type FrameHooks } from './frames.ts';

/** Above all requests of a desk, far below what the library would queue: our own pacer decides. */
const libraryLimit = 1_000;

/** A library object for one connection, with the parts of its inside replaced that a TWS could break. `broken` also says what broke its decoder. */
export function newLibrary({ host, port, clientId }: BrokerTarget, hooks: FrameHooks): IBApi {
  const api = new IBApi({ host, port, clientId, maxReqPerSec: libraryLimit });
  guardDecoder(api, (error) => hooks.broken(String(error)));
  takeOverFrames(api, hooks);
  return api;
}
