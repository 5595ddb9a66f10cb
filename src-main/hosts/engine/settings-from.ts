import { parseStrategy } from '#app/settings.ts';
import { InputError, requireDistinct } from '#engine/math/input-error.ts';
import type { EngineSettings } from '#engine/settings.ts';

/**
 * The settings of a step: a strategy file's JSON (told by its `version`), or the engine's own settings, in fractions, where
 * what is left out stands at the strategy file's default.
 */
export function settingsFrom(given: Readonly<Record<string, unknown>>): EngineSettings {
  if ('version' in given) return strategy(given);
  const universe = given['universe'];
  if (!Array.isArray(universe) || !universe.every((name) => typeof name === 'string')) {
    throw new InputError('settings.universe', null, 'must be a list of symbols');
  }
  requireDistinct('settings.universe', universe);
  const defaults = strategy({ version: 1, name: 'filter', universe: ['X'] });
  return filled(defaults, given, 'settings') as EngineSettings;
}

function strategy(file: Readonly<Record<string, unknown>>): EngineSettings {
  const { settings, error } = parseStrategy(JSON.stringify(file));
  if (settings === null) throw new InputError('settings', null, error);
  return settings;
}

/** `given` over `model`, key by key; throws where a key is unknown or its value of another kind. */
function filled(model: unknown, given: unknown, place: string): unknown {
  if (!isObject(model)) return sameKind(model, given, place);
  if (!isObject(given)) throw new InputError(place, null, 'must be an object');
  const stranger = Object.keys(given).find((key) => !(key in model));
  if (stranger !== undefined) throw new InputError(`${place}.${stranger}`, null, 'is not a setting');
  return Object.fromEntries(
    Object.entries(model).map(([key, own]) => [
      key,
      key in given ? filled(own, given[key], `${place}.${key}`) : own,
    ]),
  );
}

function sameKind(model: unknown, given: unknown, place: string): unknown {
  if (model === null) return absentOr(given, place);
  const kind = Array.isArray(model) ? 'list' : typeof model;
  const fits =
    kind === 'list'
      ? Array.isArray(given) && given.every((entry) => typeof entry === 'string')
      : typeof given === kind && (kind !== 'number' || Number.isFinite(given));
  if (!fits) throw new InputError(place, null, `must be a ${kind}`);
  return given;
}

/** What may be absent is a number where it is given, or the hedge with its ticker. */
function absentOr(given: unknown, place: string): unknown {
  const hedge = place === 'settings.hedge';
  const fits = hedge ? isObject(given) && typeof given['ticker'] === 'string' : Number.isFinite(given);
  if (given === null || fits) return given;
  throw new InputError(place, null, hedge ? 'must be null or have a ticker' : 'must be null or a number');
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
