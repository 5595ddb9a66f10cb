import type { AccountId } from '#shared/ids.ts';
import type { AccountKind } from '#shared/domain/portfolio.ts';
import type { BrokerTarget } from '../ports.ts';
import { targetNames } from '../targets.ts';

type Says = AccountKind | 'nothing';

export interface Agreement {
  readonly choice: Says;
  readonly port: Says;
  readonly account: AccountKind;
  /** Where they disagree, each in words for the trader; empty = nowhere. */
  readonly problems: readonly string[];
}

const choices: Readonly<Record<BrokerTarget['kind'], Says>> = {
  practice: 'practice',
  'tws-paper': 'paper',
  'tws-live': 'live',
  'gateway-paper': 'paper',
  'gateway-live': 'live',
  custom: 'nothing',
};

/** The ports that TWS and the Gateway come with; any other says nothing, so that a TWS on a port of its own is told by choice and account. */
const ports: ReadonlyMap<number, Says> = new Map([
  [7496, 'live'],
  [4001, 'live'],
  [7497, 'paper'],
  [4002, 'paper'],
]);

/** What the trader chose, what the port is known for, and what the account's id says. */
export function agreementOf(target: BrokerTarget, kind: AccountKind, account: AccountId): Agreement {
  const choice = choices[target.kind];
  const port = kind === 'practice' ? 'nothing' : (ports.get(target.port) ?? 'nothing');
  return { choice, port, account: kind, problems: problemsOf(target, kind, account, choice, port) };
}

function problemsOf(
  target: BrokerTarget,
  kind: AccountKind,
  account: AccountId,
  choice: Says,
  port: Says,
): readonly string[] {
  const problems: string[] = [];
  if (kind === 'live' && choice === 'nothing')
    problems.push(
      `You chose ${targetNames[target.kind]}, which does not say live, and ${account} is a live account. Connect with TWS live or Gateway live, on host ${target.host} and port ${target.port}.`,
    );
  if (choice !== 'nothing' && choice !== kind)
    problems.push(
      `You chose ${targetNames[target.kind]}, but the id of account ${account} says ${kind}. Choose the connection that you mean, or log TWS in to the other account.`,
    );
  if (port !== 'nothing' && port !== kind)
    problems.push(
      `Port ${target.port} is the one that TWS uses for ${port}, but the id of account ${account} says ${kind}. Give TWS the port of its kind (Configure → API → Settings).`,
    );
  if (choice !== 'nothing' && port !== 'nothing' && choice !== port)
    problems.push(`You chose ${targetNames[target.kind]}, but port ${target.port} is the one for ${port}.`);
  return problems;
}
