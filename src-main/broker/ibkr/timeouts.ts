/** How long the adapter waits, in milliseconds. All of them can be shortened for tests. */
export interface Timeouts {
  /** Until TCP stands. */
  readonly tcpMs: number;
  /** From TCP to the version that the TWS answers with. */
  readonly greetingMs: number;
  /** From the version to next order id, accounts and clock. */
  readonly readyMs: number;
  /** Between two questions for the time; also how long an answer may take. */
  readonly heartbeatMs: number;
  readonly heartbeatDeadlineMs: number;
  /** Each report of the book, and each contract. */
  readonly reportMs: number;
  /** How long commissions may trail the executions that a book lists. */
  readonly commissionMs: number;
  readonly historyMs: number;
  /** Silence after a pacing violation of the history service. */
  readonly historyBackOffMs: number;
  /** Quotes, positions and account values leave at most this often. */
  readonly batchMs: number;
  /** Before a stream that the TWS refused or stopped is asked for again. */
  readonly resubscribeMs: number;
  /** How long a quote stream may stay silent after a farm came back. */
  readonly tickCheckMs: number;
}

export const defaultTimeouts: Timeouts = {
  tcpMs: 5_000,
  greetingMs: 5_000,
  readyMs: 10 * 1_000,
  heartbeatMs: 10 * 1_000,
  heartbeatDeadlineMs: 10 * 1_000,
  reportMs: 15_000,
  commissionMs: 1_500,
  historyMs: 60_000,
  // IBKR asks for 15 s between identical requests after a violation; one more to be on the safe side
  historyBackOffMs: 16_000,
  batchMs: 100,
  resubscribeMs: 60_000,
  tickCheckMs: 5_000,
};
