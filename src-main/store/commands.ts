import type { CommandRecord } from '#app/ports.ts';
import { ms, toJson } from './columns.ts';
import type { WritableDb } from './open.ts';

/** Only ever added to: the record of who asked for what. */
export function recordCommand(db: WritableDb, command: CommandRecord): void {
  db.prepare('INSERT INTO commands (at_ms, who, name, input_json) VALUES (?, ?, ?, ?)').run(
    ms(command.at),
    command.who,
    command.name,
    toJson(command.input ?? null, `the input of ${command.name}`),
  );
}
