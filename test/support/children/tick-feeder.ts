import { encodeFrame } from '#practice/protocol/framing.ts';
import { tickPrice, tickSize } from '#practice/protocol/market-answers.ts';
import { scriptedTws, type Peer } from '../scripted-tws.ts';
import type { ContractFields } from '../tws-frames.ts';

// A TWS in a process of its own that sends so many ticks as fast as the socket takes them, once every name is asked for. Its last tick is a
// last price of `end` in the first name.

const [names = '100', ticks = '1000000', end = '7777.77'] = process.argv.slice(2);
const stocks: ContractFields[] = Array.from({ length: Number(names) }, (_, index) => ({
  conId: 1_000 + index,
  symbol: `N${index}`,
  liquidHours: '20260727:0930-20260727:1600',
}));
const asked: number[] = [];
const tws = await scriptedTws({
  stocks,
  on: {
    1: (peer, fields) => {
      asked.push(Number(fields[2]));
      if (asked.length === stocks.length) feed(peer);
    },
  },
});
process.stdout.write(`${tws.port}\n`);

/** Prices as they move: bid and ask with their sizes, now and then a volume. */
function blockOf(count: number, from: number): Buffer {
  const frames = Array.from({ length: count }, (_, index) => {
    const k = from + index;
    const id = asked[k % asked.length] ?? 0;
    const price = 100 + (k % 997) / 100;
    if (k % 5 === 4) return encodeFrame(tickSize(id, 8, 1_000_000 + k));
    return encodeFrame(tickPrice(id, k % 2 === 0 ? 1 : 2, Number(price.toFixed(2)), 100 + (k % 50)));
  });
  return Buffer.concat(frames);
}

function feed(peer: Peer): void {
  const blockSize = 10_000;
  const blocks = Array.from({ length: 10 }, (_, index) => blockOf(blockSize, index * blockSize));
  const rounds = Math.ceil(Number(ticks) / blockSize);
  process.stdout.write(`feeding ${rounds * blockSize}\n`);
  for (let round = 0; round < rounds; round++) peer.raw(blocks[round % blocks.length] ?? Buffer.alloc(0));
  peer.raw(encodeFrame(tickPrice(asked[0] ?? 0, 4, Number(end), 1)));
}
