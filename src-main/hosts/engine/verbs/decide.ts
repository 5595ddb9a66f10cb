import { z } from 'zod';
import { unrestricted } from '#engine/execution/may-trade.ts';
import type { EngineInput } from '#engine/input.ts';
import { initialState } from '#engine/fold.ts';
import type { EngineState } from '#engine/state.ts';
import { step } from '#engine/step.ts';
import { settingsFrom } from '../settings-from.ts';

const Number = z.number();
const record = z.record(z.string(), z.unknown());
const Maybe = z.number().nullable();
const Ticker = z.string().min(1);

const Bar = z.looseObject({
  at: Number,
  open: Number,
  high: Number,
  low: Number,
  close: Number,
  volume: Number,
});

const Quote = z.looseObject({
  ticker: Ticker,
  bid: Maybe,
  ask: Maybe,
  last: Maybe,
  close: Maybe,
  bidSize: Maybe,
  askSize: Maybe,
  volume: Maybe,
  kind: z.enum(['live', 'frozen', 'delayed', 'delayed-frozen', 'stale']),
  halted: z.boolean(),
  at: Number,
});

const Instrument = z.looseObject({
  ticker: Ticker,
  conId: Number,
  sector: z.string(),
  currency: z.string(),
  sessions: z.array(z.looseObject({ open: Number, close: Number })),
  priceIncrements: z.array(z.looseObject({ lowEdge: Number, increment: z.number().positive() })).min(1),
  lot: z.number().positive(),
});

const Order = z.looseObject({
  intent: z.looseObject({
    orderId: z.string(),
    ticker: Ticker,
    side: z.enum(['BUY', 'SELL']),
    shares: Number,
  }),
  status: z.looseObject({ state: z.string() }),
  filled: Number,
});

const Account = z.looseObject({
  account: z.string(),
  currency: z.string(),
  nav: Number,
  cash: Number,
  grossPositionValue: Number,
  buyingPower: Number,
  availableFunds: Number,
  at: Number,
});

const Event = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('instruments'), instruments: z.array(Instrument) }),
  z.looseObject({ kind: z.literal('history'), ticker: Ticker, bars: z.array(Bar) }),
  z.looseObject({ kind: z.literal('quotes'), quotes: z.array(Quote) }),
  z.looseObject({ kind: z.literal('account'), values: Account }),
  z.looseObject({
    kind: z.literal('positions'),
    positions: z.array(z.looseObject({ ticker: Ticker, conId: Number, shares: Number, avgCost: Number })),
  }),
  z.looseObject({ kind: z.literal('orders'), orders: z.array(Order) }),
  z.looseObject({ kind: z.literal('children'), orders: z.array(Order) }),
  z.looseObject({
    kind: z.literal('preview'),
    workId: z.string(),
    shares: Number,
    preview: record.nullable(),
    why: z.string(),
  }),
  z.looseObject({ kind: z.literal('frozen'), names: z.array(z.object({ ticker: Ticker, why: z.string() })) }),
]);

const Command = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('approve'),
    proposalId: z.string(),
    legs: z.array(z.int()).nullable(),
    sizes: z.array(z.object({ leg: z.int(), sellShares: Number, buyShares: Number })).optional(),
  }),
  z.object({ kind: z.literal('reject'), proposalId: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('stop'), workId: z.string(), reason: z.string() }),
]);

const Input = z.object({
  /** As an earlier answer gave it; null = a desk that knows nothing yet. */
  state: z
    .looseObject({
      instruments: record,
      history: record,
      quotes: record,
      positions: record,
      orders: z.array(z.unknown()),
      frozen: record,
      entries: record,
      zoo: record,
    })
    .nullable(),
  input: z.object({
    seq: z.int(),
    at: Number,
    pace: z.enum(['interval', 'execution']).optional(),
    mode: z.enum(['observe', 'propose', 'auto']),
    everyMs: z.number().positive().optional(),
    idPrefix: z.string().min(1),
    ordersBlocked: z.string().nullish(),
    events: z.array(Event),
    commands: z.array(Command).optional(),
  }),
  settings: record,
});

/** One whole interval: the answer's `state` goes into the next line. Values go in as they came: checked, not copied. */
export function decide(value: unknown): unknown {
  const { settings } = Input.parse(value);
  const { state, input } = value as {
    readonly state: EngineState | null;
    readonly input: Partial<EngineInput>;
  };
  return step(
    // An answer of an earlier build knows nothing of what is being worked.
    { ...initialState(null), ...state },
    {
      pace: 'interval',
      ordersBlocked: null,
      safety: unrestricted,
      commands: [],
      ...input,
    } as unknown as EngineInput,
    settingsFrom(settings),
  );
}
