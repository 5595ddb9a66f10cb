import { describe, expect, test } from 'vitest';
import { chargeOf, executionFees, orderCommission } from '#practice/exchange/commission.ts';

describe("IBKR's tiered commission of an order", () => {
  test.each([
    ['the minimum', 50, 50 * 100, 0.35],
    ['at the minimum', 100, 100 * 20, 0.35],
    ['by the share', 1000, 1000 * 50, 3.5],
    ['at most one percent of the value', 10, 10 * 2, 0.2],
    ['nothing traded, nothing charged', 0, 0, 0],
  ])('%s', (_, shares, value, commission) => {
    expect(orderCommission(shares, value)).toBeCloseTo(commission, 10);
  });
});

describe('third parties', () => {
  test('taking costs, adding pays', () => {
    expect(executionFees('BOT', 100, 50, 2)).toBeCloseTo(0.32, 10);
    expect(executionFees('BOT', 100, 50, 1)).toBeCloseTo(-0.18, 10);
  });

  test('sales bear the SEC and FINRA fees', () => {
    const extra = executionFees('SLD', 100, 50, 2) - executionFees('BOT', 100, 50, 2);
    expect(extra).toBeCloseTo(5000 * 0.0000278 + 100 * 0.000166, 10);
  });

  test("FINRA's fee has a cap", () => {
    const extra = executionFees('SLD', 1_000_000, 1, 1) - executionFees('BOT', 1_000_000, 1, 1);
    expect(extra).toBeCloseTo(27.8 + 8.3, 6);
  });
});

test('partial fills together cost what one fill would', () => {
  const whole = chargeOf({ shares: 0, value: 0 }, 'BOT', 300, 40, 2);
  let shares = 0;
  let sum = 0;
  for (const part of [20, 80, 150, 50]) {
    const charge = chargeOf({ shares, value: shares * 40 }, 'BOT', part, 40, 2);
    expect(charge).toBeGreaterThanOrEqual(0);
    sum += charge;
    shares += part;
  }
  expect(sum).toBeCloseTo(whole, 5);
});
