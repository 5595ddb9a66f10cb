import { expect, test } from 'vitest';
import { sayCode, sayStatus } from '#broker/ibkr/order-report.ts';

test.each([
  ['ApiPending', '', '', { says: 'acknowledged' }],
  ['PendingSubmit', '', '', { says: 'acknowledged' }],
  ['PreSubmitted', '', '', { says: 'acknowledged' }],
  ['PreSubmitted', 'locate', '', { says: 'held', why: 'IBKR is locating shares to borrow.' }],
  ['Submitted', '', 'old warning', { says: 'working' }],
  ['Submitted', 'trigger', '', { says: 'held', why: 'IBKR holds the order: trigger' }],
  ['PendingCancel', '', '', { says: 'cancelling' }],
  ['Cancelled', '', 'by hand', { says: 'cancelled', why: 'by hand' }],
  ['Cancelled', '', '', { says: 'cancelled', why: 'IBKR cancelled the order.' }],
  ['ApiCancelled', '', '', { says: 'cancelled', why: 'IBKR cancelled the order.' }],
  ['Filled', '', '', { says: 'filled' }],
  ['Inactive', '', 'margin', { says: 'inactive', why: 'margin' }],
  ['Inactive', '', '', { says: 'inactive', why: 'IBKR shows the order as inactive.' }],
  ['Inactive', 'locate', '', { says: 'inactive', why: 'IBKR is locating shares to borrow.' }],
  [
    'Dreaming',
    '',
    '',
    {
      says: 'odd',
      code: 0,
      why: 'IBKR gives the order the status "Dreaming", which this build does not know.',
    },
  ],
])('status %s, held "%s", reason "%s"', (status, whyHeld, reason, says) => {
  expect(sayStatus(status, whyHeld, reason)).toEqual(says);
});

test.each([
  [399, false, 'warned'],
  [404, true, 'held'],
  [202, true, 'cancelled'],
  [201, false, 'rejected'],
  [201, true, 'rejected'],
  [110, false, 'rejected'],
  [110, true, 'odd'],
  [321, true, 'odd'],
  [109, false, 'inactive'],
  [10148, true, 'cancel-refused'],
  [103, false, 'odd'],
  [98_765, false, 'odd'],
])('code %i on an order, acknowledged %s: %s', (code, acknowledged, says) => {
  const said = sayCode(code, 'what TWS wrote', acknowledged);
  expect(said).toMatchObject({ says, why: expect.stringContaining('what TWS wrote') as string });
});
