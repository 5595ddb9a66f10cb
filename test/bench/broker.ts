import { keepIntervalsYoung } from '#hosts/heap.ts';
import { latencyBench } from './latency-part.ts';
import { reconcileBench } from './reconcile-part.ts';
import { wireBench } from './wire-part.ts';

// The broker's figures, one run on this machine: npm run bench -- broker [ticks] [orders]

keepIntervalsYoung();
console.log(`Node ${process.version}, ${process.arch}`);
await wireBench(Number(process.argv[2] ?? 1_000_000));
await latencyBench(Number(process.argv[3] ?? 200));
await reconcileBench();
process.exit(0);
