import type { Desk } from './desk.ts';
import { readDeskSettings } from './desk-settings.ts';
import { cappedAs } from './safety/first-day.ts';
import { parseStrategy } from './settings.ts';

/** Nothing is sent under limits that cannot be read. Returns what is wrong with the file; null = nothing. */
export function loadDeskSettings(desk: Desk): string | null {
  const { settings, error } = readDeskSettings(desk.record.reading('desk', desk.parts.deskSettings));
  if (settings !== null) {
    desk.deskSettings = settings;
    holdCap(desk);
    adopted(desk, 'desk');
  }
  desk.deskSettingsError = error;
  if (error !== null) desk.notices.add('error', error, desk.now());
  desk.tell('status');
  return error;
}

/** What the first live day's cap has refused today does not go by a wider cap today. */
export function holdCap(desk: Desk): void {
  const safety = cappedAs(desk.limits.hits(), desk.deskSettings.safety);
  if (safety === desk.deskSettings.safety) return;
  const text = 'The cap of the first live day refused an order today and is not made wider before tomorrow.';
  desk.notices.add('warning', text, desk.now());
  desk.deskSettings = { ...desk.deskSettings, safety };
}

/** Keeps the last good strategy when the file is broken. What the strategy before it has proposed is withdrawn. */
export function loadStrategy(desk: Desk): string | null {
  const { error, settings } = readStrategy(desk);
  desk.strategyError = error;
  if (settings !== null) {
    desk.settings = settings;
    adopted(desk, 'strategy');
    desk.guarded(() => desk.interval.withdrawOutdated());
    const session = desk.link.session;
    if (session?.state === 'reconciled') desk.intake.reloadMarket();
  } else if (error !== null) {
    desk.notices.add('error', `Strategy file ${desk.parts.strategy.path}: ${error}`, desk.now());
  }
  desk.tell('status');
  return error;
}

function adopted(desk: Desk, name: 'strategy' | 'desk'): void {
  desk.record.adopt(name);
  desk.guarded(() => desk.record.writeTo(desk.store, desk.now()));
}

/** One that makes a limit wider which refused something today is not taken up. */
function readStrategy({ record, parts, limits }: Desk): ReturnType<typeof parseStrategy> {
  try {
    const parsed = parseStrategy(record.reading('strategy', parts.strategy).read());
    const refused = parsed.settings === null ? null : limits.refuses(parsed.settings);
    return refused === null ? parsed : { settings: null, error: refused };
  } catch (error) {
    return { settings: null, error: error instanceof Error ? error.message : String(error) };
  }
}
