import { expect, test } from 'vitest';
import { Notices } from '#app/notices.ts';
import { epochMs } from '#shared/units.ts';

test('newest first, bursts said once, never more than two hundred', () => {
  const notices = new Notices();
  notices.add('info', 'a', epochMs(0));
  notices.add('info', 'a', epochMs(1_000));
  notices.add('info', 'a', epochMs(61_000));
  expect(notices.list().map(({ at }) => at)).toEqual([61_000, 0]);
  for (let n = 0; n < 300; n += 1) notices.add('warning', `w${n}`, epochMs(100_000));
  expect(notices.list()).toHaveLength(200);
  expect(notices.list()[0]?.text).toBe('w299');
});
