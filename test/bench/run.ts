import { readdirSync } from 'node:fs';

// npm run bench -- NAME [what that bench takes]

const benches = ['engine', 'rebalance', 'real-data', 'store', 'broker', 'fuzz'].filter((name) =>
  readdirSync(import.meta.dirname).includes(`${name}.ts`),
);
const [name = '', ...rest] = process.argv.slice(2);
if (!benches.includes(name)) {
  process.stderr.write(
    `The bench takes one of ${benches.join(', ')}, not ${name === '' ? 'nothing' : name}.\n`,
  );
  process.exit(2);
}
process.argv.splice(2, process.argv.length, ...rest);
await import(`./${name}.ts`);
