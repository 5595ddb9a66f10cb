// The practice TWS, run by the host as a separate process.

export interface PracticeProcess {
  readonly port: number;
  readonly pid: number | null;
  /** True when it was already running, left over by a desk that died. */
  readonly adopted: boolean;
  stop(): Promise<void>;
}

export interface PracticeLauncher {
  /** Finds the one that runs on this data folder, or starts one on a free loopback port. Rejects with a BrokerError. */
  start(): Promise<PracticeProcess>;
}
