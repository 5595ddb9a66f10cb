import type { Handlers } from '#shared/contract/contract.ts';
import type { BookRow } from '#shared/contract/book-row.ts';
import type { SafetyRow } from '#shared/contract/safety-row.ts';
import type { BlotterRow, DriftRow, FillRow, ProposalRow, Status } from '#shared/contract/rows.ts';
import { type ContractServer, createServer } from '#shared/contract/server.ts';
import { type DeskLink, type LinkTime, createLink } from '#renderer/client.ts';
import { type Desk, createDesk } from '#renderer/desk.ts';
import { type PipePair, pipePair } from './pipe-pair.ts';
import { sampleSafety, sampleSafetyHandlers } from './sample-safety.ts';
import {
  sampleBar,
  sampleBook,
  sampleDrift,
  sampleOrder,
  sampleProposal,
  sampleStatus,
} from './sample-rows.ts';
import { reconcileSamples } from './sample-reconcile.ts';
import { sampleLegsPreview } from './sample-preview.ts';
import { sampleWork } from './sample-work.ts';

/** What the far end holds; a test changes it and publishes. */
export interface Shown {
  status: Status;
  drift: readonly DriftRow[];
  proposals: readonly ProposalRow[];
  orders: readonly BlotterRow[];
  fills: readonly FillRow[];
  book: BookRow | null;
  safety: SafetyRow;
}

export interface ScreenDesk {
  readonly shown: Shown;
  /** Names of the requests that came, oldest first. */
  readonly asked: string[];
  readonly server: ContractServer;
  readonly link: DeskLink;
  readonly desk: Desk;
  /** The pipe in use. */
  readonly pipe: () => PipePair;
  /** While true, opening a pipe fails. */
  readonly refuse: (refused: boolean) => void;
  /** Waits that the link asked for and that are not over, in ms. */
  readonly waits: number[];
  /** Ends the oldest wait. */
  readonly endWait: () => void;
  /** Lets everything that is on its way arrive, then paints one frame. */
  readonly settle: () => Promise<void>;
}

/** The screen's logic joined to a real contract server in memory, with the clock and the frames in the test's hand. */
export function screenDesk(over: Partial<Shown> = {}, handlersOver: Partial<Handlers> = {}): ScreenDesk {
  const shown: Shown = {
    status: sampleStatus(),
    drift: [sampleDrift()],
    proposals: [sampleProposal()],
    orders: [sampleOrder()],
    fills: [],
    book: sampleBook(),
    safety: sampleSafety(),
    ...over,
  };
  const asked: string[] = [];
  const server = createServer(noting(asked, { ...handlersFor(shown), ...handlersOver }));
  const waits: number[] = [];
  const wakes: (() => void)[] = [];
  const frames: (() => void)[] = [];
  const time: LinkTime = {
    now: () => shown.status.deskTime,
    after(ms, run) {
      waits.push(ms);
      wakes.push(run);
    },
  };
  let refused = false;
  let pair: PipePair | null = null;
  const link = createLink(() => {
    if (refused) return Promise.reject(new Error('nothing answers'));
    pair = pipePair();
    server.connect(pair.server, { who: 'browser' });
    return Promise.resolve(pair.client);
  }, time);
  const desk = createDesk(
    link,
    (run) => void frames.push(run),
    () => shown.status.deskTime,
  );
  return {
    shown,
    asked,
    server,
    link,
    desk,
    pipe() {
      if (!pair) throw new Error('no pipe was opened');
      return pair;
    },
    refuse(value) {
      refused = value;
    },
    waits,
    endWait() {
      waits.shift();
      wakes.shift()?.();
    },
    async settle() {
      await new Promise((resolve) => setImmediate(resolve));
      for (const run of frames.splice(0)) run();
    },
  };
}

const noting = (asked: string[], handlers: Handlers): Handlers =>
  Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (input: never, caller: never) => {
        asked.push(name);
        return (handler as (input: never, caller: never) => unknown)(input, caller);
      },
    ]),
  ) as unknown as Handlers;

const handlersFor = (shown: Shown): Handlers => ({
  'status.get': () => shown.status,
  'drift.list': () => [...shown.drift],
  'proposal.list': () => [...shown.proposals],
  'blotter.list': () => [...shown.orders],
  'work.list': () => [sampleWork()],
  'work.stop': () => ({}),
  'book.get': () => shown.book,
  ...reconcileSamples,
  'trade-log.list': () => [...shown.fills],
  'trade-log.export': () => ({ fileName: 'trade-log.csv', csv: '', rows: shown.fills.length }),
  'chart.get': () => ({ bars: [sampleBar()], fills: [...shown.fills], timeZone: 'America/New_York' }),
  'strategy.get': () => ({ file: '/a/strategy.json', text: '{}', error: null }),
  'connection.connect': () => ({}),
  'connection.disconnect': () => ({}),
  'mode.set': () => ({}),
  'proposal.preview': () => sampleLegsPreview(),
  'proposal.approve': () => ({ works: 1, orders: 1, refused: [], sizes: [] }),
  'proposal.reject': () => ({}),
  'order.cancel': () => ({}),
  'order.cancel-all': () => ({ orders: 1 }),
  'interval.run': () => ({}),
  'strategy.reload': () => ({ error: null }),
  'trading.halt': () => ({}),
  'trading.resume': () => ({}),
  ...sampleSafetyHandlers(() => shown.safety),
});
