import { expect, test } from 'vitest';
import { places } from '#app/limits/places.ts';
import { allRules } from '#engine/execution/limits/rules.ts';
import type { LimitContext } from '#engine/execution/limits/context.ts';
import type { EngineSettings } from '#engine/settings.ts';
import type { LimitId } from '#shared/domain/limit.ts';
import { ticker } from '#shared/ids.ts';
import { epochMs } from '#shared/units.ts';
import {
  buys,
  limitContext,
  limitsAt,
  onDay,
  quietDay,
  sells,
  withState,
} from '#test/support/limit-cases.ts';
import { golf } from '#test/support/work-builders.ts';

/** Which settings were read, by their paths. */
function watched<T extends object>(whole: T, read: Set<string>, path = ''): T {
  return new Proxy(whole, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (typeof key !== 'string' || !Object.hasOwn(target, key)) return value;
      const own = path === '' ? key : `${path}.${key}`;
      if (typeof value === 'object' && value !== null) return watched(value, read, own);
      read.add(own);
      return value;
    },
  });
}

const shorting: EngineSettings['rotation'] = { ...limitContext.settings.rotation, longShort: true };
const hedge = { ticker: golf };
const evening = epochMs(limitsAt + 4.9 * 3_600_000);
const where: readonly LimitContext[] = [
  limitContext,
  onDay({ submits: 500, cancels: 100 }),
  withState({ positions: {} }),
  { ...limitContext, at: evening },
  ...[{ rotation: shorting }, { hedge }, { rotation: shorting, hedge }].map((change) => ({
    ...withState({ day: { ...quietDay, submits: 500 } }),
    settings: { ...limitContext.settings, ...change },
  })),
];
const intents = [
  buys(),
  sells(),
  sells(9_000),
  buys(100, { style: { type: 'MKT' } } as never),
  buys(100, { style: { type: 'MOC' } } as never),
];

/** What only makes the order itself another one, and what is read on the way: in beta the hedge counts like any name. */
const ofEveryOrder = ['execution.collar'];
const besides: Readonly<Partial<Record<LimitId, readonly string[]>>> = { beta: ['hedge', 'hedge.ticker'] };

function readBy(use: (settings: EngineSettings) => unknown, settings: LimitContext['settings']): Set<string> {
  const read = new Set<string>();
  use(watched(settings as EngineSettings, read));
  return read;
}

test.each(allRules)('$id hangs on no setting that is not held', ({ id, check }) => {
  for (const context of where)
    for (const intent of intents) {
      const read = readBy((settings) => check(intent, { ...context, settings }, []), context.settings);
      const held = readBy(
        (settings) =>
          places[id].flatMap((place) =>
            (place.each?.(settings, { ticker: intent.ticker, venue: 'NYSE' }) ?? ['']).map((of) =>
              place.get(settings, of),
            ),
          ),
        context.settings,
      );
      const known = [...held, ...ofEveryOrder, ...(besides[id] ?? [])];
      expect([...read].filter((path) => !known.includes(path))).toEqual([]);
    }
});

test('a name that no list holds is not on it', () => {
  const [list] = places.restricted;
  const free = limitContext.settings as EngineSettings;
  expect(list?.get(free, 'ZZZ')).toBe(0);
  expect(list?.set(free, 1, 'ZZZ').restricted).toContain(ticker('ZZZ'));
});
