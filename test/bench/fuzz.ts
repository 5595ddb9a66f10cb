import { fuzzContract } from '#test/support/contract-fuzz.ts';
import { fuzzSessions } from '#test/support/tws-fuzz/fuzz.ts';

// A million broken TWS messages through the decoder and the adapter, then as many broken requests through the desk's server:
// npm run bench -- fuzz [messages] [seed]

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
const requests = await fuzzContract(seed, messages);
for (const violation of requests.violations.slice(0, 20)) console.log(`MISS  ${violation}`);
console.log(`${requests.sent} requests of seed ${seed}; answers: ${JSON.stringify(requests.answers)}`);
console.log(
  requests.violations.length === 0
    ? 'ok    each got its one answer, nothing broke inside, nothing was ordered'
    : `MISS  ${requests.violations.length} violations`,
);
process.exit(result.violations.length + requests.violations.length === 0 ? 0 : 1);
