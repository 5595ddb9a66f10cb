import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keepIntervalsYoung } from '#hosts/heap.ts';
import { decideBench } from './decide-part.ts';
import { riskBench } from './risk-part.ts';
import { rotationBench } from './rotation-part.ts';

// The engine's figures, one run on this machine: npm run bench -- engine [intervals]

// As every host of the engine does.
keepIntervalsYoung();
const intervals = Number(process.argv[2] ?? 10_000);
console.log(`Node ${process.version}, ${process.arch}; times are medians of one run on this machine`);
rotationBench();
riskBench();
await decideBench(intervals);
const rebalanceBench = join(import.meta.dirname, 'rebalance.ts');
if (existsSync(rebalanceBench)) await import(rebalanceBench);
