import type { AccountId } from '#shared/ids.ts';
import type { AccountKind } from '#shared/domain/portfolio.ts';
import { BrokerError, type BrokerTarget, type TargetKind } from './ports.ts';

/** One fixed client id: another one could see our orders after a restart, but neither change nor cancel them. */
export const deskClientId = 17;

export const practiceTarget: BrokerTarget = {
  kind: 'practice',
  host: '127.0.0.1',
  port: 0,
  clientId: deskClientId,
};

export const targetNames: Readonly<Record<TargetKind, string>> = {
  practice: 'Practice',
  'tws-paper': 'TWS paper',
  'tws-live': 'TWS live',
  'gateway-paper': 'Gateway paper',
  'gateway-live': 'Gateway live',
  custom: 'Custom',
};

/** IBKR's simulated accounts begin with D (DU individual, DF advisor); ports are only a convention and decide nothing. */
export function accountKindOf(target: BrokerTarget, account: AccountId): AccountKind {
  if (target.kind === 'practice') return 'practice';
  return account.startsWith('D') ? 'paper' : 'live';
}

/** Trying again would only meet the same account: the trader must choose. */
export class WrongAccount extends BrokerError {}

/** Throws where the trader chose paper and the TWS is logged in to real money. */
export function checkChoice(target: BrokerTarget, account: AccountId): void {
  const choseSimulated = target.kind === 'practice' || target.kind.endsWith('-paper');
  if (choseSimulated && !account.startsWith('D')) {
    throw new WrongAccount(
      `You chose ${targetNames[target.kind]}, but the TWS at ${target.host}:${target.port} is logged in to the live account ${account}. Nothing was asked of it. Log that TWS in to paper, or choose a live connection on purpose.`,
    );
  }
}
