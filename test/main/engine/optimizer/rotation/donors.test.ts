import { describe, expect, test } from 'vitest';
import { longOnlyBook } from '#engine/optimizer/rotation/book-of.ts';
import { openBook, setWeight } from '#engine/optimizer/rotation/book.ts';
import { cash, cashWeight, queueDonors } from '#engine/optimizer/rotation/donors.ts';
import { defaultRotationSettings } from '#engine/optimizer/rotation-settings.ts';
import { rotationBook } from '#test/support/rotation-book.ts';
import type { NameRow } from '#test/support/rotation-book.ts';

const settings = { ...defaultRotationSettings, kSell: 30, zKeep: 1 };
const open = (rows: readonly NameRow[]) => openBook(longOnlyBook(rotationBook(rows)));
const nobody = 99;

describe('queueDonors', () => {
  test('lowest z first, cash among them at zero and before its equals', () => {
    const sink = 4;
    const book = open([
      { z: 0, w: 0.1 },
      { z: -1, w: 0.1 },
      { z: null, w: 0.1 },
      { z: 0.5, w: 0.1 },
      { z: 9 },
    ]);
    const donors = queueDonors(book, settings);
    const order = Array.from({ length: 6 }, () => {
      const donor = donors.worst(sink);
      if (donor === null) return null;
      const given = donor === cash ? cashWeight(book, settings) : (book.wTar[donor] ?? 0);
      if (donor !== cash) setWeight(book, donor, 0);
      setWeight(book, sink, (book.wTar[sink] ?? 0) + given);
      return donor;
    });
    expect(order).toEqual([2, 1, cash, 0, 3, null]);
  });

  test('the receiver is passed over without being lost', () => {
    const donors = queueDonors(
      open([
        { z: -2, w: 0.5 },
        { z: -1, w: 0.5 },
      ]),
      settings,
    );
    expect([donors.worst(0), donors.worst(0), donors.worst(1), donors.worst(nobody)]).toEqual([1, 1, 0, 0]);
  });

  test('the receiver alone is nobody', () => {
    const donors = queueDonors(open([{ z: -2, w: 1 }]), settings);
    expect([donors.worst(0), donors.worst(nobody)]).toEqual([null, 0]);
  });

  test('whoever has received gives nothing any more', () => {
    const book = open([
      { z: -2, w: 0.5 },
      { z: -1, w: 0.5 },
    ]);
    const donors = queueDonors(book, settings);
    book.received[0] = 0.01;
    expect(donors.worst(nobody)).toBe(1);
  });

  test('kept, frozen, cut and absent names are none', () => {
    const book = open([{ z: 1, w: 0.25 }, { z: -1, w: 0.25, frozen: true }, { z: -1, w: 0.5 }, { z: -1 }]);
    book.cut[2] = 1;
    expect(queueDonors(book, settings).worst(nobody)).toBeNull();
  });

  test('a good z does not protect a rank beyond kSell', () => {
    expect(queueDonors(open([{ z: 3 }, { z: 2, w: 1 }]), { ...settings, kSell: 1 }).worst(nobody)).toBe(1);
  });
});

test('cash is what gross and net leave, never negative', () => {
  const book = open([{ w: 0.5 }]);
  expect(cashWeight(book, { gross: 1, netMax: 0.75 })).toBe(0.25);
  expect(cashWeight(book, { gross: 0.25, netMax: 1 })).toBe(0);
});
