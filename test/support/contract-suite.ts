import { expect } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { type Handlers, type RequestName, requests } from '#shared/contract/contract.ts';
import { type ContractServer, createServer } from '#shared/contract/server.ts';
import { type ClientPipe, ContractError } from '#shared/contract/wire.ts';
import { money, shares } from '#shared/units.ts';
import { fillRow } from './fill-row.ts';

// What every host must let through, whatever its pipe is made of.

/** Answers two requests, refuses the rest. `asked` keeps who asked. */
export function suiteServer(readOnly = false): { server: ContractServer; asked: string[] } {
  const asked: string[] = [];
  const handlers = {
    ...(Object.fromEntries(Object.keys(requests).map((name) => [name, refuse])) as unknown as Handlers),
    'strategy.get': () => ({ file: '/a/strategy.json', text: 'größer ≤ 1', error: null }),
    'order.cancel-all': (_input, { who }) => {
      asked.push(who);
      return { orders: 3 };
    },
  } satisfies Handlers;
  const server = createServer(handlers, {
    readOnly,
    onCommand: (name: RequestName) => void asked.push(name),
  });
  return { server, asked };
}

const refuse = (): never => {
  throw new ContractError('refused', 'not in this test');
};

/** `connect` opens a client pipe to `server` through the host under test; `who` is what that host calls its clients. */
export async function runContractSuite(
  { server, asked }: ReturnType<typeof suiteServer>,
  connect: () => Promise<ClientPipe>,
  who: string,
): Promise<void> {
  const pipe = await connect();
  const client = createClient(pipe);

  expect(await client.request('strategy.get', {})).toEqual({
    file: '/a/strategy.json',
    text: 'größer ≤ 1',
    error: null,
  });
  expect(await client.request('order.cancel-all', {})).toEqual({ orders: 3 });
  expect(asked).toEqual(['order.cancel-all', who]);
  await expect(client.request('status.get', {})).rejects.toMatchObject({
    code: 'refused',
    message: 'not in this test',
  });
  await expect(client.request('trading.halt', { reason: '  ' })).rejects.toMatchObject({ code: 'bad-input' });

  const gaps: string[] = [];
  client.onGap(() => gaps.push('gap'));
  const heard = new Promise((resolve) => client.on('fill.changed', resolve));
  server.publish('fill.changed', {
    rows: [fillRow({ shares: shares(7), value: money(70) })],
    removed: ['x'],
  });
  expect(await heard).toMatchObject({ rows: [{ shares: 7, value: 70 }], removed: ['x'] });
  expect(gaps).toEqual([]);
}
