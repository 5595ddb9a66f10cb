// What the TWS means by a number: what happened, whether an order that it is about was sent, whether it is alive, and what to do.
// Codes and limits are IBKR's as of 2023-2026.

export type Level = 'info' | 'warning' | 'error';

/**
 * What a code on an order id says about that order.
 * `rejected-if-new`: kills an order that was never acknowledged; one that was must be asked about.
 * `inactive`: it sits untransmitted or blocked in the TWS.
 */
export type OrderEffect =
  'warned' | 'held' | 'inactive' | 'cancelled' | 'rejected' | 'rejected-if-new' | 'cancel-refused' | 'odd';

/** `none`: the code is not about an order. `if-changed`: a new order is dead, one that was to be changed lives on as it was. */
type Known = 'yes' | 'no' | 'unknown' | 'none';

export interface CodeMeaning {
  readonly level: Level;
  readonly order: OrderEffect;
  /** What happened, in plain words. */
  readonly meaning: string;
  /** Did the order reach the market? */
  readonly sent: Known;
  /** Can it still fill? */
  readonly alive: Known | 'if-changed';
  /** What to do; empty = nothing. */
  readonly advice: string;
}

type Codes = readonly (number | readonly [first: number, last: number])[];
type Row = readonly [
  codes: Codes,
  level: Level,
  order: OrderEffect,
  meaning: string,
  advice: string,
  fate?: readonly [sent: CodeMeaning['sent'], alive: CodeMeaning['alive']],
];

const none = ['none', 'none'] as const;
const unknownFate = ['unknown', 'unknown'] as const;
const worksOn = ['yes', 'unknown'] as const;
const refusedHere = ['no', 'no'] as const;
const reconnects = 'The desk reconnects by itself and compares its orders with the broker first.';
const correctOrder = 'Correct the strategy or the order, then approve again.';

// prettier-ignore
export const connectionCodes: readonly Row[] = [
  [[1100], 'error', 'warned', 'TWS lost its connection to IBKR. Orders wait until it is back.', 'Check the network if it lasts.', worksOn],
  [[2110], 'error', 'warned', 'TWS lost its connection to the IBKR server and is restoring it. Orders wait until it is back.', 'Check the network if it lasts.', worksOn],
  [[1101], 'warning', 'warned', 'TWS is back on IBKR; data subscriptions were lost and are asked for again.', '', worksOn],
  [[1102], 'info', 'warned', 'TWS is back on IBKR; data subscriptions were kept.', '', worksOn],
  [[1300], 'error', 'warned', 'The API port of TWS was changed and the connection dropped.', 'Connect to the new port.', worksOn],
  [[2103], 'warning', 'warned', 'A market data farm is not connected: prices stand still and nothing is traded on them.', 'Wait; it comes back by itself.', none],
  [[2105], 'warning', 'warned', 'A history farm is not connected: price history waits for it.', 'Wait; it comes back by itself.', none],
  [[2157], 'warning', 'warned', 'The contract data farm is not connected.', 'Wait; it comes back by itself.', none],
  [[2104, 2106, 2158], 'info', 'warned', 'A data farm is connected.', '', none],
  [[2107, 2108, 2119], 'info', 'warned', 'A data farm is idle and connects when it is needed.', '', none],
  [[2100], 'warning', 'warned', 'Another program took over the account subscription of this TWS.', 'Close one of the two; account figures may stand still.', none],
  [[2101], 'error', 'warned', 'TWS refused the account subscription.', 'Look at the account of this login in TWS, then connect again.', none],
  [[100], 'error', 'odd', 'More than 50 messages in a second: TWS may drop the connection.', 'Orders wait a few seconds. If it repeats, see what else uses this connection.', unknownFate],
  [[326], 'error', 'odd', 'The client id is in use.', 'The desk tries again with the same id.', refusedHere],
  [[501], 'info', 'odd', 'Already connected.', '', none],
  [[502], 'error', 'odd', 'TWS cannot be reached.', reconnects, refusedHere],
  [[503], 'error', 'rejected-if-new', 'This TWS is too old for the request.', 'Update TWS.'],
  [[504], 'error', 'odd', 'Not connected.', reconnects, refusedHere],
  [[505], 'error', 'odd', 'TWS sent a message that this build cannot read.', reconnects, unknownFate],
  [[506], 'error', 'odd', 'TWS speaks an API version that this build does not know.', 'Update Driftdesk or TWS.', refusedHere],
  [[507], 'error', 'odd', 'A message of broken length came from TWS, or the connection ended.', reconnects, unknownFate],
  [[[508, 560]], 'error', 'odd', 'A message could not be sent to TWS.', reconnects, unknownFate],
];

// prettier-ignore
export const orderCodes: readonly Row[] = [
  [[202], 'info', 'cancelled', 'The order was cancelled.', ''],
  [[201], 'error', 'rejected', 'IBKR rejected the order.', correctOrder],
  [[200], 'error', 'rejected-if-new', 'IBKR knows no such contract, or several.', 'Take the name out of the universe, or correct its symbol.'],
  [[203], 'error', 'rejected', 'This account may not trade this security.', 'Take the name out of the universe.'],
  [[460], 'error', 'rejected', 'No trading permission for this security.', 'Take the name out of the universe, or ask IBKR for the permission.'],
  [[110], 'error', 'rejected-if-new', 'The price is not on the tick grid of this security.', correctOrder],
  [[111], 'error', 'rejected-if-new', 'This time in force is not allowed with this order type.', correctOrder],
  [[113], 'error', 'rejected-if-new', 'On-close orders must be day orders.', correctOrder],
  [[160, 434], 'error', 'rejected-if-new', 'The order has no size.', correctOrder],
  [[400, 443], 'error', 'rejected-if-new', 'The algorithm or one of its settings is not accepted.', 'Choose another order style in the strategy file.'],
  [[[320, 323]], 'error', 'rejected-if-new', 'TWS could not accept the request.', correctOrder],
  [[103], 'error', 'odd', 'The order number was used before. The order is looked up before anything else is done.', reconnects, unknownFate],
  [[104], 'warning', 'odd', 'A filled order cannot be changed.', 'Wait for its fill.', ['yes', 'no']],
  [[105, 329], 'warning', 'odd', 'This cannot be changed on a working order; the order stays as it was.', 'Cancel it and approve a new one.', ['yes', 'yes']],
  [[106], 'error', 'inactive', 'TWS cannot transmit the order. It waits in TWS.', 'Transmit or cancel it there.'],
  [[107], 'error', 'inactive', 'TWS holds the order as incomplete. It waits in TWS.', 'Cancel it there.'],
  [[109], 'error', 'inactive', 'The price is outside the percentage limit in the TWS presets. The order waits in TWS.', 'Transmit or cancel it there, or widen the limit.'],
  [[382, 383, 451, 10311], 'error', 'inactive', 'A precaution in the TWS presets blocks the order. It waits in TWS.', 'Raise the limit there, or tick Bypass Order Precautions for API Orders.'],
  [[154], 'warning', 'held', 'Trading in this security is halted.', 'Wait for the halt to end, or cancel.'],
  [[404], 'warning', 'held', 'IBKR is locating shares to borrow; the order is held.', 'Wait, or cancel.'],
  [[399], 'warning', 'warned', 'IBKR has something to say about the order; it stays alive.', ''],
  [[2102], 'warning', 'warned', 'The order is still being processed.', 'Change it after it was acknowledged.'],
  [[2109], 'info', 'warned', 'Outside regular hours does not apply to this order and is ignored.', ''],
  [[2137], 'warning', 'warned', 'The order would turn a long position short, or a short one long.', 'Look at the position; cancel the order if that is not meant.'],
  [[2168, 2169, 2176], 'info', 'warned', 'TWS left out a part of the order that does not apply.', ''],
  [[10349], 'info', 'warned', 'A TWS preset set the time in force; the order goes on.', ''],
  [[135, 10147], 'warning', 'cancel-refused', 'TWS has no such order to cancel; it may have filled.', 'The desk asks for its fate.'],
  [[136, 161, 10148], 'warning', 'cancel-refused', 'The order cannot be cancelled in its present state; it may have filled.', 'The desk asks for its fate.'],
  [[10006], 'error', 'rejected-if-new', 'The parent order is missing.', correctOrder],
  [[[10241, 10252]], 'error', 'rejected-if-new', 'Fractions of shares or cash amounts cannot be ordered here.', correctOrder],
  [[[10268, 10270]], 'error', 'rejected-if-new', 'The order carries an attribute that IBKR no longer takes.', 'Update Driftdesk.'],
];

// prettier-ignore
export const dataCodes: readonly Row[] = [
  [[101], 'error', 'odd', 'All market data lines of this login are used up.', 'Close quotes in TWS or other programs; meanwhile names share the lines that there are.', none],
  [[102, 300, 310, 365, 366], 'info', 'odd', 'TWS does not know this request, or knows it twice.', '', none],
  [[162], 'error', 'odd', 'The history service refused the request.', '', none],
  [[165], 'warning', 'odd', 'The history service says:', '', none],
  [[354, 10168, 10186], 'warning', 'odd', 'No live market data permission; delayed prices are for display only.', 'Subscribe to the market data at IBKR to trade on it.', none],
  [[10167], 'warning', 'odd', 'Delayed prices are shown in place of live ones; nothing is traded on them.', '', none],
  [[492, 10089, 10090], 'warning', 'odd', 'Part of the market data is not subscribed.', '', none],
  [[10197], 'error', 'odd', 'No market data: the same user is logged in elsewhere with live data.', 'Log out there; the desk asks again every minute.', none],
  [[10225], 'warning', 'odd', 'A price correction stopped the five-second bars.', '', none],
  [[309], 'warning', 'odd', 'Too many market depth requests.', '', none],
  [[317], 'info', 'odd', 'Market depth was reset.', '', none],
  [[420], 'warning', 'odd', 'Too many real-time bar requests.', '', none],
  [[430], 'warning', 'odd', 'Fundamental data is not available.', '', none],
];

/** What an effect says of an order where the row does not say it itself. */
export const fateOf: Readonly<Record<OrderEffect, readonly [CodeMeaning['sent'], CodeMeaning['alive']]>> = {
  warned: ['yes', 'yes'],
  held: ['yes', 'yes'],
  inactive: ['no', 'yes'],
  cancelled: ['yes', 'no'],
  rejected: refusedHere,
  'rejected-if-new': ['no', 'if-changed'],
  'cancel-refused': ['yes', 'unknown'],
  odd: unknownFate,
};
