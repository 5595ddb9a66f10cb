import type { Decision } from '#engine/decision.ts';
import { unrestricted } from '#engine/execution/may-trade.ts';
import { initialState, savedPart } from '#engine/fold.ts';
import type { Command, EngineInput } from '#engine/input.ts';
import type { EngineSettings } from '#engine/settings.ts';
import type { EngineState } from '#engine/state.ts';
import { step } from '#engine/step.ts';
import { instantOf, wallClock } from '#shared/calendar.ts';
import { ContractError } from '#shared/contract/wire.ts';
import type { ApprovedOrder, Order, RefusedOrder } from '#shared/domain/order.ts';
import type { AccountId, ProposalId } from '#shared/ids.ts';
import type { AccountKind } from '#shared/domain/portfolio.ts';
import { epochMs, type EpochMs } from '#shared/units.ts';
import type { Desk } from './desk.ts';
import { Ledger } from './ledger.ts';
import type { BrokerSession, PlaceResult, Store } from './ports.ts';
import { alarmWords } from './views/book.ts';
import { wordsOfRefusal } from './views/words.ts';

interface Rung {
  readonly sent: number;
  /** Orders that did not go, each with why. */
  readonly refused: readonly string[];
}

interface HandedOver extends Rung {
  /** What kept an order's state from being written down; null = nothing did. Then no further order was handed over. */
  readonly broke: unknown;
}

/**
 * The interval: drain → step → journal → place → publish. The only place where orders leave from, and nothing is awaited between the
 * journal and the send.
 */
export class Interval {
  readonly #desk: Desk;
  #state: EngineState = initialState(null);
  /** The strategy that the open proposal was made or kept under; null = one of an earlier start. */
  #openUnder: EngineSettings | null = null;
  #cancelNext: () => void = () => {};
  #progress: { readonly of: number; done: number } | null = null;
  decision: Decision | null = null;
  seq = 0;
  lastAt: EpochMs | null = null;
  nextAt: EpochMs | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Takes up what an account's file remembers. */
  restore(store: Store): void {
    this.#state = initialState(store.savedState());
    this.#openUnder = null;
    this.seq = store.lastSeq();
    this.decision = null;
    this.lastAt = null;
  }

  loading(names: number): void {
    this.#progress = { of: names, done: 0 };
    this.#desk.tell('status');
  }

  loadedOne(): void {
    if (this.#progress) this.#progress.done += 1;
    this.#desk.tell('status');
  }

  /** The market is loaded: compute now, then at every interval. */
  begin(): void {
    this.#progress = null;
    this.run();
  }

  stop(): void {
    this.#cancelNext();
    this.nextAt = null;
  }

  /** Computes now; the next regular interval counts from here. */
  run(): void {
    this.#cancelNext();
    this.#desk.guarded(() => void this.#ring([], null));
    const everyMs = this.#desk.intervalMs;
    this.nextAt = this.#desk.link.session === null ? null : epochMs(this.#desk.now() + everyMs);
    this.#cancelNext = this.#desk.parts.clock.after(everyMs, () => this.run());
    this.#desk.tell('status');
  }

  /** Rejects an open proposal that another strategy made. */
  withdrawOutdated(): void {
    const { open } = this.#state;
    if (open === null || this.#openUnder === null || this.#openUnder === this.#desk.settings) return;
    const reason = 'The strategy was loaded anew; another one had made this proposal.';
    this.#ringOnce([{ kind: 'reject', proposalId: open.proposalId, reason }], 'desk');
  }

  /** One extra interval for the trader's word; the regular ones go on as planned. */
  decide(command: Command, who: string): { readonly orders: number; readonly refused: readonly string[] } {
    const blocked = this.#desk.ordersBlocked();
    if (command.kind === 'approve' && blocked !== null)
      throw new ContractError('refused', `Nothing was sent: ${blocked}.`);
    this.#expectOpen(command.proposalId);
    const rung = this.#ringOrHalt([command], who);
    if (rung === null) throw new ContractError('not-connected', `Nothing was sent: ${this.summary()}`);
    const ended = this.decision?.ended.find(({ proposal }) => proposal.proposalId === command.proposalId);
    if (ended === undefined) throw new ContractError('refused', this.decision?.quiet ?? this.summary());
    const carriedOut =
      ended.status === 'approved' || ended.status === 'part-approved' || command.kind === 'reject';
    if (!carriedOut)
      throw new ContractError('refused', `Nothing was sent: it is ${ended.status}. ${ended.why}`);
    return { orders: rung.sent, refused: rung.refused };
  }

  #expectOpen(id: ProposalId): void {
    if (this.#state.open?.proposalId !== id)
      throw new ContractError('refused', 'That proposal is not open any more. Look at the newest one.');
  }

  /** What the last interval concluded, or what it waits for. */
  summary(): string {
    const { strategyError, settings, store, storeError, link } = this.#desk;
    if (settings === null) return `Waiting for a strategy: ${strategyError ?? 'the file has not been read'}`;
    if (storeError !== null) return storeError;
    if (store === null) return 'Waiting for a connection.';
    if (this.#progress) return `Loading daily bars: ${this.#progress.done} of ${this.#progress.of} names`;
    if (link.session === null) return 'Waiting for a connection.';
    const decision = this.decision;
    if (decision === null) return 'Waiting for the first interval.';
    if (decision.idle !== null) return decision.idle;
    if (decision.proposal !== null)
      return `A proposal with ${decision.proposal.legs.length} legs waits for your decision.`;
    return decision.quiet ?? 'Nothing to do in this interval.';
  }

  /** The trader must hear what broke, and the desk must stop: both. */
  #ringOrHalt(commands: readonly Command[], who: string): Rung | null {
    try {
      return this.#ring(commands, who);
    } catch (error) {
      this.#desk.broke(error);
      throw error;
    }
  }

  /** Null where nothing could be computed. Throws when an invariant breaks or the journal fails: then nothing was sent. */
  #ring(commands: readonly Command[], who: string | null): Rung | null {
    this.withdrawOutdated();
    return this.#ringOnce(commands, who);
  }

  #ringOnce(commands: readonly Command[], who: string | null): Rung | null {
    const { settings, store, ledger, link, parts, inbox, account } = this.#desk;
    const session = link.session;
    if (settings === null || store === null || ledger === null || session === null || account === null)
      return null;
    if (session.state !== 'reconciled' && session.state !== 'degraded') return null;
    inbox.orders(ledger.open());
    inbox.frozen(this.#desk.intake.frozenNames());
    const input: EngineInput = {
      seq: store.lastSeq() + 1,
      at: session.now(),
      mode: this.#desk.mode,
      idPrefix: `${parts.idPrefix}${accountTag(store.kind, store.account)}`,
      ordersBlocked: this.#desk.ordersBlocked(),
      safety: unrestricted,
      events: inbox.batch(),
      commands,
    };
    const { state, decision } = step(this.#state, input, settings);
    const orders = decision.orders.map((order) =>
      Ledger.journalled(order, account.account, freeApiId(session, ledger), input.at),
    );
    store.journal({ input, decision, saved: savedPart(state), orders });
    // Journalled is done: whatever breaks from here on must not meet an approved proposal open again.
    this.#take(state, decision, settings);
    inbox.clear();
    ledger.add(orders);
    const handedOver = this.#handOver(session, ledger, decision.orders, orders);
    if (handedOver.broke !== null) this.#desk.intake.missedSomething(session);
    this.#conclude(store, decision, input, who);
    if (handedOver.broke !== null) throw handedOver.broke;
    return { sent: handedOver.sent, refused: [...decision.refused.map(refusedWords), ...handedOver.refused] };
  }

  #take(state: EngineState, decision: Decision, settings: EngineSettings): void {
    this.#state = state;
    this.#openUnder = settings;
    this.decision = decision;
    this.seq = decision.seq;
    this.lastAt = decision.at;
  }

  /**
   * Hands each journalled order to the broker once. What could not be handed over is settled as never sent; where a state cannot be written
   * down, the orders after it stay here.
   */
  #handOver(
    session: BrokerSession,
    ledger: Ledger,
    approved: readonly ApprovedOrder[],
    orders: readonly Order[],
  ): HandedOver {
    let sent = 0;
    let broke: unknown = null;
    const refused: string[] = [];
    for (const [index, order] of approved.entries()) {
      const apiOrderId = orders[index]?.apiOrderId ?? null;
      if (apiOrderId === null) continue;
      const placed = broke === null ? place(session, order, apiOrderId) : heldBack(broke);
      const at = session.now();
      if (placed.sent === true) sent += 1;
      else refused.push(`${order.side} ${order.shares} ${order.ticker} was not sent: ${placed.why}`);
      try {
        ledger.settle(order.orderId, stateOf(placed, at), at);
      } catch (error) {
        broke ??= error;
      }
    }
    return { sent, refused, broke };
  }

  #conclude(store: Store, decision: Decision, input: EngineInput, who: string | null): void {
    const desk = this.#desk;
    for (const { proposal, status, legs, why } of decision.ended) {
      const decidedBy = who ?? (status === 'approved' || status === 'part-approved' ? 'auto' : 'desk');
      store.endProposal(proposal.proposalId, { status, decidedAt: decision.at, decidedBy, why, legs });
    }
    const alarm = decision.shadow?.alarm ?? null;
    if (alarm !== null) desk.notices.add('error', alarmWords(alarm), decision.at);
    for (const refused of decision.refused) desk.notices.add('warning', refusedWords(refused), decision.at);
    desk.parts.log.info('interval', {
      seq: decision.seq,
      orders: decision.orders.length,
      refused: decision.refused.length,
      proposal: decision.proposal?.proposalId ?? null,
      idle: decision.idle,
      quiet: decision.quiet,
    });
    const today = wallClock(input.at).date;
    const { session } = desk.link;
    if (session !== null && desk.market.loadedFor !== null && desk.market.loadedFor !== today)
      desk.intake.newDay(session, instantOf(today, 0));
    for (const what of ['status', 'drift', 'proposals', 'orders'] as const) desk.tell(what);
  }
}

const refusedWords = ({ intent, refusal }: RefusedOrder): string =>
  `${intent.side} ${intent.shares} ${intent.ticker} was not sent: ${wordsOfRefusal(refusal)}.`;

type Placed = PlaceResult | { readonly sent: 'unknown'; readonly why: string };

/** A broker that breaks while it takes an order leaves it unknown whether the order went. */
function place(session: BrokerSession, order: ApprovedOrder, apiOrderId: number): Placed {
  try {
    return session.place(order, apiOrderId);
  } catch (error) {
    return { sent: 'unknown', why: `handing it over broke (${String(error)}); look for it in TWS` };
  }
}

const heldBack = (broke: unknown): PlaceResult => ({
  sent: false,
  why: `held back, because an order before it could not be written down: ${broke instanceof Error ? broke.message : String(broke)}`,
});

function stateOf(placed: Placed, at: EpochMs): Order['status'] {
  if (placed.sent === true) return { state: 'sent', at };
  return placed.sent === false
    ? { state: 'never-sent', why: placed.why }
    : { state: 'unresolved', since: at, why: placed.why };
}

/** A number that no open order has: a TWS whose numbers were reset gives out those of unresolved orders again. */
function freeApiId(session: BrokerSession, ledger: Ledger): number {
  const used = new Set(ledger.open().map(({ apiOrderId }) => apiOrderId));
  for (;;) {
    const id = session.reserveApiOrderId();
    if (!used.has(id)) return id;
  }
}

const tagLength = 4;

/** Part of every id, so that no two accounts of one start have a proposal or an order of the same id. */
function accountTag(kind: AccountKind, account: AccountId): string {
  let hash = 0;
  for (const letter of `${kind}-${account}`) hash = Math.imul(hash, 31) + letter.charCodeAt(0);
  return (hash >>> 0).toString(36).slice(-tagLength).padStart(tagLength, '0');
}
