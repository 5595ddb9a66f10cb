import type { LimitRow, LimitsRow } from '#shared/contract/limit-row.ts';
import { epochMs } from '#shared/units.ts';

export const sampleLimit = (over: Partial<LimitRow> = {}): LimitRow => ({
  id: 'gross',
  name: 'Gross after all open orders',
  key: 'limits.grossPercent',
  unit: 'fraction',
  value: 0.92,
  at: '',
  soft: 1.05,
  hard: 1.25,
  used: 0.736,
  state: 'ok',
  hit: null,
  waits: null,
  ...over,
});

export const sampleLimits = (): LimitsRow => ({
  limits: [
    sampleLimit({
      ...{ id: 'order-value', name: 'Order value', key: 'limits.maxOrderMoney', unit: 'money' },
      ...{ value: null, soft: null, hard: 100_000, used: null, state: 'order' },
      hit: {
        count: 3,
        firstAt: epochMs(1_772_553_600_000),
        lastAt: epochMs(1_772_553_900_000),
        words: 'ALFA: the order is worth 120000 (limit 100000)',
      },
    }),
    sampleLimit({ id: 'sector', name: 'One sector', at: 'Tech', value: 0.27, used: 0.86, state: 'near' }),
    sampleLimit(),
    sampleLimit({ id: 'beta', name: 'Beta', unit: 'beta', value: 1.7, soft: 1.5, hard: 2, state: 'soft' }),
    sampleLimit({ id: 'order-efficiency', unit: 'ratio', value: 21, soft: 10, hard: 20, state: 'hard' }),
    sampleLimit({ id: 'day-loss', value: null, used: null, state: 'order' }),
    sampleLimit({ id: 'drawdown', value: 0.01, soft: null, hard: null, used: null, state: 'off' }),
  ],
});
