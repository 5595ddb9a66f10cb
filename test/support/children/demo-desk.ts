import { readFileSync } from 'node:fs';
import { type ServerResponse, createServer as createHttpServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Handlers } from '#shared/contract/contract.ts';
import type { BarRow, BlotterRow, DriftRow, FillRow, ProposalRow, Status } from '#shared/contract/rows.ts';
import { type ContractServer, createServer } from '#shared/contract/server.ts';
import { ContractError, type ServerPipe } from '#shared/contract/wire.ts';
import { fillId, orderId, proposalId, workId } from '#shared/ids.ts';
import { sampleLegsPreview } from '../sample-preview.ts';
import { sampleWork } from '../sample-work.ts';
import { type EpochMs, epochMs, fraction, fromBps, money, price, shares, toBps } from '#shared/units.ts';
import {
  sampleBook,
  sampleDrift,
  sampleFill,
  sampleLeg,
  sampleOrder,
  sampleProposal,
  sampleStatus,
} from '../sample-rows.ts';
import { sampleSafetyHandlers } from '../sample-safety.ts';
import { reconcileSamples } from '#test/support/sample-reconcile.ts';

// A desk that is none: plausible rows over the real contract, for looking at the screen without a market.
//   node test/support/children/demo-desk.ts [port] [scene]      scenes: trading, idle, down, live

type Scene = 'trading' | 'idle' | 'down' | 'live';

interface Listing {
  readonly symbol: string;
  readonly name: string;
  readonly sector: string | null;
  readonly price: number;
}

/** The demo's clock: a Monday morning in New York, running on from when it was started. */
const startedAt = Date.now();
const morning = Date.UTC(2026, 2, 2, 15, 31, 22);
const now = (): EpochMs => epochMs(morning + Date.now() - startedAt);

let seed = 7;
const random = (): number => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
};

const listings = (JSON.parse(readFileSync('resources/practice-universe.json', 'utf8')) as Listing[])
  .filter(({ sector }) => sector !== null)
  .slice(0, 110);

const reasonsOf = ['HOLD', 'ALPHA_GAP', 'NO_DONOR', 'COST_GATE', 'IN_BAND', 'NAME_BAND', 'WAS_DONOR'];

function driftRows(): DriftRow[] {
  const rows = listings.map((listing, n): DriftRow => {
    const held = n % 5 === 0;
    const current = held ? 0.018 + random() * 0.045 : 0;
    const drift = held ? (random() - 0.5) * 0.012 : 0;
    const last = Math.round(listing.price * 20) / 20;
    const quoteKind = n === 3 ? 'delayed' : n === 10 ? 'stale' : n === 17 ? 'none' : 'live';
    const reason = held
      ? n === 15
        ? 'CUT_LOSER'
        : n === 25
          ? 'FROZEN'
          : 'HOLD'
      : (reasonsOf[n % reasonsOf.length] ?? 'HOLD');
    return sampleDrift({
      id: listing.symbol,
      ticker: listing.symbol,
      name: listing.name,
      sector: listing.sector ?? '',
      shares: shares(held ? Math.round((current * 1_000_000) / listing.price) : 0),
      value: money(current * 1_000_000),
      last: quoteKind === 'none' ? null : price(last),
      bid: quoteKind === 'none' ? null : price(last - 0.01),
      ask: quoteKind === 'none' ? null : price(last + 0.01),
      quoteKind,
      current: fraction(current),
      target: fraction(current + drift),
      drift: fraction(drift),
      z: n === 17 ? null : Math.round((random() * 5 - 2.5) * 100) / 100,
      rank: n === 17 ? null : n + 1,
      reason,
      why: `${held ? 'Held' : 'Not held'}: score 0.42 is above the cut at -0.50 and the best gap is 0.31, below 0.60.`,
      trigger: held
        ? n % 2 === 0
          ? 'cut by score, if z falls by this'
          : 'cut by loss, if it loses this much more'
        : n % 3 === 0
          ? 'is bought, if z rises by this'
          : null,
      margin: held ? (n % 2 === 0 ? 0.92 : 214.5) : n % 3 === 0 ? 0.29 : null,
      triggerUnit: held ? (n % 2 === 0 ? 'z' : 'bps') : n % 3 === 0 ? 'z' : null,
      working: n === 5 || n === 15 ? 1 : 0,
    });
  });
  const invested = rows.reduce((sum, row) => sum + (row.current ?? 0), 0);
  const blank = {
    last: null,
    bid: null,
    ask: null,
    quoteKind: 'none',
    z: null,
    rank: null,
    reason: null,
    why: '',
    trigger: null,
    margin: null,
    triggerUnit: null,
    shares: null,
    sector: '',
    name: '',
    working: 0,
  } as const;
  return [
    ...rows,
    sampleDrift({
      ...blank,
      id: '#cash',
      kind: 'cash',
      ticker: 'Cash',
      value: money((1 - invested) * 1_000_000),
      current: fraction(1 - invested),
      target: fraction(0.02),
      drift: fraction(0.02 - 1 + invested),
    }),
    sampleDrift({
      ...blank,
      id: '#total',
      kind: 'total',
      ticker: 'Total',
      value: money(1_000_000),
      current: fraction(1),
      target: fraction(1),
      drift: fraction(0),
      working: 2,
    }),
  ];
}

function proposalRows(): ProposalRow[] {
  const legs = [
    sampleLeg({
      index: 0,
      from: 'INTC',
      to: null,
      weight: fraction(0.0312),
      sellShares: shares(835),
      buyShares: shares(0),
      cost: fromBps(3.1),
      costMoney: money(9.67),
      utility: null,
      reason: 'CUT_LOSER',
      why: 'INTC lost 8.4% since entry, more than the limit of 8.0%.',
    }),
    sampleLeg({
      index: 1,
      from: 'AAPL',
      to: 'NVDA',
      weight: fraction(0.0125),
      sellShares: shares(49),
      buyShares: shares(68),
    }),
    sampleLeg({
      index: 2,
      from: 'BRK B',
      to: 'GOOGL',
      weight: fraction(0.0201),
      sellShares: shares(41),
      buyShares: shares(74),
      cost: fromBps(2.6),
      costMoney: money(5.23),
      utility: 0.288,
      reason: 'ROTATE_RED',
    }),
    sampleLeg({
      index: 3,
      from: null,
      to: 'CMCSA',
      weight: fraction(0.015),
      sellShares: shares(0),
      buyShares: shares(1_204),
      cost: fromBps(5.8),
      costMoney: money(8.7),
      utility: 0.117,
      reason: 'BUY_CASH',
      why: 'Free cash 6.2% is above the target of 2.0%.',
    }),
  ];
  const past = (seq: number, over: Partial<ProposalRow>): ProposalRow =>
    sampleProposal({
      id: proposalId(`p-${seq}`),
      seq,
      at: epochMs(morning - (42 - seq) * 30_000),
      legs: legs.slice(0, 1 + (seq % 3)),
      ...over,
    });
  return [
    sampleProposal({
      at: epochMs(morning),
      expiresAt: epochMs(morning + 95_000),
      legs,
      turnover: fraction(0.0788),
      costMoney: money(28.85),
    }),
    past(41, { status: 'superseded', why: 'a newer interval replaced it' }),
    past(39, { status: 'part-approved', decidedBy: 'browser', approvedLegs: [0], why: '' }),
    past(36, { status: 'rejected', decidedBy: 'window', why: 'earnings of AMD tonight, wait for them' }),
    past(33, { status: 'approved', decidedBy: 'browser' }),
    past(30, { status: 'expired', why: 'nobody decided in time' }),
  ];
}

const orderRows = (): BlotterRow[] => {
  const at = (seconds: number): { createdAt: EpochMs; updatedAt: EpochMs } => ({
    createdAt: epochMs(morning - seconds * 1000 + 137),
    updatedAt: epochMs(morning - seconds * 1000 + 2_841),
  });
  const done = { filled: shares(140), shares: shares(140), remaining: shares(0) };
  return [
    sampleOrder({
      id: orderId('dd-k3-9'),
      ...at(4),
      ticker: 'NVDA',
      shares: shares(68),
      remaining: shares(68),
      state: 'sent',
      stateText: 'Sent, not acknowledged',
      permId: 0,
      limit: price(181.22),
      decisionMid: price(181.2),
    }),
    sampleOrder({
      id: orderId('dd-k3-8'),
      ...at(9),
      ticker: 'AVGO',
      side: 'SELL',
      shares: shares(240),
      filled: shares(100),
      remaining: shares(140),
      avgPrice: price(342.1125),
      commission: money(1),
      slippage: fromBps(1.4),
      reason: 'TRIM_NAME',
      limit: price(342.05),
    }),
    sampleOrder({
      id: orderId('dd-k3-7'),
      ...at(41),
      ticker: 'MSFT',
      ...done,
      state: 'filled',
      stateText: 'Filled',
      avgPrice: price(480.33),
      commission: money(1),
      slippage: fromBps(0.4),
    }),
    sampleOrder({
      id: orderId('dd-k3-6'),
      ...at(41),
      ticker: 'CSCO',
      side: 'SELL',
      ...done,
      state: 'filled',
      stateText: 'Filled',
      avgPrice: price(68.02),
      commission: money(1),
      slippage: fromBps(-0.7),
      reason: 'CUT_SCORE',
      limit: null,
      type: 'MIDPRICE',
    }),
    sampleOrder({
      id: orderId('dd-k3-5'),
      ...at(320),
      ticker: 'IBM',
      state: 'cancelled',
      stateText: 'Cancelled by you',
    }),
    sampleOrder({
      id: orderId('dd-k3-4'),
      ...at(322),
      ticker: 'TSLA',
      state: 'rejected',
      stateText: '201: the order was rejected, available funds 2,114.00 are below the 18,220.10 needed',
      permId: 0,
    }),
    sampleOrder({
      id: orderId('dd-k3-3'),
      ...at(640),
      ticker: 'ORCL',
      state: 'unresolved',
      stateText: 'The TWS has not said whether it has it; being asked',
    }),
  ];
};

function dailyBars(last: number): BarRow[] {
  const bars: BarRow[] = [];
  let close = last;
  for (let back = 1; bars.length < 250; back += 1) {
    const day = new Date(Date.UTC(2026, 2, 2) - back * 86_400_000);
    if (day.getUTCDay() === 0 || day.getUTCDay() === 6) continue;
    const open = close * (1 + (random() - 0.5) * 0.03);
    bars.unshift({
      at: epochMs(day.getTime()),
      open: price(open),
      close: price(close),
      high: price(Math.max(open, close) * (1 + random() * 0.008)),
      low: price(Math.min(open, close) * (1 - random() * 0.008)),
      volume: 2e7,
    });
    close = open;
  }
  return bars;
}

function minuteBars(last: number): BarRow[] {
  const bars: BarRow[] = [];
  let close = last;
  const open = morning - 61 * 60_000 - 22_000;
  for (const start of [open - 3 * 86_400_000, open])
    for (let n = 0; n < (start === open ? 13 : 78); n += 1) {
      const from = close * (1 + (random() - 0.5) * 0.004);
      bars.push({
        at: epochMs(start + n * 300_000),
        open: price(from),
        close: price(close),
        high: price(Math.max(from, close) * 1.0007),
        low: price(Math.min(from, close) * 0.9993),
        volume: 2e5,
      });
      close = from;
    }
  return bars;
}

const fillRows = (): FillRow[] =>
  listings.slice(0, 36).map((listing, n) =>
    sampleFill({
      id: fillId(`0000e0d5.6a1b2c${n}.01`),
      execId: `0000e0d5.6a1b2c${n}.01.01`,
      ticker: listing.symbol,
      side: n % 3 === 0 ? 'SELL' : 'BUY',
      at: epochMs(morning - n * 41 * 60_000),
      price: price(listing.price),
      shares: shares(20 + n * 3),
      value: money(listing.price * (20 + n * 3)),
      realizedPnl: n % 3 === 0 ? money(n * 11.5 - 80) : null,
      commission: n === 0 ? null : money(1),
      reason: n % 7 === 6 ? null : n % 3 === 0 ? 'CUT_SCORE' : 'ROTATE_GREEN',
    }),
  );

function statusOf(scene: Scene): Status {
  const base = sampleStatus({
    deskTime: now(),
    dataAt: epochMs(now() - 300),
    interval: {
      seq: 42,
      everyMs: 30_000,
      lastAt: epochMs(morning),
      nextAt: epochMs(morning + 30_000 * (1 + Math.floor((now() - morning) / 30_000))),
      summary:
        'Proposed 4 legs: 1 cut, 2 rotations, 1 buy; 3 names inside their bands; turnover 7.88% of 10%',
    },
    notices: [
      {
        id: 1,
        at: epochMs(morning - 90_000),
        level: 'info',
        text: 'Market data farm connection is OK: usfarm',
        code: 2104,
      },
      {
        id: 2,
        at: epochMs(morning - 60_000),
        level: 'warning',
        text: 'XYZQ of the universe is not known to IBKR: it is left out. Correct the strategy file.',
        code: 200,
      },
      {
        id: 3,
        at: epochMs(morning - 4_000),
        level: 'error',
        text: 'Order dd-k3-4 (BUY TSLA) was rejected: available funds are not enough. Lower the order or the cash target.',
        code: 201,
      },
    ],
  });
  const none = {
    account: null,
    accountKind: null,
    nav: null,
    cash: null,
    dataAt: null,
    dataKind: null,
    serverOffsetMs: null,
  } as const;
  const quiet = { ...base.interval, seq: 0, lastAt: null, nextAt: null, summary: 'Waits for a connection' };
  if (scene === 'live') return { ...base, accountKind: 'live', halted: 'You halted it: news on rates.' };
  if (scene === 'idle')
    return {
      ...base,
      ...none,
      interval: quiet,
      notices: [],
      connection: { state: 'idle', target: null, message: '', retryAt: null },
    };
  if (scene === 'down')
    return {
      ...base,
      ...none,
      interval: quiet,
      connection: {
        state: 'waiting',
        target: { kind: 'tws-paper', host: '127.0.0.1', port: 7497, clientId: 17 },
        message:
          'Nothing answers at 127.0.0.1:7497. Start TWS, log in, and switch on "Enable ActiveX and Socket Clients" in its API settings.',
        retryAt: epochMs(now() + 4_000),
      },
    };
  return base;
}

function demo(scene: Scene): { server: ContractServer; tick: () => void } {
  const live = scene === 'trading' || scene === 'live';
  const drift = new Map(live ? driftRows().map((row) => [row.id, row]) : []);
  const proposals = new Map(live ? proposalRows().map((row) => [row.id, row]) : []);
  const orders = new Map(live ? orderRows().map((row) => [row.id, row]) : []);
  const fills = fillRows();
  let status = statusOf(scene);
  const end = (id: ProposalRow['id'], over: Partial<ProposalRow>): void => {
    const row = proposals.get(id);
    if (!row || row.status !== 'open')
      throw new ContractError('refused', 'that proposal is not open any more');
    proposals.set(id, { ...row, decidedBy: 'browser', ...over });
    server.publish('proposal.changed', {
      rows: [...proposals.values()].filter((other) => other.id === id),
      removed: [],
    });
  };
  const set = (over: Partial<Status>): Record<string, never> => {
    status = { ...status, ...over, deskTime: now() };
    server.publish('status.changed', status);
    return {};
  };
  const handlers: Handlers = {
    'status.get': () => ({ ...status, deskTime: now() }),
    'drift.list': () => [...drift.values()],
    'proposal.list': () => [...proposals.values()],
    'blotter.list': () => [...orders.values()],
    'book.get': () => sampleBook(),
    ...reconcileSamples,
    'trade-log.list': ({ ticker, side }) =>
      fills.filter(
        (row) => (ticker === null || row.ticker === ticker) && (side === null || row.side === side),
      ),
    'trade-log.export': () => ({ fileName: 'trade-log.csv', csv: 'ticker\r\nAAPL\r\n', rows: 1 }),
    'chart.get': ({ ticker, size }) => {
      const last = drift.get(ticker)?.last ?? 100;
      const bars = size === '1 day' ? dailyBars(last) : minuteBars(last);
      const mine = [3, 20, 45].map((back, n) => {
        const bar = bars.at(-back);
        const at =
          size === '1 day' ? epochMs((bar?.at ?? 0) + 60_000 * 1_000) : epochMs((bar?.at ?? 0) + 90_000);
        return sampleFill({
          id: fillId(`m${n}`),
          ticker,
          side: n === 1 ? 'SELL' : 'BUY',
          at,
          price: price(((bar?.high ?? 0) + (bar?.low ?? 0)) / 2),
        });
      });
      return {
        bars,
        fills: [...mine, sampleFill({ id: fillId('now'), ticker, at: now(), price: price(last) })],
        timeZone: 'America/New_York',
      };
    },
    'strategy.get': () => ({
      file: '/home/trader/.config/driftdesk/strategy.json',
      text: readFileSync('resources/default-strategy.json', 'utf8'),
      error: null,
    }),
    'connection.connect': () => ({}),
    'connection.disconnect': () => ({}),
    'mode.set': ({ mode }) => set({ mode }),
    'proposal.preview': () => sampleLegsPreview(),
    'proposal.approve': ({ proposalId: id, legs, sizes }) => {
      end(id, { status: legs === null ? 'approved' : 'part-approved', approvedLegs: legs ?? [0, 1, 2, 3] });
      return {
        works: 5,
        orders: 3,
        sizes,
        refused: ['BUY CMCSA: the spread of 31.0 bps is above the limit of 20.0 bps'],
      };
    },
    'proposal.reject': ({ proposalId: id, reason }) => {
      end(id, { status: 'rejected', why: reason });
      return {};
    },
    'order.cancel': ({ orderId: id }) => {
      const row = orders.get(id);
      if (!row) throw new ContractError('refused', 'no such order');
      orders.set(id, { ...row, state: 'cancelled', stateText: 'Cancelled by you', updatedAt: now() });
      server.publish('blotter.changed', {
        rows: [...orders.values()].filter((other) => other.id === id),
        removed: [],
      });
      return {};
    },
    'work.list': () => [
      sampleWork(),
      sampleWork({ id: workId('p-42-1'), ticker: 'INTC', side: 'SELL', stage: 'done' }),
    ],
    'work.stop': () => ({}),
    'order.cancel-all': () => ({ orders: 3 }),
    'interval.run': () => {
      throw new ContractError('refused', 'an interval is running already; wait for it');
    },
    'strategy.reload': () => ({ error: null }),
    'trading.halt': ({ reason }) => set({ halted: reason }),
    'trading.resume': () => set({ halted: null }),
    ...sampleSafetyHandlers(),
  };
  const server = createServer(handlers);
  const tick = (): void => {
    if (!live) return;
    const names = [...drift.values()].filter((row) => row.kind === 'name' && row.quoteKind === 'live');
    const moved = names
      .filter(() => random() < 0.06)
      .map((row): DriftRow => {
        const last = Math.round((row.last ?? 100) * (1 + (random() - 0.5) * 0.0006) * 100) / 100;
        return {
          ...row,
          last: price(last),
          bid: price(last - 0.01),
          ask: price(last + 0.01),
          drift: fromBps(toBps(row.drift ?? fraction(0)) + (row.shares === 0 ? 0 : random() - 0.5)),
        };
      });
    for (const row of moved) drift.set(row.id, row);
    server.publish('drift.changed', { rows: moved, removed: [] });
    set({
      dataAt: epochMs(now() - 200),
      interval: { ...status.interval, nextAt: statusOf(scene).interval.nextAt },
    });
  };
  return { server, tick };
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

function serveFile(url: string, response: ServerResponse): void {
  const path = url === '/' ? '/index.html' : normalize(url);
  try {
    const body = readFileSync(join('out/renderer', path));
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}

const socketPipe = (socket: WebSocket): ServerPipe => ({
  send: (message) => socket.send(JSON.stringify(message)),
  onMessage(listener) {
    socket.on('message', (data: Buffer) => listener(JSON.parse(data.toString('utf8')) as unknown));
    return () => undefined;
  },
  onClose(listener) {
    socket.on('close', listener);
    return () => undefined;
  },
});

const port = Number(process.argv[2] ?? 8123);
const scene = (process.argv[3] ?? 'trading') as Scene;
const { server, tick } = demo(scene);
const http = createHttpServer((request, response) =>
  serveFile(new URL(request.url ?? '/', 'http://desk').pathname, response),
);
new WebSocketServer({ server: http, path: '/pipe' }).on('connection', (socket) =>
  server.connect(socketPipe(socket), { who: 'browser' }),
);
http.listen(port, '127.0.0.1', () => console.log(`demo desk at http://127.0.0.1:${port}/ showing ${scene}`));
setInterval(tick, 250);
