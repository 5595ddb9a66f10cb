import type { ConId } from '#shared/ids.ts';
import type { Bar, BarSize } from '#shared/domain/market.ts';
import { epochMs, price } from '#shared/units.ts';
import type { EpochMs } from '#shared/units.ts';
import { ms, real } from './columns.ts';
import type { ReadableDb, WritableDb } from './open.ts';

interface BarRow {
  readonly at_ms: number;
  readonly open_price: number;
  readonly high_price: number;
  readonly low_price: number;
  readonly close_price: number;
  readonly volume_shares: number;
}

function toBar(row: BarRow): Bar {
  return {
    at: epochMs(row.at_ms),
    open: price(row.open_price),
    high: price(row.high_price),
    low: price(row.low_price),
    close: price(row.close_price),
    volume: row.volume_shares,
  };
}

const barsSql = `
  SELECT at_ms, open_price, high_price, low_price, close_price, volume_shares
  FROM bars WHERE con_id = ? AND size = ? AND at_ms >= ? ORDER BY at_ms`;

/** Oldest first. */
export function barsSince(db: ReadableDb, conId: ConId, size: BarSize, since: EpochMs): readonly Bar[] {
  return db.prepare<[number, string, number], BarRow>(barsSql).all(conId, size, ms(since)).map(toBar);
}

/** A bar that is there already is replaced: the last one of a series is often unfinished when it first comes. */
export function saveBars(db: WritableDb, conId: ConId, size: BarSize, bars: readonly Bar[]): void {
  const save = db.prepare(`
    INSERT INTO bars (con_id, size, at_ms, open_price, high_price, low_price, close_price, volume_shares)
    VALUES (@conId, @size, @at, @open, @high, @low, @close, @volume)
    ON CONFLICT DO UPDATE SET open_price = excluded.open_price, high_price = excluded.high_price,
      low_price = excluded.low_price, close_price = excluded.close_price, volume_shares = excluded.volume_shares`);
  const all = db.transaction(() => {
    for (const bar of bars) {
      save.run({
        conId,
        size,
        at: ms(bar.at),
        open: real(bar.open, 'open'),
        high: real(bar.high, 'high'),
        low: real(bar.low, 'low'),
        close: real(bar.close, 'close'),
        volume: real(bar.volume, 'volume'),
      });
    }
  });
  all.immediate();
}
