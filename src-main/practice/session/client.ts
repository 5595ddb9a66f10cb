import type { Value } from '../protocol/framing.ts';
import type { LiveReports } from './live-reports.ts';
import type { World } from '../world.ts';

/** What a handler of requests needs: the world, who asks, and the way back. */
export interface Client {
  readonly world: World;
  readonly clientId: number;
  /** Of the protocol: 178 or 177. */
  readonly version: number;
  readonly reports: LiveReports;
  readonly send: (fields: readonly Value[]) => void;
}
