import { InputError } from '../math/input-error.ts';

/** The rotation engine's configuration, named as in the specification (part 5). Weights and limits are fractions of NAV. */
export interface RotationSettings {
  /** Names down to this rank may be bought. */
  readonly kBuy: number;
  /** Names below this rank lose their protection; at least kBuy. */
  readonly kSell: number;
  /** A low-ranked or an old position is cut under this z. */
  readonly zCut: number;
  /** A held name at or above this z, and ranked within kSell, gives nothing. */
  readonly zKeep: number;
  /** By how much the receiver's z must exceed the donor's. */
  readonly deltaZMin: number;
  /** The most that one name may receive in an interval. */
  readonly deltaWMax: number;
  /** Weight of the two one-way costs against the gain in z. */
  readonly gammaCost: number;
  /** A move must be worth more than this, in z times weight. */
  readonly tauU: number;
  /** A loss beyond this many average true ranges is cut. */
  readonly kAtr: number;
  /** Minutes after which a position without conviction is dead money. */
  readonly tMaxMin: number;
  /** Total drift under which the whole interval is skipped. */
  readonly tauL1: number;
  /** Per-name no-trade band, bps of NAV. */
  readonly tauNameBps: number;
  readonly wMax: number;
  readonly gross: number;
  readonly netMin: number;
  readonly netMax: number;
  readonly sectorMax: number;
  /** Σ|Δw| of one interval, hedge left out. */
  readonly turnoverMax: number;
  /** What a cut leaves. */
  readonly minWeight: number;
  /** |portfolio beta| up to which the hedge stays as it is. */
  readonly betaBand: number;
  /** Bound of the hedge's weight, either sign. */
  readonly hedgeMax: number;
  /** Cut names trade even inside the bands. */
  readonly cutsBypassBands: boolean;
  readonly longShort: boolean;
  /** Minutes for which a cut name is not entered again; 0 = the next interval may. */
  readonly rebuyAfterCutMin: number;
}

export const defaultRotationSettings: RotationSettings = {
  kBuy: 20,
  kSell: 30,
  zCut: 0.25,
  zKeep: 1,
  deltaZMin: 0.5,
  deltaWMax: 0.02,
  gammaCost: 50,
  tauU: 0.0005,
  kAtr: 2,
  tMaxMin: 780,
  tauL1: 0.01,
  tauNameBps: 12,
  wMax: 0.05,
  gross: 1,
  netMin: 0,
  netMax: 1,
  sectorMax: 0.25,
  turnoverMax: 0.3,
  minWeight: 0,
  betaBand: 0.05,
  hedgeMax: 0.5,
  cutsBypassBands: false,
  longShort: false,
  rebuyAfterCutMin: 0,
};

/** Throws an InputError that names the first setting that makes no sense. */
export function checkRotationSettings(settings: RotationSettings): void {
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new InputError(`settings.${name}`, null, `must be finite, got ${value}`);
    }
  }
  if (!(settings.kBuy <= settings.kSell)) {
    throw new InputError(
      'settings.kBuy',
      null,
      `must not exceed kSell, got ${settings.kBuy} > ${settings.kSell}`,
    );
  }
}
