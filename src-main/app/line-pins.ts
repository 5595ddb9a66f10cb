import type { Ticker } from '#shared/ids.ts';
import type { DeskListener } from './desk-parts.ts';
import type { Desk } from './desk.ts';
import type { BrokerSession } from './ports.ts';

/**
 * Tells the session which names must have live quotes whatever others wait for a line: what works at the broker first, then what is proposed,
 * what is held, and what everything is measured against.
 */
export function linePins(desk: Desk): DeskListener {
  let session: BrokerSession | null = null;
  let told = '';
  const pin = (): void => {
    const names = pinnedNames(desk);
    const said = names.join(' ');
    if (desk.link.session === session && said === told) return;
    session = desk.link.session;
    told = said;
    session?.pin(names);
  };
  return { status: () => {}, drift: () => {}, proposals: pin, orders: pin, fill: pin };
}

/** The most important first, each once. */
export function pinnedNames({ ledger, decision, positions, settings }: Desk): readonly Ticker[] {
  const hedge = settings?.hedge?.ticker;
  return [
    ...new Set([
      ...(ledger?.workingByTicker().keys() ?? []),
      ...(decision?.proposal?.trades.map(({ ticker }) => ticker) ?? []),
      ...positions.keys(),
      ...(settings === null ? [] : [settings.benchmark]),
      ...(hedge === undefined ? [] : [hedge]),
    ]),
  ];
}
