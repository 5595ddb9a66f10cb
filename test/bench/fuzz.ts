import { fuzzSessions } from '#test/support/tws-fuzz/fuzz.ts';

// A million broken TWS messages through the decoder and the adapter: npm run bench -- fuzz [messages] [seed]

const messages = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 1);
const step = messages / 20;
const start = performance.now();
let next = step;
const result = await fuzzSessions(seed, messages, (fed) => {
  if (fed < next) return;
  next += step;
  console.log(`${fed} messages after ${((performance.now() - start) / 1_000).toFixed(0)} s`);
});
for (const violation of result.violations.slice(0, 20)) console.log(`MISS  ${violation}`);
console.log(
  `${result.fed} messages of seed ${seed} in ${result.sessions} sessions, ${result.closed} of which they ended; events: ${JSON.stringify(result.events)}`,
);
console.log(
  result.violations.length === 0
    ? 'ok    nothing escaped, nothing was sent, nothing hung, every fact was sound'
    : `MISS  ${result.violations.length} violations`,
);
process.exit(result.violations.length === 0 ? 0 : 1);
