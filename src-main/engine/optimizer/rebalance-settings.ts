/** What the rebalance engine has beyond the rotation's limits, costs and bands (spec 6). Fractions of NAV; null = not imposed. */
export interface RebalanceSettings {
  /** Turns variance into units of the objective. */
  readonly lambda: number;
  /** riskScaled: z and correlations. alpha: forecast returns and covariances. */
  readonly scaling: 'riskScaled' | 'alpha';
  /** |β'w|; null with a hedge = the hedge's own band. */
  readonly betaBand: number | null;
  /** Σ|w| within each sector. */
  readonly sectorGrossMax: number | null;
  /** Limits that conflict give way in the specified order; else nothing is traded. */
  readonly relaxWhenInfeasible: boolean;
}

export const defaultRebalanceSettings: RebalanceSettings = {
  lambda: 1,
  scaling: 'riskScaled',
  betaBand: null,
  sectorGrossMax: null,
  relaxWhenInfeasible: false,
};
