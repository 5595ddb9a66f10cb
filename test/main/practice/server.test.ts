import { once } from 'node:events';
import { connect } from 'node:net';
import {
  BarSizeSetting,
  EventName,
  MarketDataType,
  OrderType,
  type ContractDetails,
  type Execution,
  type Order,
  type OrderState,
} from '@stoqey/ib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { encodeFrame } from '#practice/protocol/framing.ts';
import type { PracticeTws } from '#practice/server.ts';
import { order, startTws, stock, TwsClient, type Logged } from './tws-client.ts';

let tws: PracticeTws;
let log: Logged[];
const clients: TwsClient[] = [];

beforeAll(async () => {
  ({ tws, log } = await startTws());
});
afterEach(() => {
  for (const client of clients.splice(0)) {
    // Whatever a test did, the library must have understood every message.
    expect(client.codes().filter(([code]) => code === 505)).toEqual([]);
    client.disconnect();
  }
});
afterAll(() => tws.stop());

async function client(clientId: number): Promise<TwsClient & { firstId: number }> {
  const made = new TwsClient(tws, clientId);
  clients.push(made);
  return Object.assign(made, { firstId: await made.connect() });
}

function logged(event: string): Promise<Logged> {
  const { promise, resolve } = Promise.withResolvers<Logged>();
  const look = setInterval(() => {
    const line = log.find((l) => l.event === event);
    if (line === undefined) return;
    clearInterval(look);
    resolve(line);
  }, 20);
  return promise;
}

describe('connecting', () => {
  test('version, accounts, next id and the state of the farms', async () => {
    const c = await client(1);
    await c.next(EventName.info, ([, code]) => code === 2158);
    expect(c.all(EventName.server)[0]?.[0]).toBe(178);
    expect(c.all(EventName.managedAccounts)[0]).toEqual([tws.account]);
    expect(c.firstId).toBeGreaterThan(0);
    expect(c.codes().map(([code]) => code)).toEqual([2104, 2106, 2158]);
  });

  test('two clients at once; an id in use is refused with 326 and its connection closed', async () => {
    await client(1);
    await client(2);
    const third = new TwsClient(tws, 1);
    clients.push(third);
    third.api.connect();
    await third.next(EventName.info, ([, code]) => code === 326);
    await third.next(EventName.disconnected);
  });

  test('a client that left can come back under its id', async () => {
    const first = await client(3);
    first.disconnect();
    await logged('client-left');
    const again = await client(3);
    expect(again.firstId).toBe(first.firstId);
  });

  test.each([
    ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['an oversize frame', Buffer.concat([Buffer.from('API\0'), Buffer.from([0x7f, 0xff, 0xff, 0xff])])],
    ['a request before the API is started', greeted(encodeFrame([49, 1]))],
    ['words instead of a number', greeted(encodeFrame([71, 2, 44, '']), encodeFrame(['hello']))],
    ['a version that is too old', Buffer.from('API\0\0\0\0\x08v100..150')],
  ])('%s: one line in the log, that socket closed, the others undisturbed', async (_, bytes) => {
    const other = await client(1);
    log.length = 0;
    const socket = connect(tws.port, '127.0.0.1');
    socket.resume();
    socket.write(bytes);
    await once(socket, 'close');
    expect(log.filter((line) => line.event === 'refused')).toHaveLength(1);
    other.api.reqCurrentTime();
    await other.next(EventName.currentTime);
  });

  test('a known request that cannot be read is answered with 320 and the connection lives', async () => {
    const socket = connect(tws.port, '127.0.0.1');
    socket.write(greeted(encodeFrame([71, 2, 45, '']), encodeFrame([9, 8, 77, 'not a number'])));
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    while (!text.includes('\x0077\x00320\x00')) await once(socket, 'data');
    socket.write(encodeFrame([49, 1]));
    while (!text.includes('49\x001\x001795')) await once(socket, 'data');
    socket.destroy();
    expect(text).toContain('conId');
  });
});

describe('contracts and prices', () => {
  test('contract details, field by field', async () => {
    const c = await client(1);
    c.api.reqContractDetails(10_000_001, stock('JPM'));
    const [, details] = (await c.next(EventName.contractDetails)) as [number, ContractDetails];
    await c.next(EventName.contractDetailsEnd);
    expect(details).toMatchObject({
      contract: { symbol: 'JPM', secType: 'STK', exchange: 'SMART', primaryExch: 'NYSE', currency: 'USD' },
      ...{ longName: 'JPMORGAN CHASE & CO', industry: 'Financials', minTick: 0.01, stockType: 'COMMON' },
      ...{ timeZoneId: 'US/Eastern', minSize: 1, sizeIncrement: 1, priceMagnifier: 1, aggGroup: 1 },
    });
    expect(details.liquidHours).toContain('20261126:CLOSED;20261127:0930-20261127:1300');
    expect(details.liquidHours?.split(';').length).toBeGreaterThanOrEqual(6);
    const exchanges = details.validExchanges?.split(',') ?? [];
    expect(details.marketRuleIds?.split(',')).toHaveLength(exchanges.length);
    c.api.reqMarketRule(26);
    expect(await c.next(EventName.marketRule)).toEqual([
      26,
      [
        { lowEdge: 0, increment: 0.0001 },
        { lowEdge: 1, increment: 0.01 },
      ],
    ]);
  });

  test('a contract id is enough; an unknown symbol is 200', async () => {
    const c = await client(1);
    c.api.reqContractDetails(10_000_001, { conId: 1_000_001 });
    c.api.reqContractDetails(10_000_002, stock('NOPE'));
    const [, details] = (await c.next(EventName.contractDetails)) as [number, ContractDetails];
    expect(details.contract.symbol).toBe('AAPL');
    await c.next(EventName.error, ([, code, id]) => code === 200 && id === 10_000_002);
  });

  test('market data: every tick, then changes only; a snapshot ends', async () => {
    const c = await client(1);
    c.api.reqMktData(10_000_001, stock('NVDA'), '233,236,165', false, false);
    c.api.reqMktData(10_000_002, stock('MSFT'), '', true, false);
    await c.next(EventName.tickSnapshotEnd, ([id]) => id === 10_000_002);
    await c.next(EventName.tickString, ([id, type]) => id === 10_000_001 && type === 48);
    const types = (event: string) =>
      new Set(c.all(event).flatMap(([id, type]) => (id === 10_000_001 ? [type] : [])));
    expect([...types(EventName.tickPrice)].sort(numerically)).toEqual([1, 2, 4, 6, 7, 9, 14, 37]);
    expect([...types(EventName.tickSize)].sort(numerically)).toEqual([0, 3, 5, 8, 21, 89]);
    expect([...types(EventName.tickGeneric)].sort(numerically)).toEqual([46, 49]);
    expect(c.all(EventName.marketDataType)).toContainEqual([10_000_001, 1]);
    const first = c.all(EventName.tickPrice).length;
    await c.next(EventName.tickPrice, (args) => c.all(EventName.tickPrice).indexOf(args) >= first + 5);
    c.api.reqMktData(10_000_001, stock('MSFT'), '', false, false);
    await c.next(EventName.error, ([, code, id]) => code === 322 && id === 10_000_001);
  });

  test('two clients see the same price at the same market time', async () => {
    const [a, b] = [await client(1), await client(2)];
    for (const c of [a, b]) c.api.reqMktData(10_000_001, stock('BKNG'), '', false, false);
    for (const c of [a, b]) await c.next(EventName.tickPrice, ([, type]) => type === 9);
    const closeOf = (c: TwsClient) => c.all(EventName.tickPrice).find(([, type]) => type === 9)?.[2];
    expect(closeOf(a)).toBe(closeOf(b));
  });

  test('daily bars of two years for many names at once', async () => {
    const c = await client(1);
    const ends = new Set<unknown>();
    for (let i = 0; i < 25; i += 1) {
      const contract = { conId: 1_000_000 + i, exchange: 'SMART' };
      c.api.reqHistoricalData(
        20_000_000 + i,
        contract,
        '',
        '2 Y',
        BarSizeSetting.DAYS_ONE,
        'TRADES',
        1,
        1,
        false,
      );
    }
    await c.next(EventName.historicalData, ([id, date]) => {
      if (String(date).startsWith('finished')) ends.add(id);
      return ends.size === 25;
    });
    const bars = c.all(EventName.historicalData).filter(([id]) => id === 20_000_005);
    expect(bars.length).toBeGreaterThan(500);
    expect(bars.at(-2)?.[1]).toBe('20261123');
  });

  test('bars kept up to date, a symbol search, a head time stamp', async () => {
    const c = await client(1);
    c.api.reqHistoricalData(
      20_000_001,
      stock('AAPL'),
      '',
      '1 D',
      BarSizeSetting.MINUTES_ONE,
      'TRADES',
      1,
      2,
      true,
    );
    const update = await c.next(EventName.historicalDataUpdate);
    const [, date, open, high, low, close, volume] = update.map(Number);
    expect(date).toBeGreaterThan(1_700_000_000);
    expect(high).toBeGreaterThanOrEqual(Math.max(open ?? 0, close ?? 0));
    expect(low).toBeLessThanOrEqual(Math.min(open ?? 0, close ?? 0));
    expect(volume).toBeGreaterThan(0);
    c.api.reqMatchingSymbols(20_000_002, 'jp');
    const [, found] = await c.next(EventName.symbolSamples);
    expect(found).toMatchObject([{ contract: { symbol: 'JPM', primaryExch: 'NYSE' } }]);
    c.api.reqHeadTimestamp(20_000_003, stock('AAPL'), 'TRADES', true, 1);
    expect((await c.next(EventName.headTimestamp))[1]).toMatch(/^2021\d{4} 09:30:00 US\/Eastern$/);
  });
});

describe('the account', () => {
  test('updates: values, twenty positions, time, end; cash and positions make up the equity', async () => {
    const c = await client(1);
    c.api.reqAccountUpdates(true, tws.account);
    await c.next(EventName.accountDownloadEnd);
    const values = new Map(
      c
        .all(EventName.updateAccountValue)
        .map(([key, value, currency]) => [`${String(key)} ${String(currency)}`, value]),
    );
    const money = (key: string) => Number(values.get(`${key} USD`));
    expect(values.get('AccountReady ')).toBe('true');
    expect(values.get('AccountCode ')).toBe(tws.account);
    for (const key of [
      'BuyingPower',
      'AvailableFunds',
      'ExcessLiquidity',
      'InitMarginReq',
      'MaintMarginReq',
    ]) {
      expect(money(key), key).toBeGreaterThan(0);
    }
    const lines = c.all(EventName.updatePortfolio);
    expect(lines).toHaveLength(20);
    const stocks = lines.reduce((sum, line) => sum + Number(line[3]), 0);
    expect(stocks).toBeCloseTo(money('StockMarketValue'), 0);
    expect(stocks + money('TotalCashValue')).toBeCloseTo(money('NetLiquidation'), 0);
    expect(values.get('CashBalance BASE')).toBe(values.get('CashBalance USD'));
    expect(lines[0]?.[0]).toMatchObject({ secType: 'STK', currency: 'USD' });
  });

  test('positions, summary, multi requests, profits, and the small ones', async () => {
    const c = await client(1);
    c.api.reqPositions();
    c.api.reqAccountSummary(10_000_001, 'All', 'NetLiquidation,BuyingPower');
    c.api.reqPositionsMulti(10_000_002, tws.account, '');
    c.api.reqAccountUpdatesMulti(10_000_003, tws.account, '', true);
    c.api.reqPnL(10_000_004, tws.account, '');
    c.api.reqUserInfo(10_000_005);
    c.api.reqFamilyCodes();
    c.api.reqSoftDollarTiers(10_000_006);
    c.api.reqManagedAccts();
    for (const event of [
      ...[EventName.positionEnd, EventName.accountSummaryEnd, EventName.positionMultiEnd],
      ...[EventName.accountUpdateMultiEnd, EventName.pnl, EventName.userInfo, EventName.familyCodes],
      EventName.softDollarTiers,
    ]) {
      await c.next(event);
    }
    const [account, contract, shares, cost] = c.all(EventName.position)[0] ?? [];
    expect(account).toBe(tws.account);
    expect(contract).toMatchObject({ secType: 'STK', currency: 'USD' });
    expect(Number(shares) * Number(cost)).toBeGreaterThan(10_000);
    expect(c.all(EventName.position)).toHaveLength(20);
    expect(c.all(EventName.positionMulti)).toHaveLength(20);
    expect(
      c
        .all(EventName.accountSummary)
        .slice(0, 2)
        .map(([, , tag]) => tag),
    ).toEqual([...['BuyingPower', 'NetLiquidation']]);
    const { conId } = contract as { conId: number };
    c.api.reqPnLSingle(10_000_007, tws.account, '', conId);
    const [, held, , , , value] = await c.next(EventName.pnlSingle);
    expect(held).toBe(shares);
    expect(Number(value)).toBeGreaterThan(0);
  });

  test('the time is market time', async () => {
    const c = await client(1);
    c.api.reqCurrentTime();
    const [time] = await c.next(EventName.currentTime);
    const start = Date.parse('2026-11-23T15:30:00Z') / 1000;
    expect(Number(time)).toBeGreaterThanOrEqual(start);
    expect(Number(time)).toBeLessThan(start + 600);
  });
});

describe('orders', () => {
  test('a market order: states, execution, commission, position, and the same again on request', async () => {
    const c = await client(11);
    c.api.reqPositions();
    await c.next(EventName.positionEnd);
    c.api.placeOrder(c.firstId, stock('PFE'), order({ totalQuantity: 40, orderRef: 'mine-1' }));
    const [, contract, execution] = (await c.next(EventName.execDetails)) as [number, object, Execution];
    expect(contract).toMatchObject({ symbol: 'PFE', currency: 'USD' });
    expect(execution).toMatchObject({
      ...{ orderId: c.firstId, clientId: 11, side: 'BOT', orderRef: 'mine-1', acctNumber: tws.account },
      ...{ shares: 40, cumQty: 40, pendingPriceRevision: false, lastLiquidity: 2 },
    });
    expect(execution.execId).toMatch(/^[0-9a-f]{8}\.[0-9a-f]{8}\.01\.01$/);
    expect(execution.time).toMatch(/^20261123 \d\d:\d\d:\d\d US\/Eastern$/);
    const [report] = await c.next(EventName.commissionReport);
    expect(report).toMatchObject({ execId: execution.execId, currency: 'USD', realizedPNL: undefined });
    expect(c.all(EventName.orderStatus).map((args) => [args[1], args[2]])).toEqual([
      ['PreSubmitted', 0],
      ['Submitted', 0],
      ['Filled', 40],
    ]);
    await c.next(EventName.position, ([, what]) => (what as { symbol: string }).symbol === 'PFE');
    const fill = log.findLast((line) => line.event === 'fill');
    expect(fill).toMatchObject({ execId: execution.execId, orderRef: 'mine-1', symbol: 'PFE', shares: 40 });
    c.api.reqExecutions(10_000_001, { clientId: '11', side: 'BUY' });
    await c.next(EventName.execDetailsEnd);
    expect(c.all(EventName.execDetails).find(([id]) => id === 10_000_001)?.[2]).toEqual(execution);
    c.api.reqCompletedOrders(true);
    await c.next(EventName.completedOrdersEnd);
    const [, done, state] = (await c.next(
      EventName.completedOrder,
      ([, o]) => (o as Order).orderRef === 'mine-1',
    )) as [object, Order, OrderState];
    expect(done).toMatchObject({
      permId: execution.permId,
      filledQuantity: 40,
      action: 'BUY',
      orderType: 'MKT',
    });
    expect(state).toMatchObject({ status: 'Filled', completedStatus: 'Filled Size: 40' });
  });

  test('an adaptive limit order comes back as it was sent; other clients see it but hear nothing of it', async () => {
    const [c, other] = [await client(12), await client(13)];
    const algoParams = [{ tag: 'adaptivePriority', value: 'Patient' }];
    const sent = order({ orderType: OrderType.LMT, lmtPrice: 5.55, algoStrategy: 'Adaptive', algoParams });
    c.api.placeOrder(c.firstId, stock('KO'), sent);
    await c.next(EventName.orderStatus, ([, status]) => status === 'Submitted');
    other.api.reqAllOpenOrders();
    await other.next(EventName.openOrderEnd);
    const seen = other.all(EventName.openOrder).find(([, , o]) => (o as Order).clientId === 12);
    expect(seen?.[1]).toMatchObject({ symbol: 'KO', exchange: 'SMART' });
    expect(seen?.[2]).toMatchObject({
      ...{
        action: 'BUY',
        orderType: OrderType.LMT,
        lmtPrice: 5.55,
        totalQuantity: 100,
        tif: 'DAY',
        orderRef: 'ref-1',
      },
      ...{ account: tws.account, algoStrategy: 'Adaptive', algoParams, outsideRth: false, whatIf: false },
    });
    expect(seen?.[3]).toMatchObject({ status: 'Submitted' });
    other.api.reqOpenOrders();
    await other.next(EventName.openOrderEnd, (args) => other.all(EventName.openOrderEnd)[1] === args);
    expect(other.all(EventName.openOrder)).toHaveLength(1);
    c.api.cancelOrder(c.firstId, '');
    await c.next(EventName.error, ([, code, id]) => code === 202 && id === c.firstId);
    expect(
      c
        .all(EventName.orderStatus)
        .map((args) => args[1])
        .slice(-2),
    ).toEqual(['PendingCancel', 'Cancelled']);
  });

  test('what-if, refusals, unknown contracts', async () => {
    const c = await client(14);
    const id = c.firstId;
    c.api.placeOrder(id, stock('KO'), order({ whatIf: true }));
    const [, , , state] = (await c.next(EventName.openOrder)) as [number, object, Order, OrderState];
    expect(state.initMarginChange).toBeGreaterThan(0);
    expect(state.equityWithLoanBefore).toBeGreaterThan(900_000);
    expect(state).toMatchObject({ status: 'PreSubmitted', commission: 0.35, commissionCurrency: 'USD' });
    c.api.placeOrder(id, stock('NOPE'), order({}));
    c.api.placeOrder(id + 1, stock('KO'), order({ totalQuantity: 0.5 }));
    c.api.placeOrder(id + 2, stock('KO'), order({ orderType: OrderType.LMT, lmtPrice: 50.001 }));
    c.api.placeOrder(id + 3, stock('KO'), order({ totalQuantity: 1_000_000 }));
    c.api.placeOrder(id + 1, stock('KO'), order({}));
    c.api.cancelOrder(id + 50, '');
    await c.next(EventName.error, ([, code]) => code === 10147);
    expect(c.codes().filter(([, about]) => about !== -1)).toEqual([
      ...[[200, id] as const, [321, id + 1] as const, [110, id + 2] as const, [201, id + 3] as const],
      ...[[103, id + 1] as const, [10147, id + 50] as const],
    ]);
  });

  test('a midpoint order with conditions of another kind is still read whole', async () => {
    const c = await client(15);
    c.api.placeOrder(c.firstId, stock('MSFT'), order({ orderType: OrderType.MIDPRICE, lmtPrice: 900.25 }));
    const [, , got] = (await c.next(EventName.openOrder)) as [number, object, Order];
    expect(got).toMatchObject({ orderType: 'MIDPRICE', lmtPrice: 900.25 });
    const exotic = order({ hedgeType: 'B', hedgeParam: '1', scalePriceIncrement: 0.1 });
    c.api.placeOrder(c.firstId + 1, stock('MSFT'), exotic);
    await c.next(EventName.error, ([, code, id]) => code === 321 && id === c.firstId + 1);
  });
});

describe('delayed data and the line limit', () => {
  test('10167, type 3 and the delayed ticks; 354 for who insists on live; 101 beyond the limit', async () => {
    const { tws: slow } = await startTws({ delayed: true, lines: 1 });
    const c = new TwsClient(slow, 1);
    await c.connect();
    c.api.reqMktData(1, stock('AAPL'), '', false, false);
    c.api.reqMarketDataType(MarketDataType.DELAYED);
    c.api.reqMktData(2, stock('AAPL'), '', false, false);
    c.api.reqMktData(3, stock('MSFT'), '', false, false);
    await c.next(EventName.error, ([, code, id]) => code === 101 && id === 3);
    expect(c.codes().slice(3)).toEqual([...[[354, 1] as const, [10167, 2] as const, [101, 3] as const]]);
    expect(c.all(EventName.marketDataType)).toEqual([[2, 3]]);
    const types = [...new Set(c.all(EventName.tickPrice).map(([, type]) => type))].sort(numerically);
    expect(types).toEqual([66, 67, 68, 72, 73, 75, 76]);
    expect(c.codes().filter(([code]) => code === 505)).toEqual([]);
    c.disconnect();
    await slow.stop();
  });
});

function numerically(a: unknown, b: unknown): number {
  return Number(a) - Number(b);
}

function greeted(...frames: Buffer[]): Buffer {
  const text = Buffer.from('v100..193');
  return Buffer.concat([Buffer.from('API\0'), Buffer.from([0, 0, 0, text.length]), text, ...frames]);
}
