import type { Band } from '#shared/domain/limit.ts';
import type { Ticker } from '#shared/ids.ts';
import type { Fraction, Money } from '#shared/units.ts';
import type { BandName } from './execution/limits/bands.ts';
import type { ExecutionSettings } from './execution/execution-settings.ts';
import type { RebalanceSettings } from './optimizer/rebalance-settings.ts';
import type { RotationSettings } from './optimizer/rotation-settings.ts';

/** Everything a strategy file decides, already in house units (app/settings.ts parses it). */
export interface EngineSettings {
  readonly name: string;
  /** Names that may be traded, in universe order: ties break by it. */
  readonly universe: readonly Ticker[];
  /** What betas are measured to; never traded unless it is also in the universe. */
  readonly benchmark: Ticker;
  /** Names that keep their weight whatever happens. */
  readonly restricted: readonly Ticker[];
  /** Whose targets are traded. The limits, the costs and the bands are the rotation's for both. */
  readonly engine: 'rotation' | 'rebalance';
  readonly rotation: RotationSettings;
  readonly rebalance: RebalanceSettings;
  /** Values both engines' targets, and doing nothing, by one measure in every interval. */
  readonly shadow: boolean;
  /** Trades against the beta of the book, as one more name; null = none. */
  readonly hedge: { readonly ticker: Ticker } | null;
  readonly signals: SignalSettings;
  readonly risk: RiskSettings;
  readonly clamps: ClampSettings;
  readonly limits: Limits;
  readonly execution: ExecutionSettings;
}

export interface SignalSettings {
  /** Ids of the built-in models that run. */
  readonly models: readonly string[];
  readonly sigmaFloor: number;
  readonly unitDispersion: boolean;
  readonly minAgreement: number;
  /** Learning rate and switching rate of the zoo (spec 1). */
  readonly eta: number;
  readonly alpha: number;
  readonly piMin: number;
  readonly piMax: number;
  readonly minCoverage: number;
  readonly maxAgeMin: number;
  readonly icPrior: number;
  readonly icHalfLife: number;
}

export interface RiskSettings {
  readonly target: 'identity' | 'constantCorrelation';
  readonly minObservations: number;
  readonly lambda: number;
  readonly betaHalfLife: number;
  /** Rows of daily returns that enter the model, newest last. */
  readonly rows: number;
  /** Principal factors that stand for the matrix of a universe of more than 500 names. */
  readonly factors: number;
}

/** Spec 8. */
export interface ClampSettings {
  readonly openClampMin: number;
  readonly closeClampMin: number;
  readonly maxSpread: Fraction;
  readonly maxQuoteAgeMs: number;
  /** Of average daily volume, per order. */
  readonly maxAdv: Fraction;
  readonly minOrderValue: Money;
}

/** Hard limits at the moment of sending, whatever was approved. */
export interface Limits {
  readonly maxOrderValue: Money;
  readonly maxOrdersPerInterval: number;
  /** What the strategy file says of the others; absent = the standard one (limits/bands.ts), null = none. */
  readonly bands?: Readonly<Partial<Record<BandName, Partial<Band>>>>;
}
