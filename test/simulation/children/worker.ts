import { runDay } from '../day.ts';

// Runs the days whose seeds come in, one after the other; ends when nobody listens any more.

process.on('message', (seed: number) => {
  void runDay(seed).then((outcome) => process.send?.(outcome));
});
process.on('disconnect', () => process.exit(0));
