/** One interval's problem (spec 6). Arrays of length n in universe order; weights are signed fractions of NAV. */
export interface RebalanceInput {
  readonly wCur: Float64Array;
  /** One way, fraction of traded value; not negative. */
  readonly cost: Float64Array;
  /** Turns cost into units of the objective. */
  readonly gamma: number;
  /** Turns variance into units of the objective. */
  readonly lambda: number;
  readonly signal: Signal;
  readonly risk: RiskMatrix;
  /** null = no bound of that side. */
  readonly lo: Float64Array | null;
  readonly hi: Float64Array | null;
  readonly limits: RebalanceLimits;
  /** null = no sector. */
  readonly sector: readonly (string | null)[];
  /** null = every name has beta 0. */
  readonly beta: Float64Array | null;
  /** May not trade in this interval: lo = hi = wCur. null = none. */
  readonly frozen: readonly boolean[] | null;
  /** false = left out of gross and turnover, as the hedge is. null = every name counts. */
  readonly countsInGross: readonly boolean[] | null;
}

/** What the linear term is made of, and how the risk matrix is to be read. */
export type Signal =
  /** Risk-scaled scores with the risk matrix as it stands. */
  | { readonly kind: 'riskScaled'; readonly z: Float64Array }
  /** Forecast returns (fraction) and volatilities over the same horizon; the risk matrix holds correlations. */
  | { readonly kind: 'alpha'; readonly score: Float64Array; readonly vol: Float64Array };

/** Positive semidefinite; may be singular or zero. Matrices are row-major. */
export type RiskMatrix =
  /** n×n, symmetric. */
  | { readonly kind: 'dense'; readonly sigma: Float64Array }
  /** B·F·B' + diag(d): loadings n×k, covariance k×k, own variance n. */
  | {
      readonly kind: 'factor';
      readonly loadings: Float64Array;
      readonly covariance: Float64Array;
      readonly own: Float64Array;
    };

/** Fractions of NAV; null = not imposed. */
export interface RebalanceLimits {
  /** Σ|w| of the names that count. */
  readonly gross: number | null;
  readonly netMin: number | null;
  readonly netMax: number | null;
  /** |Σw| within each sector: one number for all or one a sector (a sector left out has none). */
  readonly sectorMax: SectorLimit;
  /** Σ|w| within each sector. */
  readonly sectorGrossMax: SectorLimit;
  /** |β'w|; 0 is allowed. */
  readonly betaBand: number | null;
  /** Σ|w − wCur| of the names that count. */
  readonly turnoverMax: number | null;
}

export type SectorLimit = number | Readonly<Record<string, number>> | null;
