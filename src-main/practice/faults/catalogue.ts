/** Every fault that the practice TWS can show, with what it does in one line. Names and parameters are typed from this table. */
import { amount, armed, event, oneOf, seconds, ticker, whole } from './specs.ts';

/** Seconds: a week. */
const LONGEST_JUMP = 604_800;
/** Weight of what ends a rehearsal's trading, or of what strikes only where many things come together. */
const SELDOM = 0.25;
const side = oneOf('buy', 'sell');
const shares = whole(100, 1, 1_000_000, [1, 300]);
/** -1: every client. */
const client = whole(-1, -1, 2_147_483_647);

/** Messages by what they tell; see MESSAGE_IDS in messages.ts. */
const kind = oneOf(
  'status',
  'open-order',
  'execution',
  'commission',
  'notice',
  'tick',
  'position',
  'positions-end',
  'open-orders-end',
  'executions-end',
  'completed-end',
  'account-value',
  'portfolio',
  'account-end',
  'next-id',
  'accounts',
  'time',
  'contract',
  'contract-end',
  'bars',
  'any',
);

const CONNECTION = {
  'connectivity-lost': event(
    'TWS loses IB: 1100, and after some seconds 1102 (data kept) or 1101 (data requests lost); fills in between are reported late, or only by a report',
    { seconds: seconds(10, [2, 40]), data: oneOf('kept', 'lost'), reports: oneOf('held', 'lost') },
    3,
  ),
  'market-farm-broken': event(
    '2103, no ticks, 2104 after some seconds; then ticks flow again, or the lines stay silently dead until they are asked for anew',
    { seconds: seconds(10, [2, 30]), lines: oneOf('revive', 'dead') },
    2,
  ),
  'history-farm-broken': event('2105, history stays unanswered, 2106 after some seconds', {
    seconds: seconds(10, [2, 30]),
  }),
  'socket-drop': event('The connection ends without a word', { client }, 3),
  'peer-silent': event(
    'The connection stays open and TWS says nothing on it for some seconds (0: never again); meanwhile it reads and obeys, or does not even read',
    { seconds: seconds(0, [5, 60]), reads: oneOf('no', 'yes'), client },
    2,
  ),
  'port-moved': event(
    '1300: the API port was changed; every connection is dropped',
    {
      to: whole(7499, 1, 65_535),
    },
    SELDOM,
  ),
  restart: event(
    'TWS restarts: connections end, it is away for some seconds, the account is kept; order ids may be given out again',
    { seconds: seconds(20, [1, 60]), rollBack: whole(0, 0, 1_000_000, [0, 3]) },
    2,
  ),
  'next-id-rolled-back': event('The next welcome offers an order id that was used already', {
    by: whole(1, 1, 1_000_000, [1, 5]),
  }),
  'clock-jump': event("The clock of TWS's machine jumps; the market goes on as it was", {
    seconds: amount(3600, -LONGEST_JUMP, LONGEST_JUMP, [-7200, 7200]),
  }),
  'greeting-never': armed('A connection is taken and its greeting never answered', {}),
  'half-open': armed('The greeting is answered, and after that nothing', {}),
  'client-id-in-use': armed('326 to whoever connects, then the connection ends', {}),
  'next-id-late': armed('The first order id comes late', { seconds: seconds(5, [1, 15]) }),
  'rate-limit': armed(
    'More messages in a second than allowed: error 100, then the connection ends',
    { perSecond: whole(50, 1, 100_000) },
    SELDOM,
  ),
  chunks: armed('Messages arrive in small pieces', { bytes: whole(1, 1, 100_000) }),
  coalesce: armed('Messages are held for a moment and arrive in one piece', {
    seconds: seconds(0.5, [0.1, 2]),
  }),
};

const MESSAGES = {
  'message-lost': armed('A message is never sent', { kind }),
  'message-late': armed('A message is sent late, behind others', { kind, seconds: seconds(3, [0.1, 10]) }),
  'message-twice': armed('A message is sent twice', { kind }),
  'messages-swapped': armed('A message is sent after the one that follows it', { kind }, 2),
  'status-missing': armed('A change of an order is not told: no open order, no status', { ticker }, 2),
  'status-twice': armed('A status is told twice', { ticker }, 2),
  'commission-late': armed('A commission is told late', { ticker, seconds: seconds(20, [1, 60]) }, 2),
  'commission-never': armed('A commission is not told, except by a report', { ticker }),
  'commission-first': armed('A commission is told before its execution', { ticker }, 2),
  'report-unfinished': armed(
    'A report never ends: its end marker does not come, its rows do or do not',
    {
      report: oneOf('positions', 'executions', 'open-orders', 'completed-orders', 'account'),
      rows: oneOf('all', 'none'),
    },
    2,
  ),
  'account-not-ready': armed('AccountReady=false and zeros in an account download', {
    seconds: seconds(5, [1, 10]),
  }),
  'completed-without-ids': armed('A completed order carries neither permId nor orderRef', { ticker }, SELDOM),
};

const ORDERS = {
  'order-unanswered': armed(
    'A placement is not answered: lost on the way in, accepted but never acknowledged, or acknowledged late',
    { ticker, mode: oneOf('lost', 'accepted', 'late'), seconds: seconds(30, [2, 60]) },
    3,
  ),
  'reject-order': armed(
    '201, with or without the JSON of an advanced rejection, which may be malformed',
    { ticker, json: oneOf('none', 'valid', 'broken') },
    2,
  ),
  'bad-price': armed('110 on a new order (dead) or on a change (the order stays live)', {
    ticker,
    on: oneOf('both', 'new', 'change'),
  }),
  'preset-notice': armed('10349 as an error, then the order is accepted as usual', { ticker }),
  'locate-hold': armed('404: held while shares are located (whyHeld locate); 0 seconds: for ever', {
    ticker,
    seconds: seconds(30, [2, 120]),
  }),
  'wait-for-open': armed('399 and PreSubmitted, as outside hours, for some seconds', {
    ticker,
    seconds: seconds(30, [2, 60]),
  }),
  'unknown-code': armed('An order is answered with a code that nobody knows, and lives or dies', {
    ticker,
    code: whole(19_999, 1, 2_147_483_647),
    order: oneOf('lives', 'dies'),
  }),
  'read-only': armed(
    '321: the API is read-only; the notice has the id -1 or 2147483647',
    { id: oneOf('-1', '2147483647') },
    SELDOM,
  ),
  'cancel-not-found': armed('A cancel is answered with 10147 although the order lives', { ticker }),
  'cancel-refused': armed('A cancel is answered with 10148 although the order lives', { ticker }),
  'cancel-unanswered': armed('A cancel gets lost', { ticker }),
  'partial-fills': armed('An order fills in small parts', { ticker, most: whole(10, 1, 1_000_000, [1, 60]) }),
  'fill-after-cancel': armed(
    'A cancelled order fills after its cancel was confirmed',
    { ticker, seconds: seconds(2, [0, 10]), shares: whole(0, 0, 1_000_000, [0, 80]) },
    2,
  ),
};

const EXCHANGE = {
  'correct-execution': event(
    'The newest execution is reported again with other figures and the next suffix',
    { ticker, what: oneOf('price', 'size'), by: amount(0.01, -1_000_000, 1_000_000, [-5, 5]) },
    2,
  ),
  'bust-execution': event('The newest execution is taken back: the next suffix with 0 shares', { ticker }),
  'manual-order': event('The user types an order into TWS: order id 0, a permId, client 0', {
    ...{ ticker, side, shares },
    // 0: at market.
    limit: amount(0, 0, 1_000_000),
  }),
  'manual-trade': event('The user trades in TWS, at the market and at once', { ticker, side, shares }),
  'foreign-order': event('Another API client places an order; limit 0: at market', {
    ...{ ticker, side, shares, limit: amount(0, 0, 1_000_000), client: whole(77, 1, 2_147_483_647) },
  }),
  split: event('A share split changes a position (the price of the practice market stays)', {
    ticker,
    ratio: amount(2, 0.01, 100, [0.1, 4]),
  }),
  transfer: event('Shares arrive or leave without a trade', {
    ticker,
    shares: whole(100, -1_000_000, 1_000_000, [-200, 200]),
  }),
  'fractional-position': event(
    'A position becomes fractional, as by reinvested dividends',
    { ticker, shares: amount(0.3714, -0.9999, 0.9999) },
    SELDOM,
  ),
  dividend: event('Cash arrives for a position', { ticker, perShare: amount(0.25, 0, 1000, [0.01, 2]) }),
  halt: event('A name is halted: tick 49, no quotes, no fills, 154 for new orders', {
    ticker,
    seconds: seconds(30, [5, 120]),
  }),
};

const MARKET_DATA = {
  'data-lines': armed('101 beyond so many market data lines', { most: whole(100, 0, 100_000) }, SELDOM),
  'competing-session': event(
    '10197: the same user has a live session elsewhere; lines die and stay dead until asked for anew',
    { seconds: seconds(30, [5, 60]) },
  ),
  'no-market-data': armed(
    'A subscription is answered with 354 (nothing), 10167 (delayed) or 10090 (in part)',
    { ticker, code: oneOf('354', '10167', '10090') },
  ),
  'history-refused': armed('162 to a request for bars', {
    ticker,
    why: oneOf('pacing', 'no-data', 'permission', 'competing'),
  }),
  'history-unanswered': armed('A request for bars is never answered', { ticker }),
};

export const CATALOGUE = { ...CONNECTION, ...MESSAGES, ...ORDERS, ...EXCHANGE, ...MARKET_DATA };
