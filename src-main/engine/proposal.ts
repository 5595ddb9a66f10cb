import { assert } from '#shared/assert.ts';
import { proposalId } from '#shared/ids.ts';
import type { Leg, Part, ProposedTrade, Reason, RotationProposal } from '#shared/domain/proposal.ts';
import { epochMs, fraction, money, price as priceUnit, shares as sharesUnit } from '#shared/units.ts';
import type { EngineInput } from './input.ts';
import { roundToLot } from './execution/rounding.ts';
import { f64 } from './math/linear.ts';
import type { Picture } from './measure.ts';
import type { Targets } from './optimizer/engine.ts';
import { weightTolerance } from './optimizer/rotation/book.ts';
import { reductionOnly, withinAdv } from './policy/clamps.ts';
import type { Held, Memory } from './policy/memory.ts';
import { movesOf } from './policy/moves.ts';
import type { Move } from './policy/moves.ts';
import type { EngineSettings } from './settings.ts';

/** What the targets come to in whole orders. */
export interface Plan {
  readonly legs: readonly Leg[];
  /** Sells first, then in universe order; the hedge last of all. */
  readonly trades: readonly ProposedTrade[];
  /** Indices of names whose order would be under `minOrderValue`. */
  readonly tooSmall: ReadonlySet<number>;
  /** Indices of names whose purchase the close clamp drops. */
  readonly clamped: ReadonlySet<number>;
  /** Names that a rejection or a cut keeps from moving, by index. */
  readonly held: ReadonlyMap<number, Held>;
}

/** Signed net shares by index of the name. */
type NetShares = ReadonlyMap<number, number>;

/** Targets → legs → net trades. Legs that a band, the close clamp or the smallest order takes away are gone as a whole, so that legs always add up to trades. */
export function planTrades(
  picture: Picture,
  targets: Targets,
  settings: EngineSettings,
  memory: Memory = nothingHeld,
): Plan {
  const standing = movesOf(targets, picture.committed).filter((move) =>
    ends(move).every((i) => Math.abs(f64(targets.wTar, i) - f64(picture.committed, i)) > weightTolerance),
  );
  const growing = (i: number): boolean =>
    inCloseClamp(picture, i) && !isReduction(f64(picture.committed, i), f64(targets.wTar, i));
  const clamped = new Set(standing.flatMap((move) => ends(move).filter(growing)));
  const held = new Map(memory.still);
  const rest = standing.filter((move) => {
    if (ends(move).some(growing)) return false;
    const why = memory.keepsOut(move);
    if (why !== null) for (const i of ends(move)) held.set(i, why);
    return why === null;
  });
  return { ...planMoves(picture, rest, settings), clamped, held };
}

const nothingHeld: Memory = { still: new Map(), keepsOut: () => null };

/** Moves → legs and net trades, within the daily volume and without those that are too small. */
export function planMoves(
  picture: Picture,
  wanted: readonly Move[],
  settings: EngineSettings,
): Omit<Plan, 'clamped' | 'held'> {
  let moves = withinVolume(picture, wanted, settings);
  const tooSmall = new Set<number>();
  for (let left = 0; left !== moves.length;) {
    left = moves.length;
    for (const [i, size] of netShares(picture, moves)) {
      if (Math.abs(size) * nameAt(picture, i).price < settings.clamps.minOrderValue || size === 0)
        tooSmall.add(i);
    }
    moves = moves.filter((move) => !ends(move).some((i) => tooSmall.has(i)));
  }
  return { legs: legsOf(picture, moves), trades: tradesOf(picture, moves), tooSmall };
}

/** null where there is nothing to propose. */
export function propose(
  plan: Plan,
  picture: Picture,
  input: EngineInput,
  settings: EngineSettings,
): RotationProposal | null {
  if (plan.legs.length === 0) return null;
  return {
    proposalId: proposalId(`${input.idPrefix}-p${input.seq}`),
    seq: input.seq,
    ...numbersOf(plan, picture, input, settings),
  };
}

type Numbers = 'at' | 'expiresAt' | 'legs' | 'trades' | 'turnover' | 'costMoney' | 'nav';

/** What of a proposal is as of now. */
export function numbersOf(
  { legs, trades }: Pick<Plan, 'legs' | 'trades'>,
  { account: { nav } }: Picture,
  { at }: Pick<EngineInput, 'at'>,
  { execution }: EngineSettings,
): Pick<RotationProposal, Numbers> {
  const traded = trades.reduce((sum, { shares, price }) => sum + Math.abs(shares) * price, 0);
  return {
    ...{ at, nav, legs, trades },
    expiresAt: epochMs(at + execution.proposalTtlMs),
    turnover: fraction(traded / nav),
    costMoney: money(legs.reduce((sum, { costMoney }) => sum + costMoney, 0)),
  };
}

/** Net trades of some of a proposal's legs, at the proposal's prices; sells first. */
export function tradesOfLegs(proposal: RotationProposal, { legs, sizes }: Part): ProposedTrade[] {
  const chosen = new Set(legs);
  const net = new Map<string, number>();
  const reasonOf = new Map<string, Reason>();
  const add = (ticker: string | null, size: number, reason: Reason): void => {
    if (ticker === null) return;
    net.set(ticker, (net.get(ticker) ?? 0) + size);
    if (!reasonOf.has(ticker)) reasonOf.set(ticker, reason);
  };
  for (const leg of proposal.legs) {
    if (!chosen.has(leg.index)) continue;
    const { sellShares, buyShares } = sizes.find((size) => size.leg === leg.index) ?? leg;
    add(leg.from, -sellShares, leg.reason);
    add(leg.to, buyShares, leg.reason);
  }
  return proposal.trades.flatMap((trade) => {
    const size = net.get(trade.ticker) ?? 0;
    const reason = reasonOf.get(trade.ticker) ?? trade.reason;
    return size === 0 ? [] : [{ ...trade, shares: sharesUnit(size), reason }];
  });
}

const ends = ({ from, to }: Move): number[] => [from, to].filter((i) => i !== null);

const nameAt = (picture: Picture, i: number): Picture['names'][number] => {
  const name = picture.names[i];
  assert(name !== undefined && name.price > 0, `a priced name at ${i}`);
  return name;
};

const inCloseClamp = (picture: Picture, i: number): boolean => picture.names[i]?.clamp.closeClamp === true;

/** Nearer to zero, and not past it. */
const isReduction = (wCur: number, wTar: number): boolean => reductionOnly(wCur, wTar) === wTar;

/** Moves scaled down so that no name trades more than its share of the daily volume. */
function withinVolume(picture: Picture, moves: readonly Move[], settings: EngineSettings): Move[] {
  const room = new Map<number, number>();
  for (const [i, size] of netShares(picture, moves)) {
    const allowed = withinAdv(size, f64(picture.adv, i), settings.clamps.maxAdv);
    room.set(i, size === 0 ? 1 : allowed / size);
  }
  return moves.map((move) => ({
    ...move,
    weight: move.weight * Math.min(...ends(move).map((i) => room.get(i) ?? 1)),
  }));
}

function netShares(picture: Picture, moves: readonly Move[]): NetShares {
  const net = new Map<number, number>();
  for (const { move, sell, buy } of allocate(picture, moves)) {
    if (move.from !== null) net.set(move.from, (net.get(move.from) ?? 0) - sell);
    if (move.to !== null) net.set(move.to, (net.get(move.to) ?? 0) + buy);
  }
  return net;
}

interface Allocated {
  readonly move: Move;
  readonly sell: number;
  readonly buy: number;
}

/** Each move's whole shares: what the name's running total, rounded towards zero to the lot, gains by it. So the sums are the rounded net trades. */
function allocate(picture: Picture, moves: readonly Move[]): Allocated[] {
  const most = mostShares(picture, moves);
  const weight = new Map<number, number>();
  const given = new Map<number, number>();
  const take = (i: number | null, side: -1 | 1, add: number): number => {
    if (i === null) return 0;
    const name = nameAt(picture, i);
    const total = (weight.get(i) ?? 0) + side * add;
    assert(total * side >= 0, `${name.ticker} moves both ways in one proposal`);
    const lot = name.instrument?.lot ?? 1;
    const wanted = Math.abs(roundToLot((total * picture.account.nav) / name.price, lot));
    const whole = Math.min(wanted, most(i, side));
    const before = given.get(i) ?? 0;
    weight.set(i, total);
    given.set(i, whole);
    return whole - before;
  };
  return moves.map((move) => ({
    move,
    sell: take(move.from, -1, move.weight),
    buy: take(move.to, 1, move.weight),
  }));
}

/** No order may take more of a position than there is, unless the moves are meant to turn it, and it may be short. */
function mostShares(picture: Picture, moves: readonly Move[]): (i: number, side: -1 | 1) => number {
  const final = Float64Array.from(picture.committed);
  for (const { from, to, weight } of moves) {
    if (from !== null) final[from] = f64(final, from) - weight;
    if (to !== null) final[to] = f64(final, to) + weight;
  }
  return (i, side) => {
    const { shares, isHedge } = nameAt(picture, i);
    if (side < 0 && !picture.longShort && !isHedge) return Math.max(0, shares);
    const against = -side * shares;
    return against <= 0 || side * f64(final, i) > weightTolerance ? Infinity : against;
  };
}

function legsOf(picture: Picture, moves: readonly Move[]): Leg[] {
  const side = (i: number | null, size: number): { cost: number; costMoney: number } => {
    if (i === null) return { cost: 0, costMoney: 0 };
    const cost = f64(picture.cost, i);
    return { cost, costMoney: cost * size * nameAt(picture, i).price };
  };
  return allocate(picture, moves).map(({ move, sell, buy }, index) => {
    const from = side(move.from, sell);
    const to = side(move.to, buy);
    return {
      index,
      from: move.from === null ? null : nameAt(picture, move.from).ticker,
      to: move.to === null ? null : nameAt(picture, move.to).ticker,
      weight: fraction(move.weight),
      sellShares: sharesUnit(sell),
      buyShares: sharesUnit(buy),
      cost: fraction(from.cost + to.cost),
      costMoney: money(from.costMoney + to.costMoney),
      utility: move.utility,
      reason: move.reason,
    };
  });
}

function tradesOf(picture: Picture, moves: readonly Move[]): ProposedTrade[] {
  const trades = [...netShares(picture, moves)]
    .filter(([, size]) => size !== 0)
    .sort(([a], [b]) => a - b)
    .map(([i, size]) => {
      const { ticker, price, shares: held } = nameAt(picture, i);
      const first = moves.find((move) => ends(move).includes(i));
      assert(first !== undefined, `a move behind the trade in ${ticker}`);
      return {
        ticker,
        shares: sharesUnit(size),
        target: sharesUnit(held + size),
        price: priceUnit(price),
        predictedCost: fraction(f64(picture.predictedCost, i)),
        reason: first.reason,
      };
    });
  const hedge = picture.hedge === null ? null : (picture.names[picture.hedge]?.ticker ?? null);
  const names = trades.filter(({ ticker }) => ticker !== hedge);
  return [
    ...names.filter(({ shares }) => shares < 0),
    ...names.filter(({ shares }) => shares > 0),
    ...trades.filter(({ ticker }) => ticker === hedge),
  ];
}
