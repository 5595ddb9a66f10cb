import { expect, test } from 'vitest';
import { checkOf } from '#engine/execution/limits/check.ts';
import { gross } from '#engine/execution/limits/exposure.ts';
import { restricted } from '#engine/execution/limits/restricted.ts';
import { buys, limitContext, sells, withHard } from '#test/support/limit-cases.ts';

test('what broke is kept in full, what passed by its numbers, with the inputs', () => {
  const where = withHard('gross', 0.001);
  const findings = [gross, restricted].map((rule) => rule.check(buys(), where, []));
  const check = checkOf('send', buys(), findings, where);
  expect(check).toMatchObject({
    ...{ stage: 'send', orderId: buys().orderId, ticker: 'ALFA', side: 'BUY', shares: 100 },
    broken: [{ rule: 'gross', passed: false, limit: 0.001 }],
    passed: [['restricted', 0, 0]],
    inputs: { nav: 1_000_000, held: 0, cash: 400_000 },
  });
  expect(checkOf('approval', buys(), [], where).orderId).toBeNull();
});

test('a reduction over a limit is told although it passes', () => {
  const where = withHard('gross', 0.0001);
  const finding = gross.check(sells(400), where, []);
  expect(finding.refusal).toBeNull();
  expect(checkOf('send', sells(400), [finding], where).broken).toMatchObject([
    { passed: true, exempt: true },
  ]);
  expect(checkOf('send', sells(400), [gross.check(sells(400), limitContext, [])], where).broken).toEqual([]);
});
