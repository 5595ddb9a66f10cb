import { expect, test } from 'vitest';
import { ticker } from '#shared/ids.ts';
import { bookOf } from '#engine/book.ts';
import { fold, initialState } from '#engine/fold.ts';
import { measure, rotationInputOf } from '#engine/measure.ts';
import { rotate } from '#engine/optimizer/rotation.ts';
import { clock, loaded, midOf, positionOf, settings, universe } from '#test/support/engine-builders.ts';

const at = clock(11, 0);
const [alfa, brav] = [ticker('ALFA'), ticker('BRAV')];

test('what is held now, the limits at the targets, and shorts by name', () => {
  const { state } = fold(
    initialState(null),
    loaded(at, [positionOf(alfa, 1000), positionOf(brav, -100)]),
    at,
  );
  const picture = measure(state, settings, at);
  const targets = rotate(
    rotationInputOf(
      picture,
      Float64Array.from(universe, () => 0),
    ),
    settings.rotation,
  );
  const book = bookOf(picture, targets, [{ model: 'm', horizonMin: 390, weight: 1, unavailable: null }]);
  const [long, short] = [(1000 * midOf(alfa)) / 1_000_000, (100 * midOf(brav)) / 1_000_000];
  expect(book.gross).toBeCloseTo(long + short, 12);
  expect(book.net).toBeCloseTo(long - short, 12);
  expect(book).toMatchObject({ nav: 1_000_000, cash: 400_000, unmet: ['short:BRAV'], notes: [] });
  expect(book.models).toEqual([{ model: 'm', horizonMin: 390, weight: 1, unavailable: null }]);
  expect(book.limits.map(({ limit }) => limit)).toEqual(
    expect.arrayContaining(['gross', 'netMax', 'netMin', 'turnover', 'sector:Energy']),
  );
});
