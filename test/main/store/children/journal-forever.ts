import { writeSync } from 'node:fs';
import type { Order } from '#shared/domain/order.ts';
import { openStoreFolder } from '#store/store-folder.ts';
import { account, anEntry, anOrder } from '../builders.ts';

// Journals intervals of ten orders until it is killed. `node journal-forever.ts DIR [SEQ]`: in interval SEQ it stops for good
// between the fifth order and the sixth, with the transaction open.

const [dir = '', stopAt = '0'] = process.argv.slice(2);
const store = openStoreFolder(dir).open('practice', account);

function* ordersOf(seq: number): Generator<Order> {
  for (let n = 1; n <= 10; n++) {
    if (seq === Number(stopAt) && n === 6) {
      writeSync(1, 'half\n');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }
    yield anOrder(`o-${seq}-${n}`, seq * 10 + n);
  }
}

for (let seq = store.lastSeq() + 1; ; seq++) {
  const orders = { [Symbol.iterator]: () => ordersOf(seq) } as unknown as readonly Order[];
  store.journal(anEntry(seq, orders));
  writeSync(1, `${seq}\n`);
}
