import type { Status } from '#shared/contract/rows.ts';
import type { Desk } from '../desk.ts';

export function statusOf(desk: Desk): Status {
  const { link, parts, store, settings, account, interval } = desk;
  const session = link.session;
  return {
    connection: link.status(),
    health: session?.health() ?? null,
    account: desk.connected?.account ?? null,
    accountKind: desk.kind,
    serverOffsetMs: session === null ? null : session.now() - parts.clock.now(),
    deskTime: parts.clock.now(),
    dataAt: desk.market.dataAt,
    dataKind: commonKind(desk),
    mode: desk.mode,
    halted: desk.halted,
    nav: account?.nav ?? null,
    cash: account?.cash ?? null,
    interval: {
      seq: interval.seq,
      everyMs: desk.intervalMs,
      lastAt: interval.lastAt,
      nextAt: interval.nextAt,
      summary: interval.summary(),
    },
    strategy: {
      name: settings?.name ?? '',
      file: parts.strategy.path,
      error: desk.strategyError,
      autoCuts: settings?.execution.autoCuts ?? false,
    },
    store: { file: store?.file ?? null, error: desk.storeError },
    notices: [...desk.notices.list()],
  };
}

/** The kind of data that most names have. */
function commonKind({ market }: Desk): Status['dataKind'] {
  const counts = new Map<NonNullable<Status['dataKind']>, number>();
  for (const { kind } of market.quotes.values()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return most?.[0] ?? null;
}
