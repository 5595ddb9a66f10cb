/** One client's historical bars: answers, and those that are kept up to date afterwards. */
import { historyOf } from '../market/bars.ts';
import { notice } from '../protocol/account-answers.ts';
import type { Value } from '../protocol/framing.ts';
import { barUpdate, bars } from '../protocol/market-answers.ts';
import type { HistoryQuery } from '../protocol/requests.ts';
import type { World } from '../world.ts';

const UPDATE_EVERY_MS = 1000;

interface Stream {
  readonly name: number;
  readonly query: HistoryQuery;
  sent: string;
}

export class HistoryStreams {
  readonly #world: World;
  readonly #send: (fields: readonly Value[]) => void;
  readonly #streams = new Map<number, Stream>();
  #dueAt = 0;

  constructor(world: World, send: (fields: readonly Value[]) => void) {
    this.#world = world;
    this.#send = send;
  }

  request(reqId: number, name: number, query: HistoryQuery, now: number): void {
    const answer = historyOf(this.#world.market, name, query, now);
    if ('fault' in answer) {
      this.#send(notice(reqId, 321, `Error validating request.-'bQ' : cause - ${answer.fault}`));
    } else if (answer.bars.length === 0) {
      const text = 'Historical Market Data Service error message:HMDS query returned no data';
      this.#send(notice(reqId, 162, text));
    } else {
      this.#send(bars(reqId, answer.start, answer.end, answer.bars));
      if (query.keepUpToDate) this.#streams.set(reqId, { name, query, sent: '' });
    }
  }

  forgetAll(): void {
    this.#streams.clear();
  }

  cancel(reqId: number): void {
    this.#streams.delete(reqId);
  }

  tick(now: number): void {
    if (this.#world.conditions.historyFarm.isOn) return;
    if (this.#streams.size === 0 || this.#world.timers.now() < this.#dueAt) return;
    this.#dueAt = this.#world.timers.now() + UPDATE_EVERY_MS;
    for (const [reqId, stream] of this.#streams) {
      const query = { ...stream.query, duration: '1 D' };
      const answer = historyOf(this.#world.market, stream.name, query, now);
      const last = 'fault' in answer ? undefined : answer.bars.at(-1);
      if (last === undefined) continue;
      const fields = barUpdate(reqId, last);
      if (fields.join(' ') === stream.sent) continue;
      stream.sent = fields.join(' ');
      this.#send(fields);
    }
  }
}
