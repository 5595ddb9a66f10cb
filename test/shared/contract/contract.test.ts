import { describe, expect, test } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { type EventName, type Handlers, events, requests } from '#shared/contract/contract.ts';
import { createServer } from '#shared/contract/server.ts';
import { ContractError, type ServerMessage, errorCodes } from '#shared/contract/wire.ts';
import { pipePair } from '#test/support/pipe-pair.ts';
import { sampleKill, sampleSafety } from '#test/support/sample-safety.ts';
import {
  sampleBook,
  sampleDrift,
  sampleFill,
  sampleOrder,
  sampleProposal,
  sampleStatus,
} from '#test/support/sample-rows.ts';
import { sampleLimits } from '#test/support/sample-limits.ts';
import { sampleWork } from '#test/support/sample-work.ts';
import { sampleForeign, sampleReconcile } from '#test/support/sample-reconcile.ts';
import {
  requestNames,
  requestSamples as samples,
  sampleTarget as target,
} from '#test/support/request-samples.ts';

const eventSamples: { readonly [N in EventName]: unknown } = {
  'status.changed': sampleStatus({ account: null, nav: null }),
  'drift.changed': { rows: [sampleDrift()], removed: ['IBM'] },
  'proposal.changed': { rows: [sampleProposal({ status: 'superseded' })], removed: [] },
  'blotter.changed': { rows: [sampleOrder({ state: 'never-sent' })], removed: [] },
  'work.changed': { rows: [sampleWork({ stage: 'waiting' })], removed: ['p-1-1'] },
  'book.changed': sampleBook(),
  'reconcile.changed': sampleReconcile({ items: [], foreign: [sampleForeign({ side: null, limit: null })] }),
  'fill.changed': { rows: [sampleFill({ commission: null })], removed: [] },
  'limits.changed': sampleLimits(),
  'safety.changed': sampleSafety({ state: 'halted', kill: sampleKill(), day: null }),
};

const approval = { proposalId: 'p-1', revision: 1, legs: null, sizes: [] };
const size = { leg: 0, sellShares: 0, buyShares: 1 };

const eventNames = Object.keys(events) as EventName[];

function joined(over: Partial<Handlers> = {}, options: Parameters<typeof createServer>[1] = {}) {
  const handlers = Object.fromEntries(requestNames.map((name) => [name, () => samples[name][1]]));
  const server = createServer({ ...handlers, ...over } as Handlers, options);
  const pair = pipePair();
  const raw: ServerMessage[] = [];
  pair.client.onMessage((message) => raw.push(message as ServerMessage));
  server.connect(pair.server, { who: 'browser' });
  return { server, pair, raw, client: createClient(pair.client) };
}

const arrived = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('every message goes through JSON unchanged', () => {
  test.each(requestNames)('%s', async (name) => {
    const [input, output] = samples[name];
    const seen: unknown[] = [];
    const { client } = joined({
      [name]: (parsed: unknown) => {
        seen.push(parsed);
        return output;
      },
    });
    await expect(client.request(name, input as never)).resolves.toEqual(output);
    expect(seen).toEqual([input]);
  });

  test.each(eventNames)('%s', async (name) => {
    const { client, server } = joined();
    const seen: unknown[] = [];
    client.on(name, (payload) => seen.push(payload));
    server.publish(name, eventSamples[name] as never);
    await arrived();
    expect(seen).toEqual([eventSamples[name]]);
  });
});

describe('a request', () => {
  test('tells the handler who asks', async () => {
    const callers: string[] = [];
    const { client } = joined({
      'order.cancel-all': (_input, { who }) => {
        callers.push(who);
        return { orders: 0 };
      },
    });
    await client.request('order.cancel-all', {});
    expect(callers).toEqual(['browser']);
  });

  test('that is refused brings code and words', async () => {
    const { client } = joined({
      'proposal.approve': () => {
        throw new ContractError('halted', 'trading is halted: news');
      },
    });
    await expect(
      client.request('proposal.approve', { proposalId: 'p-1', revision: 1, legs: null, sizes: [] }),
    ).rejects.toMatchObject({ name: 'ContractError', code: 'halted', message: 'trading is halted: news' });
  });

  test.each([
    ['no words', 'trading.halt', { reason: '   ' }, 'reason'],
    ['no legs', 'proposal.approve', { ...approval, legs: [] }, 'legs'],
    ['half a leg', 'proposal.approve', { ...approval, legs: [0.5] }, 'legs.0'],
    ['no word on sizes', 'proposal.approve', { ...approval, sizes: undefined }, 'sizes'],
    [
      'half a share',
      'proposal.approve',
      { ...approval, sizes: [{ ...size, buyShares: 0.5 }] },
      'sizes.0.buyShares',
    ],
    [
      'fewer than no shares',
      'proposal.preview',
      { ...approval, legs: [0], sizes: [size, { ...size, sellShares: -1 }] },
      'sizes.1.sellShares',
    ],
    ['a port beyond all', 'connection.connect', { ...target, port: 65_536 }, 'port'],
    ['an unknown mode', 'mode.set', { mode: 'casino' }, 'mode'],
  ] as const)('with %s never reaches its handler', async (_what, name, input, field) => {
    const { client } = joined({
      [name]: () => {
        throw new Error('reached');
      },
    });
    const answer = client.request(name, input as never);
    await expect(answer).rejects.toMatchObject({ code: 'bad-input' });
    await expect(answer).rejects.toThrow(`${name}: ${field}: `);
  });

  test.each(['order.explode', 'toString', '__proto__'])('called %s is unknown', async (name) => {
    const { client } = joined();
    await expect(client.request(name as never, {} as never)).rejects.toMatchObject({
      code: 'unknown-request',
    });
  });

  test('fails as internal where the handler broke, and the host hears of it', async () => {
    const heard: unknown[] = [];
    const fault = new Error('missing: the price of AAPL');
    const { client } = joined(
      {
        'interval.run': () => {
          throw fault;
        },
      },
      { onInternalError: (name, error) => heard.push([name, error]) },
    );
    await expect(client.request('interval.run', {})).rejects.toMatchObject({ code: 'internal' });
    expect(heard).toEqual([['interval.run', fault]]);
  });

  test('takes the code that the host knows for an error', async () => {
    const { client } = joined(
      {
        'drift.list': () => {
          throw new RangeError('disk full');
        },
      },
      { codeOf: (error) => (error instanceof RangeError ? 'store' : null) },
    );
    await expect(client.request('drift.list', {})).rejects.toMatchObject({
      code: 'store',
      message: 'disk full',
    });
  });

  test('that is answered with nonsense fails at the client', async () => {
    const { client } = joined({ 'order.cancel-all': () => ({ orders: 'three' }) as never });
    await expect(client.request('order.cancel-all', {})).rejects.toThrow('not as agreed');
  });

  test('fails as closed when the pipe goes, before and after', async () => {
    const { client, pair } = joined({ 'interval.run': () => new Promise(() => undefined) });
    const waiting = client.request('interval.run', {});
    await arrived();
    pair.close();
    await expect(waiting).rejects.toMatchObject({ code: 'closed' });
    await expect(client.request('interval.run', {})).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('commands', () => {
  const commands = requestNames.filter((name) => requests[name].kind === 'command');

  test('are those that change something', () =>
    expect(requestNames.filter((name) => !commands.includes(name))).toEqual([
      'status.get',
      'drift.list',
      'proposal.list',
      'proposal.preview',
      'blotter.list',
      'work.list',
      'book.get',
      'reconcile.get',
      'order.history',
      'foreign.history',
      'trade-log.list',
      'trade-log.export',
      'chart.get',
      'strategy.get',
      'limits.get',
      'safety.get',
      'kill.preview',
    ]));

  test.each(commands)(
    '%s is refused by a read-only desk and seen by the journal of another',
    async (name) => {
      const [input] = samples[name];
      await expect(joined({}, { readOnly: true }).client.request(name, input as never)).rejects.toMatchObject(
        {
          code: 'read-only',
        },
      );
      const seen: unknown[] = [];
      const { client } = joined({}, { onCommand: (...command) => seen.push(command) });
      await client.request(name, input as never);
      expect(seen).toEqual([[name, input, { who: 'browser' }]]);
    },
  );
});

describe('a budget', () => {
  test('of a client refuses its commands in words, one by one, and nobody else’s', async () => {
    const budget = () => {
      let left = 1;
      return () => {
        left -= 1;
        if (left < 0) throw new ContractError('refused', 'too many commands');
      };
    };
    const { client, server } = joined({}, { budget });
    await client.request('interval.run', {});
    await expect(client.request('interval.run', {})).rejects.toMatchObject({ code: 'refused' });
    await expect(client.request('strategy.get', {})).resolves.toEqual(samples['strategy.get'][1]);
    const second = pipePair();
    server.connect(second.server, { who: 'window' });
    await expect(createClient(second.client).request('interval.run', {})).resolves.toEqual({});
  });
});

describe('events', () => {
  test('are numbered from 1, and a missing one is noticed once', async () => {
    const { client, server, pair, raw } = joined();
    let gaps = 0;
    client.onGap(() => (gaps += 1));
    const publish = async (): Promise<void> => {
      server.publish('status.changed', sampleStatus());
      await arrived();
    };
    await publish();
    await publish();
    expect(gaps).toBe(0);
    pair.drop(1);
    await publish();
    await publish();
    await publish();
    expect(gaps).toBe(1);
    expect(raw.map((message) => (message.kind === 'event' ? message.seq : null))).toEqual([1, 2, 4, 5]);
  });

  test('go to all who are connected, and to nobody who has gone', async () => {
    const { client, server, pair } = joined();
    const heard: unknown[] = [];
    const stop = client.on('status.changed', () => heard.push('first'));
    const second = pipePair();
    server.connect(second.server, { who: 'window' });
    createClient(second.client).on('status.changed', () => heard.push('second'));
    server.publish('status.changed', sampleStatus());
    await arrived();
    expect(heard).toEqual(['first', 'second']);
    stop();
    second.close();
    server.publish('status.changed', sampleStatus());
    await arrived();
    expect(heard).toEqual(['first', 'second']);
    expect(server.clients).toBe(1);
    pair.close();
    expect(server.clients).toBe(0);
  });
});

test.each([null, 'hello', 17, {}, { kind: 'request', id: -1, name: 'status.get', input: {} }])(
  'a server lets %j pass without a word and goes on',
  async (message) => {
    const { client, pair, raw } = joined();
    pair.client.send(message as never);
    await arrived();
    expect(raw).toEqual([]);
    await expect(client.request('strategy.get', {})).resolves.toEqual(samples['strategy.get'][1]);
  },
);

test('every error code travels', async () => {
  for (const code of errorCodes) {
    const { client } = joined({
      'status.get': () => {
        throw new ContractError(code, `because ${code}`);
      },
    });
    await expect(client.request('status.get', {})).rejects.toMatchObject({
      code,
      message: `because ${code}`,
    });
  }
});
