import type { EpochMs, Price } from '#shared/units.ts';
import type { EngineSettings } from '../../settings.ts';
import type { EngineState } from '../../state.ts';
import type { SafetyRule } from '../may-trade.ts';

/** Everything that a limit may look at. */
export interface LimitContext {
  readonly at: EpochMs;
  readonly state: Pick<
    EngineState,
    | 'instruments'
    | 'quotes'
    | 'positions'
    | 'account'
    | 'orders'
    | 'children'
    | 'frozen'
    | 'foreign'
    | 'unshown'
    | 'day'
    | 'betas'
  >;
  readonly settings: Pick<
    EngineSettings,
    'clamps' | 'limits' | 'execution' | 'restricted' | 'rotation' | 'hedge'
  >;
  /** True: trades are planned, and what reduces is taken to go first. False: orders leave, and it is not gone before it has filled. */
  readonly isPlan: boolean;
  /** Anything that forbids every order; null = nothing does. */
  readonly ordersBlocked: string | null;
  readonly safety: SafetyRule;
  /** What the trader was shown when approving, by ticker. */
  readonly proposed: Readonly<Record<string, Price>>;
  /** Signed position that the whole proposal leads to, by ticker; absent = unknown. */
  readonly targets: Readonly<Record<string, number>>;
  /** Average daily volume in shares, by ticker; absent = unknown. */
  readonly adv: Readonly<Record<string, number>>;
}
