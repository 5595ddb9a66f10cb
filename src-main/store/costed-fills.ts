import type { OwnFillCost } from '#app/ports.ts';
import type { Side } from '#shared/domain/order.ts';
import { ticker } from '#shared/ids.ts';
import { fraction, money, price, shares } from '#shared/units.ts';
import type { ReadableDb } from './open.ts';

interface CostRow {
  readonly ticker: string;
  readonly side: Side;
  readonly shares: number;
  readonly price: number;
  readonly mid: number;
  readonly commission: number;
  readonly predicted: number;
}

function toCost(row: CostRow): OwnFillCost {
  return {
    ticker: ticker(row.ticker),
    side: row.side,
    shares: shares(row.shares),
    price: price(row.price),
    arrivalMid: price(row.mid),
    commission: money(row.commission),
    predicted: fraction(row.predicted),
  };
}

/** Half a million dollars a day in orders of 5,000 fills this in a month; what is older says little about today's costs. */
const kept = 2000;

// A fill tells what it cost only with its commission, and is compared only where its proposal said what it expected.
const costedFillsSql = `
  SELECT f.ticker, f.side, f.shares, f.price, c.amount_money AS commission,
    coalesce(o.arrival_bid_price + o.arrival_ask_price, o.decision_bid_price + o.decision_ask_price) / 2 AS mid,
    json_extract(t.value, '$.predictedCost') AS predicted
  FROM fills f
  JOIN orders o ON o.order_id = f.order_id
  JOIN commissions c ON c.exec_id = f.exec_id
  JOIN proposals p ON p.proposal_id = o.proposal_id
  JOIN json_each(p.proposal_json, '$.trades') t ON json_extract(t.value, '$.ticker') = f.ticker
  WHERE json_extract(t.value, '$.predictedCost') IS NOT NULL AND f.price > 0 AND f.shares > 0
    AND NOT EXISTS (SELECT 1 FROM fills newer WHERE newer.fill_id = f.fill_id AND newer.revision > f.revision)
  ORDER BY f.at_ms DESC, f.fill_id DESC LIMIT ${kept}`;

/** The newest own fills whose cost is known and was predicted, oldest first. */
export function ownFillCosts(db: ReadableDb): readonly OwnFillCost[] {
  return db.prepare<[], CostRow>(costedFillsSql).all().map(toCost).reverse();
}
