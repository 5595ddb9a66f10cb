import { afterEach, expect, test } from 'vitest';
import { openDesk, type DeskSide } from '#test/support/desk-side.ts';
import { account, scriptedTws, type ScriptedTws } from '#test/support/scripted-tws.ts';
import * as frame from '#test/support/tws-frames.ts';
import type { ExecutionFields } from '#test/support/tws-frames.ts';

let tws: ScriptedTws | null = null;
let desk: DeskSide | null = null;

afterEach(async () => {
  desk?.session.close('end of test');
  await tws?.stop();
});

const exec: Omit<ExecutionFields, 'execId'> = {
  ...{ orderId: 12, clientId: 7, permId: 77, action: 'BUY', size: 100, status: 'Filled', account },
  ...{ orderRef: 'dd-day-3', conId: 265598, symbol: 'AAPL', shares: 40, price: '10.5' },
};

test('an execution that was taken back is listed with no shares in its last revision', async () => {
  const listed = [
    { ...exec, execId: '0000e0d5.6a1b2c3d.01.01' },
    { ...exec, execId: '0000e0d5.6a1b2c3d.01.02', shares: 0 },
    { ...exec, execId: '0000e0d5.6a1b2c3e.01.01' },
  ];
  tws = await scriptedTws({
    on: {
      7: (peer, fields) =>
        peer.send(
          ...listed.map((each) => frame.execution(Number(fields[2]), each)),
          frame.executionEnd(Number(fields[2])),
          frame.commission('0000e0d5.6a1b2c3e.01.01', '1.05', '1.7976931348623157E308'),
        ),
    },
  });
  desk = openDesk(tws.port);
  await desk.session.ready();
  const { fills } = await desk.session.book();
  expect(fills.map(({ execId, shares }) => [execId, shares])).toEqual(
    listed.map(({ execId, shares }) => [execId, shares]),
  );
  tws.peers[0]?.send(frame.execution(-1, { ...exec, execId: '0000e0d5.6a1b2c3e.01.02', shares: 0 }));
  const again = await desk.session.book();
  expect(again.fills).toHaveLength(3);
  expect(desk.session.state).toBe('synced');
});

const fill = (number: number): ExecutionFields => ({
  ...{ orderId: 3, clientId: 7, permId: 900_001, action: 'BUY', size: 100, status: 'Filled', account },
  ...{
    orderRef: 'dd-x-1',
    conId: 265598,
    symbol: 'AAPL',
    execId: `0001.${number}.01.01`,
    shares: 10,
    price: 50,
  },
});

test('those of a list come with the book and not one by one; those that happen meanwhile come both ways', async () => {
  tws = await scriptedTws({
    on: {
      7: (peer, fields) => {
        const id = Number(fields[2]);
        peer.send(frame.execution(id, fill(1)), frame.execution(-1, fill(2)), frame.execution(id, fill(3)));
        peer.send(frame.executionEnd(id), ...[1, 2, 3].map((n) => frame.commission(fill(n).execId, n, '')));
      },
    },
  });
  desk = openDesk(tws.port);
  await desk.session.ready();
  const { fills, commissions } = await desk.session.book();
  expect(fills.map(({ execId }) => execId)).toEqual([1, 2, 3].map((n) => fill(n).execId));
  expect(commissions.map(({ amount }) => amount)).toEqual([1, 2, 3]);
  expect(desk.all('fill').map((event) => event.fill.execId)).toEqual([fill(2).execId]);
  expect(desk.all('commission').map((event) => event.commission.execId)).toEqual([fill(2).execId]);
});

test('a commission that comes after the list is told by itself', async () => {
  tws = await scriptedTws({
    on: {
      7: (peer, fields) => {
        const id = Number(fields[2]);
        peer.send(frame.execution(id, fill(1)), frame.executionEnd(id));
      },
    },
  });
  desk = openDesk(tws.port, { commissionMs: 40 });
  await desk.session.ready();
  expect((await desk.session.book()).commissions).toEqual([]);
  tws.peers[0]?.send(frame.commission(fill(1).execId, 1.5, ''));
  expect((await desk.saw('commission')).commission.amount).toBe(1.5);
});
