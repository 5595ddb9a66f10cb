import type { Instrument, Quote } from '#shared/domain/market.ts';
import type { OrderStyle, Touch } from '#shared/domain/order.ts';
import type { Level, WaitsFor, Work } from '#shared/domain/work.ts';
import type { EngineSettings } from '../../settings.ts';
import { worstPrice } from '../funds.ts';
import { mostPerOrder } from '../limits/bands.ts';
import { roundToLot } from '../rounding.ts';
import type { Budget } from './money.ts';

export interface ChildRoom {
  /** Shares of the work that cannot have filled yet. */
  readonly open: number;
  /** Shares that first take away a position on the other side. */
  readonly closes: number;
  /** What a share is valued at. */
  readonly worth: number;
  /** Shares that have, or may have, been traded already. */
  readonly taken: number;
  readonly level: Level;
  readonly style: OrderStyle;
  readonly touch: Touch;
  readonly quote: Quote | undefined;
  readonly instrument: Instrument;
  readonly budget: Budget;
  /** More money may still come from sales of the same proposal. */
  readonly moreComing: boolean;
}

export type ChildSize =
  | { readonly kind: 'sized'; readonly shares: number }
  | { readonly kind: 'waits'; readonly waits: WaitsFor; readonly why: string }
  /** It will never go, whatever is waited for. */
  | { readonly kind: 'never'; readonly why: string };

interface Cap {
  readonly shares: number;
  readonly waits: WaitsFor;
  readonly why: string;
}

const minuteMs = 60_000;
/** Of a regular session. */
const sessionMin = 390;

/** Shares of the next child: what is open, under every cap; or what it waits for. */
export function childSize(work: Work, room: ChildRoom, settings: EngineSettings): ChildSize {
  const { instrument, style, touch } = room;
  const worst = worstPrice({ side: work.side, style, decision: touch, child: null }, settings);
  const byMoney = roundToLot(mostPerOrder(settings, worst), instrument.lot);
  if (byMoney <= 0)
    return { kind: 'never', why: 'One lot is worth more than an order may be (limits.maxOrderMoney).' };
  if (roundToLot(room.open, instrument.lot) <= 0)
    return { kind: 'never', why: `${room.open} shares are left: less than one lot.` };
  const caps = [
    ...(work.style === 'SHORT_HORIZON' ? volumeCaps(work, room, worst, settings) : []),
    // The auction takes sales and purchases at one moment.
    ...(work.style === 'MOC' || work.style === 'LOC' ? [] : moneyCaps(work, room, worst)),
  ];
  let least: Cap = { shares: Math.min(room.open, byMoney), waits: 'liquidity', why: '' };
  for (const cap of caps) if (cap.shares < least.shares) least = cap;
  const shares = roundToLot(Math.max(0, least.shares), instrument.lot);
  const { waits, why } = least;
  const crumb = waits === 'proceeds' && isCrumb(shares, room, worst, settings);
  return shares <= 0 || crumb ? { kind: 'waits', waits, why } : { kind: 'sized', shares };
}

/** Rather than in crumbs, a purchase waits for money: for the whole of it while more may come, for a worthwhile part after that. */
const isCrumb = (
  shares: number,
  { open, moreComing }: ChildRoom,
  worst: number,
  { clamps }: EngineSettings,
): boolean => shares < open && (moreComing || shares * worst < clamps.minOrderValue);

function volumeCaps(work: Work, room: ChildRoom, worst: number, settings: EngineSettings): Cap[] {
  const { execution, clamps } = settings;
  if (room.level === 'auction') return [];
  const least = Math.ceil(clamps.minOrderValue / worst);
  const expected = (work.adv * execution.windowMs) / (sessionMin * minuteMs);
  const most = Math.max(least, execution.participation * expected);
  const participation: Cap = {
    shares: most - room.taken,
    waits: 'liquidity',
    why: `It has had its share of the volume that the window should trade (${Math.floor(most)} shares).`,
  };
  const displayed = displayedAt(work, room);
  if (displayed === null) return [participation];
  const shown = Math.max(least, execution.displayedShare * displayed);
  return [participation, { shares: shown, waits: 'liquidity', why: 'Nothing is displayed.' }];
}

/** Size at the touch that the child joins or takes; null = not told. */
function displayedAt({ side }: Work, { quote, level }: ChildRoom): number | null {
  const atBid = (side === 'BUY') !== (level === 'cross');
  return (atBid ? quote?.bidSize : quote?.askSize) ?? null;
}

/** Of a share: sums of many values are not exact. */
const rounding = 1e-6;

function moneyCaps(work: Work, { budget, taken, closes, worth }: ChildRoom, worst: number): Cap[] {
  const caps: Cap[] = [];
  if (work.side === 'BUY')
    caps.push({
      shares: Math.floor(budget.cash / worst),
      waits: 'proceeds',
      why: 'It waits for money: what the sales have brought so far does not pay for it.',
    });
  if (work.reduces || work.isHedge) return caps;
  caps.push({
    shares: closes + Math.floor(Math.max(0, budget.gross) / worth + rounding),
    waits: 'proceeds',
    why: 'It waits for reductions: the book would be over the gross that it may have.',
  });
  if (work.margin?.answer === 'previewed')
    caps.push({
      shares: work.margin.most - taken,
      waits: 'margin',
      why: `The broker’s margin preview carries ${work.margin.most} shares.`,
    });
  return caps;
}
