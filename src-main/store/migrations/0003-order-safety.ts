import type { WritableDb } from '../open.ts';

export const version = 3;

/** What makes orders safe to lose nothing of: one block of SQL per concern. */
export function up(db: WritableDb): void {
  for (const block of blocks) db.exec(block);
}

const blocks: readonly string[] = [];
