import type { Decision } from '#engine/decision.ts';
import { initialState, savedPart } from '#engine/fold.ts';
import type { Command, EngineInput } from '#engine/input.ts';
import type { EngineState } from '#engine/state.ts';
import { step } from '#engine/step.ts';
import { wallClock } from '#shared/calendar.ts';
import { ContractError } from '#shared/contract/wire.ts';
import type { ApprovedOrder, Order, RefusedOrder } from '#shared/domain/order.ts';
import type { ProposalId } from '#shared/ids.ts';
import { epochMs, type EpochMs } from '#shared/units.ts';
import type { Desk } from './desk.ts';
import { Ledger } from './ledger.ts';
import type { BrokerSession, Store } from './ports.ts';
import { wordsOfRefusal } from './views/words.ts';

interface Rung {
  readonly sent: number;
  readonly refused: readonly string[];
}

/**
 * The interval: drain → step → journal → place → publish. The only place where orders leave from, and nothing is awaited between the
 * journal and the send.
 */
export class Interval {
  readonly #desk: Desk;
  #state: EngineState = initialState(null);
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

  /** One extra interval for the trader's word; the regular ones go on as planned. */
  decide(command: Command, who: string): { readonly orders: number; readonly refused: readonly string[] } {
    const blocked = this.#desk.ordersBlocked();
    if (command.kind === 'approve' && blocked !== null)
      throw new ContractError('refused', `Nothing was sent: ${blocked}.`);
    this.#expectOpen(command.proposalId);
    const rung = this.#ringOrHalt([command], who);
    if (rung === null) throw new ContractError('not-connected', `Nothing was sent: ${this.summary()}`);
    const carriedOut =
      this.decision?.ended.some(({ proposal }) => proposal.proposalId === command.proposalId) === true;
    if (!carriedOut) throw new ContractError('refused', this.decision?.quiet ?? this.summary());
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
    if (store === null) return storeError ?? 'Waiting for a connection.';
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
      idPrefix: parts.idPrefix,
      ordersBlocked: this.#desk.ordersBlocked(),
      events: inbox.batch(),
      commands,
    };
    const { state, decision } = step(this.#state, input, settings);
    const orders = decision.orders.map((order) =>
      Ledger.journalled(order, account.account, session.reserveApiOrderId(), input.at),
    );
    store.journal({ input, decision, saved: savedPart(state), orders });
    inbox.clear();
    ledger.add(orders);
    const sent = this.#send(session, ledger, decision.orders, orders);
    this.#conclude(store, state, decision, input, who);
    return { sent, refused: decision.refused.map(refusedWords) };
  }

  /** Hands each journalled order to the broker once. What could not be handed over is settled as never sent. */
  #send(
    session: BrokerSession,
    ledger: Ledger,
    approved: readonly ApprovedOrder[],
    orders: readonly Order[],
  ): number {
    let sent = 0;
    approved.forEach((order, index) => {
      const apiOrderId = orders[index]?.apiOrderId;
      if (apiOrderId === undefined || apiOrderId === null) return;
      const placed = session.place(order, apiOrderId);
      const at = session.now();
      if (placed.sent) sent += 1;
      ledger.settle(
        order.orderId,
        placed.sent ? { state: 'sent', at } : { state: 'never-sent', why: placed.why },
        at,
      );
    });
    return sent;
  }

  #conclude(
    store: Store,
    state: EngineState,
    decision: Decision,
    input: EngineInput,
    who: string | null,
  ): void {
    const desk = this.#desk;
    this.#state = state;
    this.decision = decision;
    this.seq = decision.seq;
    this.lastAt = decision.at;
    for (const { proposal, status, legs, why } of decision.ended) {
      const decidedBy = who ?? (status === 'approved' || status === 'part-approved' ? 'auto' : 'desk');
      store.endProposal(proposal.proposalId, { status, decidedAt: decision.at, decidedBy, why, legs });
    }
    for (const refused of decision.refused) desk.notices.add('warning', refusedWords(refused), decision.at);
    desk.parts.log.info('interval', {
      seq: decision.seq,
      orders: decision.orders.length,
      refused: decision.refused.length,
      proposal: decision.proposal?.proposalId ?? null,
      idle: decision.idle,
      quiet: decision.quiet,
    });
    if (desk.market.loadedFor !== null && desk.market.loadedFor !== wallClock(input.at).date)
      desk.intake.reloadMarket();
    for (const what of ['status', 'drift', 'proposals', 'orders'] as const) desk.tell(what);
  }
}

const refusedWords = ({ intent, refusal }: RefusedOrder): string =>
  `${intent.side} ${intent.shares} ${intent.ticker} was not sent: ${wordsOfRefusal(refusal)}.`;
