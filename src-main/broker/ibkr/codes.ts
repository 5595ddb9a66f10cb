import { assert } from '#shared/assert.ts';

// What the TWS means by a number. Texts may be localised and reworded, so the number decides wherever it can.
// Codes and limits are IBKR's as of 2023-2026; an unknown code about an order is never guessed at.

export type Level = 'info' | 'warning' | 'error';

/**
 * What a code on an order id says about that order.
 * `rejected-if-new`: kills an order that was never acknowledged; one that was must be asked about.
 * `inactive`: it sits untransmitted or blocked in the TWS.
 */
export type OrderEffect =
  'warned' | 'held' | 'inactive' | 'cancelled' | 'rejected' | 'rejected-if-new' | 'cancel-refused' | 'odd';

export interface CodeMeaning {
  readonly level: Level;
  readonly order: OrderEffect;
  /** Plain words for the trader, with what to do where there is something to do. */
  readonly meaning: string;
}

type Row = readonly [
  codes: readonly (number | readonly [number, number])[],
  level: Level,
  order: OrderEffect,
  meaning: string,
];

const connection: readonly Row[] = [
  [[1100], 'error', 'warned', 'TWS lost its connection to IBKR. Orders wait until it is back.'],
  [
    [2110],
    'error',
    'warned',
    'TWS lost its connection to the IBKR server and is restoring it. Orders wait until it is back.',
  ],
  [[1101], 'warning', 'warned', 'TWS is back on IBKR; data subscriptions were lost and are asked for again.'],
  [[1102], 'info', 'warned', 'TWS is back on IBKR; data subscriptions were kept.'],
  [
    [1300],
    'error',
    'warned',
    'The API port of TWS was changed and the connection dropped. Connect to the new port.',
  ],
  [[2103], 'warning', 'warned', 'A market data farm is not connected: its prices stand still.'],
  [[2105], 'warning', 'warned', 'A history farm is not connected: price history may be delayed.'],
  [[2157], 'warning', 'warned', 'The contract data farm is not connected.'],
  [[2104, 2106, 2158], 'info', 'warned', 'A data farm is connected.'],
  [[2107, 2108, 2119], 'info', 'warned', 'A data farm is idle and connects when it is needed.'],
  [[2100], 'warning', 'warned', 'Another program took over the account subscription of this TWS.'],
  [[2101], 'error', 'warned', 'TWS refused the account subscription.'],
  [[100], 'error', 'odd', 'More than 50 messages in a second: TWS may drop the connection.'],
  [[326], 'error', 'odd', 'The client id is in use.'],
  [[501], 'info', 'odd', 'Already connected.'],
  [[502], 'error', 'odd', 'TWS cannot be reached.'],
  [[503], 'error', 'rejected-if-new', 'This TWS is too old for the request.'],
  [[504], 'error', 'odd', 'Not connected.'],
  [[505], 'error', 'odd', 'TWS sent a message that this build cannot read.'],
  [[506], 'error', 'odd', 'TWS speaks an API version that this build does not know.'],
  [[507], 'error', 'odd', 'A message of broken length came from TWS.'],
  [[[508, 560]], 'error', 'odd', 'A message could not be sent to TWS.'],
];

const orders: readonly Row[] = [
  [[202], 'info', 'cancelled', 'The order was cancelled.'],
  [[201], 'error', 'rejected', 'IBKR rejected the order.'],
  [[200], 'error', 'rejected-if-new', 'IBKR knows no such contract, or several.'],
  [[203], 'error', 'rejected', 'This account may not trade this security.'],
  [[460], 'error', 'rejected', 'No trading permission for this security.'],
  [[110], 'error', 'rejected-if-new', 'The price is not on the tick grid of this security.'],
  [[111], 'error', 'rejected-if-new', 'This time in force is not allowed with this order type.'],
  [[113], 'error', 'rejected-if-new', 'On-close orders must be day orders.'],
  [[160, 434], 'error', 'rejected-if-new', 'The order has no size.'],
  [[400, 443], 'error', 'rejected-if-new', 'The algorithm or one of its settings is not accepted.'],
  [[[320, 323]], 'error', 'rejected-if-new', 'TWS could not accept the request.'],
  [
    [103],
    'error',
    'odd',
    'The order number was used before. The order is looked up before anything else is done.',
  ],
  [[104], 'warning', 'odd', 'A filled order cannot be changed.'],
  [[105, 329], 'warning', 'odd', 'This cannot be changed on a working order; the order stays as it was.'],
  [
    [106],
    'error',
    'inactive',
    'TWS cannot transmit the order. It waits in TWS: transmit or cancel it there.',
  ],
  [[107], 'error', 'inactive', 'TWS holds the order as incomplete. It waits in TWS: cancel it there.'],
  [
    [109],
    'error',
    'inactive',
    'The price is outside the percentage limit in the TWS presets. The order waits in TWS.',
  ],
  [
    [382, 383, 451, 10311],
    'error',
    'inactive',
    'A precaution in the TWS presets blocks the order. It waits in TWS; raise the limit or tick Bypass Order Precautions for API Orders.',
  ],
  [[154], 'warning', 'held', 'Trading in this security is halted.'],
  [[404], 'warning', 'held', 'IBKR is locating shares to borrow; the order is held.'],
  [[399], 'warning', 'warned', 'IBKR has something to say about the order; it stays alive.'],
  [[2102], 'warning', 'warned', 'The order is still being processed.'],
  [[2109], 'info', 'warned', 'Outside regular hours does not apply to this order and is ignored.'],
  [[2137], 'warning', 'warned', 'The order would turn a long position short, or a short one long.'],
  [[2168, 2169, 2176], 'info', 'warned', 'TWS left out a part of the order that does not apply.'],
  [[10349], 'info', 'warned', 'A TWS preset set the time in force; the order goes on.'],
  [[135, 10147], 'warning', 'cancel-refused', 'TWS has no such order to cancel; it may have filled.'],
  [
    [136, 161, 10148],
    'warning',
    'cancel-refused',
    'The order cannot be cancelled in its present state; it may have filled.',
  ],
  [[10006], 'error', 'rejected-if-new', 'The parent order is missing.'],
  [
    [[10241, 10252]],
    'error',
    'rejected-if-new',
    'Fractions of shares or cash amounts cannot be ordered here.',
  ],
  [[[10268, 10270]], 'error', 'rejected-if-new', 'The order carries an attribute that IBKR no longer takes.'],
];

const data: readonly Row[] = [
  [
    [101],
    'error',
    'odd',
    'All market data lines of this login are used up. Close quotes in TWS or other programs.',
  ],
  [[102, 300, 310, 365, 366], 'info', 'odd', 'TWS does not know this request, or knows it twice.'],
  [[162], 'error', 'odd', 'The history service refused the request.'],
  [[165], 'warning', 'odd', 'The history service says:'],
  [
    [354, 10168, 10186],
    'warning',
    'odd',
    'No live market data permission; delayed prices are for display only.',
  ],
  [[10167], 'warning', 'odd', 'Delayed prices are shown in place of live ones; nothing is traded on them.'],
  [[492, 10089, 10090], 'warning', 'odd', 'Part of the market data is not subscribed.'],
  [
    [10197],
    'error',
    'odd',
    'No market data: the same user is logged in elsewhere with live data. Log out there.',
  ],
  [[10225], 'warning', 'odd', 'A price correction stopped the five-second bars.'],
  [[309], 'warning', 'odd', 'Too many market depth requests.'],
  [[317], 'info', 'odd', 'Market depth was reset.'],
  [[420], 'warning', 'odd', 'Too many real-time bar requests.'],
  [[430], 'warning', 'odd', 'Fundamental data is not available.'],
];

const table = new Map<number, CodeMeaning>();
for (const [codes, level, order, meaning] of [...connection, ...orders, ...data]) {
  for (const code of codes) {
    const [first, last] = typeof code === 'number' ? [code, code] : code;
    for (let each = first; each <= last; each++) {
      assert(!table.has(each), `code ${each} is listed twice`);
      table.set(each, { level, order, meaning });
    }
  }
}

const unknown: CodeMeaning = { level: 'warning', order: 'odd', meaning: '' };

export function meaningOf(code: number): CodeMeaning {
  return table.get(code) ?? unknown;
}

/** The meaning in plain words, followed by what the TWS wrote. */
export function explain(code: number, text: string): string {
  if (isReadOnly(code, text)) return readOnlyAdvice;
  const { meaning } = meaningOf(code);
  const said = text.trim();
  if (meaning === '') return said === '' ? `TWS code ${code}` : said;
  return said === '' ? meaning : `${meaning} (TWS: ${said})`;
}

export const readOnlyAdvice =
  'The API of this TWS is read-only, so it takes no orders. Untick Configure → API → Settings → Read-Only API in TWS, then connect again.';

/** 321 covers many refusals; only its text tells read-only, so this knows the English one. */
export function isReadOnly(code: number, text: string): boolean {
  return code === 321 && /read-?only/i.test(text);
}

export type HistoryRefusal = 'no-data' | 'pacing' | 'refused';

/** 162 has one code for everything; the text decides, and an unknown text is a refusal. */
export function historyRefusal(text: string): HistoryRefusal {
  if (/returned no data|no data of type/i.test(text)) return 'no-data';
  return /pacing/i.test(text) ? 'pacing' : 'refused';
}
