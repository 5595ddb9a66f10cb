import Database from 'better-sqlite3';

interface Runs {
  run: (this: unknown, ...given: unknown[]) => unknown;
}
interface Execs {
  exec: (this: unknown, sql: string) => unknown;
}

/** Calls before every statement of this process that may write; begin and commit are statements too. The returned function ends it. */
export function beforeEveryStatement(call: () => void): () => void {
  const memory = new Database(':memory:');
  const statement = Object.getPrototypeOf(memory.prepare('SELECT 1')) as Runs;
  memory.close();
  const handle = Database.prototype as unknown as Execs;
  const { run } = statement;
  const { exec } = handle;
  statement.run = function (...given) {
    call();
    return run.apply(this, given);
  };
  handle.exec = function (sql) {
    call();
    return exec.call(this, sql);
  };
  return () => {
    statement.run = run;
    handle.exec = exec;
  };
}
