import type { Input, RequestName } from '#shared/contract/contract.ts';
import { rejectCodes, revisionOf, type RotationProposal } from '#shared/domain/proposal.ts';
import { killScopes } from '#shared/domain/safety.ts';
import { strategyOf, type DayPlan } from './day-plan.ts';
import type { DeskLife } from './desk-life.ts';
import { Draws } from './draws.ts';
import type { Events } from './events.ts';

/** Somebody at the screen: approves, picks, rejects, dithers, halts, cancels, changes his mind. */
export class Trader {
  readonly #plan: DayPlan;
  readonly #life: DeskLife;
  readonly #events: Events;
  readonly #draws: Draws;

  constructor(plan: DayPlan, life: DeskLife, events: Events) {
    this.#plan = plan;
    this.#life = life;
    this.#events = events;
    this.#draws = new Draws(plan.seed * 104_729 + 7);
  }

  /** Until he looks again. */
  pauseMs(): number {
    return Math.floor(this.#draws.between(0.15, 0.7) * this.#plan.intervalMs);
  }

  async act(): Promise<void> {
    const { temper } = this.#plan;
    const draws = this.#draws;
    const { desk } = this.#life;
    if (desk === null) return;
    if (desk.safety.state !== 'active') await this.#life.ask('trading.resume', { reason: 'looked at it' });
    else if (draws.happens(temper.halt)) await this.#do('halt', 'trading.halt', { reason: 'a look first' });
    else if (draws.happens(temper.reduce)) await this.#do('reduce', 'trading.reduce', { reason: 'less' });
    else if (draws.happens(temper.kill))
      await this.#do('kill switch', 'kill.run', { scope: draws.pick(killScopes), reason: 'enough' });
    if (draws.happens(temper.explain)) await this.#explain();
    if (draws.happens(temper.newStrategy)) await this.#changeStrategy();
    if (draws.happens(temper.changeMode))
      await this.#do('mode', 'mode.set', { mode: draws.pick(['propose', 'auto', 'auto', 'observe']) });
    if (draws.happens(temper.reconnect)) {
      this.#events.count('trader reconnects');
      await this.#life.ask('connection.connect', {
        kind: 'practice',
        host: '127.0.0.1',
        port: 0,
        clientId: 17,
      });
    }
    await this.#decide();
    await this.#cancel();
  }

  /** Leaves the desk alone, as one that may go on. */
  async calm(): Promise<void> {
    const { desk } = this.#life;
    if (desk === null) return;
    if (desk.safety.state !== 'active') await this.#life.ask('trading.resume', { reason: 'the day is over' });
    await this.#explain();
    await this.#life.ask('mode.set', { mode: 'propose' });
  }

  /** Closes every difference that waits for a word, and lets the orders of others be. */
  async #explain(): Promise<void> {
    const books = await this.#life.ask('reconcile.get', {});
    if (books === null) return;
    const open = books.items.filter(({ explainedAt, explainable }) => explainedAt === null && explainable);
    const ids = open.map(({ id }) => id);
    if (ids.length > 0)
      await this.#do('explanation', 'reconcile.explain', { ids, cause: 'other', note: 'looked at in TWS' });
    for (const { id, standing } of books.foreign)
      if (standing === 'open') await this.#do('order of others', 'foreign.ignore', { id });
  }

  async #decide(): Promise<void> {
    const proposal = this.#life.desk?.decision?.proposal ?? null;
    if (proposal === null) return;
    const { approve, part, reject } = this.#plan.temper;
    const { proposalId } = proposal;
    const draw = this.#draws.between(0, 1);
    if (draw < approve * (1 - part)) await this.#approve('approval', proposal, null);
    else if (draw < approve) {
      const legs = proposal.legs.map(({ index }) => index).filter(() => this.#draws.happens(0.5));
      if (legs.length > 0) await this.#approve('part approval', proposal, legs);
    } else if (draw < approve + reject) {
      const code = this.#draws.pick(rejectCodes);
      await this.#do('rejection', 'proposal.reject', { proposalId, code, reason: 'not today' });
    }
  }

  /** What moved since he saw it is shown to him; then he mostly agrees all the same. */
  async #approve(what: string, seen: RotationProposal, legs: number[] | null): Promise<void> {
    const { proposalId } = seen;
    const asked = { proposalId, revision: revisionOf(seen), legs, sizes: [] };
    const answer = await this.#do(what, 'proposal.approve', asked);
    if (answer === null && legs !== null) await this.#approveSmaller(seen, legs);
    const moved = this.#life.desk?.decision?.proposal ?? null;
    if (moved?.proposalId !== proposalId || revisionOf(moved) === revisionOf(seen)) return;
    if (!this.#draws.happens(0.7)) return;
    const input = { proposalId, revision: revisionOf(moved), legs, sizes: [] };
    await this.#do('second approval', 'proposal.approve', input);
  }

  /** Where a part is refused, he takes the sizes that fit. */
  async #approveSmaller(seen: RotationProposal, legs: number[]): Promise<void> {
    const open = this.#life.desk?.decision?.proposal ?? null;
    const { proposalId } = seen;
    const revision = revisionOf(seen);
    if (open?.proposalId !== proposalId || revisionOf(open) !== revision) return;
    const preview = await this.#life.ask('proposal.preview', { proposalId, legs, sizes: [] });
    const sizes = preview?.offers.find((offer) => offer.sizes.length > 0)?.sizes;
    if (sizes !== undefined)
      await this.#do('approval of smaller sizes', 'proposal.approve', { proposalId, revision, legs, sizes });
  }

  async #cancel(): Promise<void> {
    const { temper } = this.#plan;
    if (this.#draws.happens(temper.cancelAll)) await this.#do('cancel all', 'order.cancel-all', {});
    const open = this.#life.desk?.ledger?.open() ?? [];
    if (open.length > 0 && this.#draws.happens(temper.cancelOne))
      await this.#do('cancel', 'order.cancel', { orderId: this.#draws.pick(open).intent.orderId });
  }

  async #changeStrategy(): Promise<void> {
    const { names, imposed } = this.#plan;
    this.#life.strategy = JSON.stringify(strategyOf(this.#draws, names, imposed));
    await this.#do('new strategy', 'strategy.reload', {});
  }

  async #do<N extends RequestName>(what: string, name: N, input: Input<N>) {
    this.#events.count(`trader: ${what}`);
    return await this.#life.ask(name, input);
  }
}
