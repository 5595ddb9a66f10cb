import type { CommandRecord } from '#app/ports.ts';
import { orderId } from '#shared/ids.ts';
import type { OrderId } from '#shared/ids.ts';
import { append } from './audit.ts';
import { ms, toJson } from './columns.ts';
import type { WritableDb } from './open.ts';

/** Only ever added to: the record of who asked for what. */
export function recordCommand(db: WritableDb, { at, who, name, input }: CommandRecord): void {
  const record = db.transaction(() => {
    const { lastInsertRowid } = db
      .prepare('INSERT INTO commands (at_ms, who, name, input_json) VALUES (?, ?, ?, ?)')
      .run(ms(at), who, name, toJson(input ?? null, `the input of ${name}`));
    const body = { id: Number(lastInsertRowid), name, input: input ?? null };
    append(db, { at, kind: 'command', who, orderId: orderOf(input), body });
  });
  record.immediate();
}

const orderOf = (input: unknown): OrderId | null =>
  typeof input === 'object' && input !== null && 'orderId' in input && typeof input.orderId === 'string'
    ? orderId(input.orderId)
    : null;
