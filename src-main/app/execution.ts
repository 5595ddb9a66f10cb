import type { Decision } from '#engine/decision.ts';
import type { Command } from '#engine/input.ts';
import { ContractError } from '#shared/contract/wire.ts';
import type { OrderIntent } from '#shared/domain/order.ts';
import { isOver, type Work } from '#shared/domain/work.ts';
import type { OrderId, WorkId } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import type { Desk } from './desk.ts';
import { isOpen } from './ledger.ts';
import type { BrokerSession, Store } from './ports.ts';

const practiceTickMs = 2_000;
const otherTickMs = 5_000;
/** A burst of reports rings once. */
const soonMs = 50;

/**
 * Rings the steps of execution, between the intervals and only while something is being worked: by the clock, and at once when a child
 * order has ended. It takes no decision: the engine does, down the same path as in an interval.
 */
export class Execution {
  readonly #desk: Desk;
  readonly #stops = new Map<WorkId, string>();
  #cancelTick: () => void = () => {};
  #cancelSoon: () => void = () => {};

  constructor(desk: Desk) {
    this.#desk = desk;
    const nothing = (): void => {};
    desk.listen({
      ...{ status: nothing, drift: nothing, proposals: nothing, fill: nothing },
      orders: () => this.#ringSoon(),
    });
  }

  /** What is being worked, and what is over while its proposal is not. */
  get works(): readonly Work[] {
    return this.#desk.interval.works;
  }

  stop(): void {
    this.#cancelTick();
    this.#cancelSoon();
  }

  /** False = a stop is still to be written down. */
  get saved(): boolean {
    return this.#commands().length === 0;
  }

  /** After every step: the next one, while there is something to work on. */
  rung(): void {
    this.#cancelTick();
    this.#cancelTick = () => {};
    if (this.#desk.link.session === null || this.works.length === 0) return;
    this.#cancelTick = this.#desk.parts.clock.after(this.tickMs, () => this.ring());
  }

  get tickMs(): number {
    const isPractice = this.#desk.kind === 'practice' || this.#desk.kind === null;
    return this.#desk.settings?.execution.tickMs ?? (isPractice ? practiceTickMs : otherTickMs);
  }

  ring(): void {
    this.#desk.guarded(() => void this.#work());
    this.rung();
  }

  /** Before an interval: a stop that could not be carried out is, before anything else happens. False = it still cannot be. */
  obeyed(): boolean {
    return this.#commands().length === 0 || this.#work();
  }

  #work(): boolean {
    const commands = this.#commands();
    if (!this.#desk.interval.work(commands)) return false;
    for (const { workId } of commands) this.#stops.delete(workId);
    return true;
  }

  /** Those of another account's works wait for that account. */
  #commands(): readonly Extract<Command, { kind: 'stop' }>[] {
    const known = new Set(this.works.map(({ workId }) => workId));
    const stops = [...this.#stops].filter(([workId]) => known.has(workId));
    return stops.map(([workId, reason]) => ({ kind: 'stop', workId, reason }));
  }

  /** A child's end, and the moment after it in which late fills come, are looked at when they are there. */
  #ringSoon(): void {
    if (this.works.length === 0) return;
    const { clock } = this.#desk.parts;
    const settleMs = this.#desk.settings?.execution.settleMs ?? 0;
    this.#cancelSoon();
    const first = clock.after(soonMs, () => this.ring());
    const second = clock.after(settleMs + soonMs, () => this.ring());
    this.#cancelSoon = () => {
      first();
      second();
    };
  }

  // ---- What the trader does

  /** Ends a work and cancels its child. Throws in words where there is none. */
  stopWork(id: WorkId): void {
    const work = this.works.find(({ workId }) => workId === id);
    if (work === undefined || isOver(work))
      throw new ContractError('refused', 'That trade is not being worked any more.');
    this.#stop([work], 'You stopped it.');
  }

  /** The cancel of a child order ends its work: it must not come back as another order. */
  cancelled(order: OrderId): void {
    this.#stop(
      this.works.filter((work) => work.children.includes(order)),
      'You cancelled its order.',
    );
  }

  stopAll(reason: string, which: (work: Work) => boolean = () => true): void {
    this.#stop(this.works.filter(which), reason);
  }

  /** A stop that cannot be carried out now is kept for the next step; what already works is cancelled all the same. */
  #stop(works: readonly Work[], reason: string): void {
    const live = works.filter((work) => !isOver(work));
    if (live.length === 0) return;
    for (const { workId } of live) this.#stops.set(workId, reason);
    this.ring();
    this.#desk.safety.mark.look();
    const { session } = this.#desk.link;
    const why = `Withdrawn by the desk: ${reason}`;
    for (const { workId, children } of live)
      if (this.#stops.has(workId))
        for (const id of children) this.#desk.guarded(() => this.#cancelOpen(session, id, why));
  }

  #cancelOpen(session: BrokerSession | null, id: OrderId, why: string): void {
    const order = this.#desk.ledger?.get(id) ?? null;
    if (order !== null && isOpen(order) && order.status.state !== 'cancelling')
      this.#cancel(session, id, why, this.#desk.now());
  }

  // ---- What a step asks of the broker

  /** Ended children of the works, which the open orders do not show. */
  childrenEnded() {
    const { ledger } = this.#desk;
    if (ledger === null) return [];
    const children = this.works.flatMap((work) => work.children);
    return children.flatMap((id) => ledger.get(id) ?? []).filter((order) => !isOpen(order));
  }

  /** Asked for after the step was journalled; what becomes of them, the broker tells. */
  carryOut(session: BrokerSession | null, { cancel, previews, works }: Decision, at: EpochMs): void {
    const asked = new Map(works.map((work) => [work.asked?.orderId, work.asked?.why]));
    for (const id of cancel) this.#cancel(session, id, asked.get(id), at);
    const sent = previews.filter((intent) => this.#preview(session, intent));
    const messages = sent.map((order) => ({ asked: order }));
    this.#record(this.#desk.store, 'desk', at, messages);
  }

  /** One that cannot be sent now is asked for again by a later step. */
  #cancel(session: BrokerSession | null, id: OrderId, why: string | undefined, at: EpochMs): void {
    const apiOrderId = this.#desk.ledger?.get(id)?.apiOrderId ?? null;
    if (session === null || apiOrderId === null || !session.cancel(apiOrderId)) return;
    const status = { state: 'cancelling', since: at, ...(why === undefined ? {} : { why }) } as const;
    this.#desk.guarded(() => this.#desk.ledger?.settle(id, status, at));
  }

  /** True = it was asked for. */
  #preview(session: BrokerSession | null, intent: OrderIntent): boolean {
    const workId = intent.child?.workId;
    if (session === null || workId === undefined) return false;
    const { store } = this.#desk;
    const answer = { kind: 'preview', workId, shares: intent.shares } as const;
    session.preview(intent).then(
      (preview) => this.#previewed(store, { ...answer, preview, why: '' }),
      (error: unknown) =>
        this.#previewed(store, {
          ...answer,
          preview: null,
          why: error instanceof Error ? error.message : String(error),
        }),
    );
    return true;
  }

  #previewed(store: Store | null, { kind, ...answer }: Parameters<Desk['inbox']['preview']>[0]): void {
    this.#desk.inbox.preview({ kind, ...answer });
    this.#record(store, 'broker', this.#desk.now(), [{ answered: answer }]);
    this.#ringSoon();
  }

  /** A what-if is no order of ours, so it is in the history of none. Where another account's file is open by now, it is not of that one. */
  #record(store: Store | null, who: 'desk' | 'broker', at: EpochMs, messages: readonly object[]): void {
    if (store === null || store !== this.#desk.store || messages.length === 0) return;
    this.#desk.guarded(() =>
      store.together(() => {
        for (const whatIf of messages)
          store.audit({ at, kind: 'broker', who, orderId: null, body: { whatIf } });
      }),
    );
  }
}
