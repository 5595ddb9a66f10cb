import type { Decision } from '#engine/decision.ts';
import { initialState, savedPart } from '#engine/fold.ts';
import type { Command, EngineInput, ProposalCommand } from '#engine/input.ts';
import type { Preview } from '#engine/preview.ts';
import type { EngineSettings } from '#engine/settings.ts';
import type { EngineState } from '#engine/state.ts';
import { step } from '#engine/step.ts';
import { ensure } from '#shared/assert.ts';
import { instantOf, wallClock } from '#shared/calendar.ts';
import { ContractError } from '#shared/contract/wire.ts';
import type { LegSize, Part, RotationProposal } from '#shared/domain/proposal.ts';
import { isOver, type Work } from '#shared/domain/work.ts';
import type { ProposalId } from '#shared/ids.ts';
import { epochMs, type EpochMs } from '#shared/units.ts';
import type { Desk } from './desk.ts';
import { accountTag, handOver, refusedWords, type Rung } from './hand-over.ts';
import { Ledger } from './ledger.ts';
import type { BrokerSession, Store } from './ports.ts';
import { previewedBy } from './preview.ts';
import { stoppedWords, wordsOfDecision } from './views/decision-words.ts';

/** What a decision came to. */
export interface Decided {
  readonly works: number;
  readonly orders: number;
  readonly refused: readonly string[];
  /** Legs that go smaller than proposed. */
  readonly sizes: readonly LegSize[];
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
  /** Why what is open is still to be withdrawn; null = it is not. */
  #withdraw: string | null = null;
  #cancelNext: () => void = () => {};
  #progress: { readonly of: number; done: number } | null = null;
  /** What the last interval was computed on; null before the first. */
  #ground: EngineInput | null = null;
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
    this.#ground = null;
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
    this.#desk.execution.stop();
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

  /** Rejects an open proposal that another strategy made, or that is to be withdrawn. */
  withdrawOutdated(): void {
    const { open } = this.#state;
    const isOutdated = this.#openUnder !== null && this.#openUnder !== this.#desk.settings;
    const reason = this.#withdraw ?? (isOutdated ? outdatedReason : null);
    if (open !== null && reason !== null) {
      const rung = this.#ringOnce([{ kind: 'reject', proposalId: open.proposalId, reason }], 'desk');
      if (rung === null) return;
    }
    this.#withdraw = null;
  }

  /** Ends what is being worked and rejects what is open, now or as soon as the desk can compute again. */
  withdraw(reason: string): void {
    this.#desk.execution.stopAll(reason);
    this.#withdraw = reason;
    this.withdrawOutdated();
  }

  /** One extra interval for the trader's word; the regular ones go on as planned. */
  decide(command: ProposalCommand, who: string): Decided {
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
    const works = this.works.filter((work) => work.proposalId === command.proposalId && !isOver(work));
    return { works: works.length, orders: rung.sent, refused: rung.refused, sizes: ended.sizes ?? [] };
  }

  #expectOpen(id: ProposalId): { readonly open: RotationProposal } {
    const { open } = this.#state;
    if (open?.proposalId !== id)
      throw new ContractError('refused', 'That proposal is not open any more. Look at the newest one.');
    return { open };
  }

  /** What approving some legs of the open proposal would come to, on the last interval's picture. Nothing is sent. */
  preview(id: ProposalId, part: Part): Preview {
    const { open } = this.#expectOpen(id);
    return previewedBy(open, part, this.#state, this.#ground, this.#desk.settings);
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
  #ringOrHalt(commands: readonly ProposalCommand[], who: string): Rung | null {
    try {
      return this.#ring(commands, who);
    } catch (error) {
      this.#desk.broke(error);
      throw error;
    }
  }

  /** Null where nothing could be computed. Throws when an invariant breaks or the journal fails: then nothing was sent. */
  #ring(commands: readonly ProposalCommand[], who: string | null): Rung | null {
    this.withdrawOutdated();
    return this.#ringOnce(commands, who);
  }

  /** One step of execution between two intervals; `stops` are obeyed even while nothing may be sent. False = it could not be rung. */
  work(stops: readonly Command[]): boolean {
    return this.#ringOnce(stops, null, 'execution') !== null;
  }

  #ringOnce(
    commands: readonly Command[],
    who: string | null,
    pace: EngineInput['pace'] = 'interval',
  ): Rung | null {
    if (pace === 'interval' && !this.#desk.execution.obeyed()) return null;
    const { settings, store, ledger, link, parts, inbox, account } = this.#desk;
    const session = link.session;
    if (settings === null || store === null || ledger === null || account === null) return null;
    const isThere = session?.state === 'reconciled' || session?.state === 'degraded';
    const onlyStops = pace === 'execution' && commands.length > 0;
    if (!isThere && !onlyStops) return null;
    inbox.orders(ledger.open());
    inbox.children(this.#desk.execution.childrenEnded());
    inbox.frozen(this.#desk.intake.frozenNames());
    inbox.unshown(this.#desk.intake.reconciler?.books.unshown() ?? []);
    inbox.foreign(this.#desk.intake.reconciler?.foreign.pending() ?? []);
    this.#desk.limits.feed(this.#desk.now());
    // Summed over every own fill: a trader's word does not wait for it.
    if (pace === 'interval' && commands.length === 0) this.#desk.ownCosts.feed();
    const input: EngineInput = {
      seq: store.lastSeq() + 1,
      at: this.#desk.now(),
      pace,
      mode: this.#desk.mode,
      everyMs: this.#desk.intervalMs,
      idPrefix: `${parts.idPrefix}${accountTag(store.kind, store.account)}`,
      ordersBlocked: this.#desk.ordersBlocked(),
      safety: this.#desk.safety.rule(),
      events: inbox.batch(),
      commands,
    };
    const { state, decision, silent } = step(this.#state, input, settings);
    if (silent) return { sent: 0, refused: [] };
    const orders = decision.orders.map((order) =>
      Ledger.journalled(order, account.account, sending(session).reserveApiOrderId(), input.at),
    );
    store.journal({ input, decision, saved: savedPart(state), orders });
    // Journalled is done: whatever breaks from here on must not meet an approved proposal open again.
    this.#take(state, decision, settings);
    if (pace === 'interval') this.#ground = { ...input, events: [], commands: [] };
    inbox.clear();
    ledger.add(orders);
    const handedOver =
      session === null
        ? { sent: 0, refused: [], broke: null }
        : handOver(session, ledger, decision.orders, orders);
    this.#desk.execution.carryOut(session, decision, input.at);
    this.#desk.safety.measures.sent(handedOver.sent);
    // What was sent is sent: what cannot be written down now halts, and the rest is still concluded.
    this.#desk.guarded(() => this.#desk.limits.decided(decision, settings, store));
    if (handedOver.broke !== null && session !== null) this.#desk.intake.missedSomething(session);
    this.#conclude(store, decision, input, who);
    if (handedOver.broke !== null) throw handedOver.broke;
    return {
      sent: handedOver.sent,
      refused: [...decision.refused.map(refusedWords), ...stoppedAtOnce(decision), ...handedOver.refused],
    };
  }

  #take(state: EngineState, decision: Decision, settings: EngineSettings): void {
    this.#state = state;
    this.seq = decision.seq;
    if (decision.pace === 'execution') return;
    this.#openUnder = settings;
    this.decision = decision;
    this.lastAt = decision.at;
  }

  /** What the engine knew after its last step. */
  get engineState(): EngineState {
    return this.#state;
  }

  /** What is being worked, and what is over while its proposal is not. */
  /** A proposal waits for the trader. */
  get isProposing(): boolean {
    return this.#state.open !== null;
  }

  get works(): readonly Work[] {
    return this.#state.works;
  }

  #conclude(store: Store, decision: Decision, input: EngineInput, who: string | null): void {
    const desk = this.#desk;
    for (const { proposal, status, legs, why } of decision.ended) {
      const decidedBy = who ?? (status === 'approved' || status === 'part-approved' ? 'auto' : 'desk');
      store.endProposal(proposal.proposalId, { status, decidedAt: decision.at, decidedBy, why, legs });
    }
    for (const { level, text } of wordsOfDecision(decision)) desk.notices.add(level, text, decision.at);
    desk.parts.log.info(decision.pace, {
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
    desk.execution.rung();
  }
}

const outdatedReason = 'The strategy was loaded anew; another one had made this proposal.';

/** Nothing passes the guard without a session: it blocks every order. */
const sending = (session: BrokerSession | null): BrokerSession => ensure(session, 'a session to send to');

/** Those of them that had just been approved. */
const stoppedAtOnce = (decision: Decision): string[] =>
  stoppedWords({ ...decision, works: decision.works.filter(({ since }) => since === decision.at) });
