import { rebalanceBench } from './rebalance-part.ts';

// The rebalance's figures, one run on this machine: npm run bench -- rebalance [largest N]

console.log(`Node ${process.version}, ${process.arch}`);
rebalanceBench(Number(process.argv[2] ?? Infinity));
