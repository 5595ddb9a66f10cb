import { setFlagsFromString } from 'node:v8';

/**
 * V8 puts what a line of code makes straight among the old objects once everything from that line has outlived a collection. The rows of an
 * interval do so whenever the risk model is computed in one; from then on each interval would leave half a megabyte of rubbish that only
 * long collections clear.
 * And little of an interval outlives it: one thread copies that faster than several that must meet, and never waits for one that another
 * program keeps off its processor. To be called before anything else runs, on plain Node only: Electron may have frozen the flags of its engine.
 */
export function keepIntervalsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
  setFlagsFromString('--no-parallel-scavenge');
}
