/** The faults that happen at a moment: what each does to the practice TWS, and what it undoes when its time is over. */
import { hash } from '../market/random.ts';
import { indexOfSymbol, nameAt, NAMES } from '../market/universe.ts';
import { labelOf } from '../market/contracts.ts';
import type { Hub } from '../session/hub.ts';
import type { World } from '../world.ts';
import type { EventFault, EventName, FaultOf } from './fault.ts';
import { plainRequest } from './plain-request.ts';
import { HISTORY_FARM, LOST, MARKET_FARM } from './words.ts';

/** What events work on. */
export interface Machine {
  readonly world: World;
  readonly hub: Hub;
  /** Where the API is listened for from now on. */
  readonly onPortMoved: (port: number) => void;
}

type Handlers = { readonly [N in EventName]: (fault: FaultOf<N>, machine: Machine) => void };

export function performEvent(fault: EventFault, machine: Machine): void {
  (EVENTS[fault.name] as (fault: EventFault, machine: Machine) => void)(fault, machine);
}

const EVENTS: Handlers = {
  'connectivity-lost': loseConnectivity,
  'market-farm-broken'({ seconds, lines }, { world, hub }) {
    world.conditions.marketFarm.begin();
    hub.announce(2103, MARKET_FARM.broken);
    world.timers.after(seconds * 1000, () => {
      if (lines === 'dead') for (const session of hub.sessions()) session.lines.forgetAll();
      if (world.conditions.marketFarm.end()) hub.announce(2104, MARKET_FARM.ok);
    });
  },
  'history-farm-broken'({ seconds }, { world, hub }) {
    world.conditions.historyFarm.begin();
    hub.announce(2105, HISTORY_FARM.broken);
    world.timers.after(seconds * 1000, () => {
      if (world.conditions.historyFarm.end()) hub.announce(2106, HISTORY_FARM.ok);
    });
  },
  'socket-drop'({ client }, { hub }) {
    for (const connection of hub.connections(client === -1 ? null : client)) connection.drop();
  },
  'peer-silent'({ seconds, reads, client }, { hub }) {
    for (const connection of hub.connections(client === -1 ? null : client)) {
      connection.silence(seconds * 1000, reads === 'yes');
    }
  },
  'port-moved'({ to }, { hub, onPortMoved }) {
    const text = `TWS socket port has been reset and this connection is being dropped. Please reconnect on the new port - ${to}`;
    hub.announce(1300, text);
    hub.endAll();
    onPortMoved(to);
  },
  restart({ seconds, rollBack }, { world, hub }) {
    world.conditions.away.begin();
    hub.endAll();
    if (rollBack > 0) world.orders.rollBack(rollBack);
    world.timers.after(seconds * 1000, () => world.conditions.away.end());
  },
  'next-id-rolled-back'({ by }, { world }) {
    world.conditions.welcomeBack = by;
  },
  'clock-jump'({ seconds }, { world }) {
    world.conditions.clockOffsetMs += seconds * 1000;
  },
  'correct-execution'({ ticker, what, by }, { world }) {
    world.interventions.correct({ symbol: ticker, what, by });
  },
  'bust-execution'({ ticker }, { world }) {
    world.interventions.correct({ symbol: ticker, what: 'bust', by: 0 });
  },
  'manual-order'({ ticker, side, shares, limit }, { world }) {
    const request = plainRequest(side, shares, limit, world.account);
    world.interventions.type(labelOf(anyName(ticker, world)), request, world.clock.now(), false);
  },
  'manual-trade'({ ticker, side, shares }, { world }) {
    const request = plainRequest(side, shares, 0, world.account);
    world.interventions.type(labelOf(anyName(ticker, world)), request, world.clock.now(), true);
  },
  'foreign-order'({ ticker, side, shares, limit, client }, { world }) {
    const request = plainRequest(side, shares, limit, world.account);
    const label = labelOf(anyName(ticker, world));
    world.exchange.place(client, world.orders.nextOrderId(client), label, request, world.clock.now());
  },
  split({ ticker, ratio }, machine) {
    const conId = conIdOf(ticker, machine.world);
    const held = machine.world.ledger.sharesOf(conId);
    machine.world.ledger.adjust('split', conId, Math.round(held * ratio) - held);
    machine.hub.accountChanged();
  },
  transfer({ ticker, shares }, machine) {
    machine.world.ledger.adjust('transfer', conIdOf(ticker, machine.world), shares);
    machine.hub.accountChanged();
  },
  'fractional-position'({ ticker, shares }, machine) {
    machine.world.ledger.adjust('transfer', conIdOf(ticker, machine.world), shares);
    machine.hub.accountChanged();
  },
  dividend({ ticker, perShare }, { world, hub }) {
    const conId = conIdOf(ticker, world);
    world.ledger.pay(conId, Number((world.ledger.sharesOf(conId) * perShare).toFixed(2)));
    hub.accountChanged();
  },
  halt({ ticker, seconds }, { world, hub }) {
    const conId = conIdOf(ticker, world);
    const halt = world.conditions.haltOf(conId);
    halt.begin();
    for (const session of hub.sessions()) session.lines.tellHalt(conId, true);
    world.timers.after(seconds * 1000, () => {
      if (halt.end()) for (const session of hub.sessions()) session.lines.tellHalt(conId, false);
    });
  },
  'competing-session'({ seconds }, { world, hub }) {
    world.conditions.competing.begin();
    for (const session of hub.sessions()) session.lines.loseToCompetitor();
    world.timers.after(seconds * 1000, () => world.conditions.competing.end());
  },
};

/** Orders and cancels that came meanwhile go to IB when it is back; whatever happened there is told then, or not at all. */
function loseConnectivity(
  { seconds, data, reports }: FaultOf<'connectivity-lost'>,
  { world, hub }: Machine,
): void {
  const { conditions, timers } = world;
  conditions.cut.begin();
  hub.announce(1100, LOST);
  timers.after(seconds * 1000, () => {
    if (data === 'lost') for (const session of hub.sessions()) session.loseData();
    if (!conditions.cut.end()) return;
    if (data === 'lost') {
      hub.announce(1101, 'Connectivity between IBKR and TWS has been restored- data lost.');
    } else {
      hub.announce(1102, 'Connectivity between IBKR and TWS has been restored- data maintained.');
    }
    hub.letHeldGo(reports === 'held');
    const { waiting } = conditions;
    conditions.waiting = [];
    for (const goOn of waiting) goOn();
  });
}

/** The named one; else one that is held, as the moment has it; else any. */
function anyName(ticker: string, world: World): number {
  const named = indexOfSymbol(ticker);
  if (named !== null) return named;
  const held = world.ledger.holdings().filter(({ shares }) => shares !== 0);
  const lot = hash(world.options.seed, Math.floor(world.clock.now() / 1000), held.length);
  const conId = held[lot % Math.max(1, held.length)]?.conId;
  const name = NAMES.findIndex((each) => each.conId === conId);
  return name === -1 ? lot % NAMES.length : name;
}

function conIdOf(ticker: string, world: World): number {
  return nameAt(anyName(ticker, world)).conId;
}
