import { rotationBench } from './rotation-part.ts';

console.log(`Node ${process.version}, ${process.arch}; times are medians of one run on this machine`);
rotationBench();
