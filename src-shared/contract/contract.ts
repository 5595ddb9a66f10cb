import { z } from 'zod';
import { BookRow } from './book-row.ts';
import { command, event, query } from './define.ts';
import { LimitsRow } from './limit-row.ts';
import { LegSize, LegSizes, PreviewRow, RejectCode } from './proposal-row.ts';
import { OrderHistory, Reconcile, Resolution, TraderCause } from './reconcile-row.ts';
import {
  BarRow,
  BlotterRow,
  DriftRow,
  FillRow,
  Mode,
  OrderId,
  ProposalId,
  ProposalRow,
  Status,
  Target,
  Ticker,
  TradeLogQuery,
} from './rows.ts';
import { WorkId, WorkRow } from './work-row.ts';
import { KillPreview, KillReport, KillScope, SafetyRow } from './safety-row.ts';

// Everything that can be asked and everything that is announced. Read this first.

const Nothing = z.object({});
const Words = z.string().trim().min(1).max(500);

/** Rows that changed, by id, and ids that are gone. */
const delta = <Row extends z.ZodType>(row: Row) =>
  z.object({ rows: z.array(row), removed: z.array(z.string()) });

export const requests = {
  'status.get': query(Nothing, Status),
  'drift.list': query(Nothing, z.array(DriftRow)),
  /** Newest first: the open one and the last ones that ended. */
  'proposal.list': query(Nothing, z.array(ProposalRow)),
  /** What approving these legs would come to, on the last interval's picture. */
  'proposal.preview': query(
    z.object({
      proposalId: ProposalId,
      legs: z.array(z.int().nonnegative()).min(1).max(1000),
      sizes: LegSizes,
    }),
    PreviewRow,
  ),
  /** Newest first: today's orders and every order that is not ended. */
  'blotter.list': query(Nothing, z.array(BlotterRow)),
  /** Approved trades that are being worked, and those of today; newest first. */
  'work.list': query(Nothing, z.array(WorkRow)),
  /** Limits, models and the shadow of the last interval; null before the first. */
  'book.get': query(Nothing, BookRow.nullable()),
  /** Differences between the broker's books and the desk's, orders of others, positions against the own fills. */
  'reconcile.get': query(Nothing, Reconcile),
  /** Everything that happened to one order, oldest first. */
  'order.history': query(z.object({ orderId: OrderId }), OrderHistory),
  /** The same of an order that this desk did not make, as far as the broker told of it. */
  'foreign.history': query(z.object({ permId: z.int().positive() }), OrderHistory),
  /** Fills in the range, oldest first. */
  'trade-log.list': query(TradeLogQuery, z.array(FillRow)),
  /** The same range as RFC 4180 CSV text. */
  'trade-log.export': query(
    TradeLogQuery,
    z.object({ fileName: z.string(), csv: z.string(), rows: z.int() }),
  ),
  'chart.get': query(
    z.object({ ticker: Ticker, size: z.enum(['1 day', '5 mins']) }),
    z.object({ bars: z.array(BarRow), fills: z.array(FillRow), timeZone: z.string() }),
  ),
  'strategy.get': query(
    Nothing,
    z.object({ file: z.string(), text: z.string(), error: z.string().nullable() }),
  ),

  /** Every limit: present use, soft and hard, and whether it refused something today. */
  'limits.get': query(Nothing, LimitsRow),
  'safety.get': query(Nothing, SafetyRow),
  /** What each kill switch would cancel, asked of the TWS at this moment. */
  'kill.preview': query(Nothing, KillPreview),

  /** Practice is started by the desk: its host and port are then ignored. */
  'connection.connect': command(Target, Nothing),
  'connection.disconnect': command(Nothing, Nothing),
  'mode.set': command(z.object({ mode: Mode }), Nothing),
  /**
   * `legs` null = all; `revision` = the one that was seen. Rings an extra interval, in which everything is re-priced and re-checked: where
   * anything moved beyond its tolerance it is refused, and the proposal stays open as its next revision. `sizes` may only make legs smaller
   * than proposed, as the offers of the preview do, and are refused where they break a limit.
   */
  'proposal.approve': command(
    z.object({
      proposalId: ProposalId,
      revision: z.int().min(1),
      legs: z.array(z.int().nonnegative()).min(1).nullable(),
      sizes: LegSizes,
    }),
    /**
     * `works`: trades that are worked on from here on; `orders`: those of their orders that went at once; `sizes`: legs that go smaller than
     * proposed.
     */
    z.object({ works: z.int(), orders: z.int(), refused: z.array(z.string()), sizes: z.array(LegSize) }),
  ),
  'proposal.reject': command(z.object({ proposalId: ProposalId, code: RejectCode, reason: Words }), Nothing),
  'order.cancel': command(z.object({ orderId: OrderId }), Nothing),
  /** Ends the work on a trade and cancels its order. */
  'work.stop': command(z.object({ workId: WorkId }), Nothing),
  /** All of this desk's orders that still work; every trade that is being worked ends. */
  'order.cancel-all': command(Nothing, z.object({ orders: z.int() })),
  /** Loads the broker's book and compares it now; answers when that is done. */
  'reconcile.ask': command(Nothing, Nothing),
  /** Closes differences under a cause: what the TWS shows is right from then on. All of them or none. */
  'reconcile.explain': command(
    z.object({ ids: z.array(z.string().min(1).max(200)).min(1).max(500), cause: TraderCause, note: Words }),
    Nothing,
  ),
  /** An order of others: let its name trade although it works; take it over; cancel one that was taken over. */
  'foreign.ignore': command(z.object({ id: z.string().min(1).max(100) }), Nothing),
  'foreign.adopt': command(z.object({ id: z.string().min(1).max(100) }), Nothing),
  'foreign.cancel': command(z.object({ id: z.string().min(1).max(100) }), Nothing),
  /** An order of which nobody knows where it stands. `confirm` is its ticker, typed; not looked at for `ask`. Never sends anything. */
  'order.resolve': command(
    z.object({ orderId: OrderId, how: Resolution, confirm: z.string().max(24) }),
    z.object({ found: z.string() }),
  ),
  'interval.run': command(Nothing, Nothing),
  'strategy.reload': command(Nothing, z.object({ error: z.string().nullable() })),
  'trading.halt': command(z.object({ reason: Words }), Nothing),
  /** Only orders that bring a position nearer to zero go from here on. */
  'trading.reduce': command(z.object({ reason: Words }), Nothing),
  /** Back to active, from halted or reducing. */
  'trading.resume': command(z.object({ reason: Words }), Nothing),
  /** `account`: the live account's id, as it was typed. */
  'trading.arm': command(z.object({ account: z.string().max(64) }), Nothing),
  'trading.disarm': command(z.object({ reason: Words }), Nothing),
  /** Halts, and cancels all that the scope reaches; what survived is told with `safety.changed`. */
  'kill.run': command(z.object({ scope: KillScope, reason: Words }), KillReport),
};

export const events = {
  'status.changed': event(Status),
  'drift.changed': event(delta(DriftRow)),
  'proposal.changed': event(delta(ProposalRow)),
  'blotter.changed': event(delta(BlotterRow)),
  'work.changed': event(delta(WorkRow)),
  'book.changed': event(BookRow.nullable()),
  'reconcile.changed': event(Reconcile),
  'fill.changed': event(delta(FillRow)),
  'safety.changed': event(SafetyRow),
  'limits.changed': event(LimitsRow),
};

export type RequestName = keyof typeof requests;
export type EventName = keyof typeof events;
/** What a handler receives (parsed). */
export type Input<N extends RequestName> = z.output<(typeof requests)[N]['input']>;
/** What a caller passes. */
export type RawInput<N extends RequestName> = z.input<(typeof requests)[N]['input']>;
export type Output<N extends RequestName> = z.output<(typeof requests)[N]['output']>;
export type Payload<N extends EventName> = z.output<(typeof events)[N]['payload']>;

/** Who asks, as the host knows it: `window` or `browser`. */
export interface Caller {
  readonly who: string;
}
export type Handlers = {
  readonly [N in RequestName]: (input: Input<N>, caller: Caller) => Output<N> | Promise<Output<N>>;
};
