import { addDays, instantOf, sessionOf, wallClock } from '#shared/calendar.ts';
import { ContractError } from '#shared/contract/wire.ts';
import type { AccountKind } from '#shared/domain/portfolio.ts';
import type { AccountId } from '#shared/ids.ts';
import type { EpochMs } from '#shared/units.ts';
import type { BrokerTarget } from '../ports.ts';
import { type Agreement, agreementOf } from './agreement.ts';

interface Armed {
  readonly account: AccountId;
  readonly by: string;
  readonly until: EpochMs;
}

interface Connected {
  readonly account: AccountId;
  readonly kind: AccountKind;
  readonly agreement: Agreement;
}

/**
 * Practice and paper are armed by themselves, and nothing at all is sent where choice, port and account disagree. A live account is armed by hand, for this run of the desk, until the end of the trading day
 * and only as long as no other account connects. Kept in memory alone: a restart always disarms.
 */
export class Arming {
  #connected: Connected | null = null;
  #armed: Armed | null = null;

  get connected(): Connected | null {
    return this.#connected;
  }

  get armed(): Armed | null {
    return this.#armed;
  }

  get needed(): boolean {
    return this.#connected?.kind === 'live';
  }

  /** A live account that is not armed is only looked at. */
  isArmed(now: EpochMs): boolean {
    if (!this.needed) return true;
    return (
      this.#armed !== null && this.#armed.account === this.#connected?.account && now < this.#armed.until
    );
  }

  /** A live account trades by itself only where the settings allow it, and armed. */
  mayAuto(allowLive: boolean, now: EpochMs): boolean {
    return !this.needed || (allowLive && this.isArmed(now));
  }

  /** Why nothing may be sent to what is connected, in words; null = it may. Real money by mistake, and play money by mistake, alike. */
  blocked(now: EpochMs): string | null {
    const { account, agreement } = this.#connected ?? {};
    if (agreement !== undefined && agreement.problems.length > 0)
      return `choice, port and account disagree, and nothing is sent until they agree: disconnect, and connect to what you mean (${agreement.problems.join(' ')})`;
    if (this.isArmed(now)) return null;
    return `the live account ${account ?? ''} is disarmed: arm it in the Safety tab before anything is sent`;
  }

  /** Returns why an arming has ended with this; null = none has. The same account keeps it over a reconnect that says the same. */
  connect(target: BrokerTarget, kind: AccountKind, account: AccountId): string | null {
    this.#connected = { account, kind, agreement: agreementOf(target, kind, account) };
    if (this.#armed === null) return null;
    const { problems } = this.#connected.agreement;
    if (this.#armed.account === account && problems.length === 0) return null;
    const isOther = this.#armed.account !== account;
    this.#armed = null;
    return isOther ? `another account (${account}) was connected` : problems.join(' ');
  }

  /** Throws in words where it may not be. */
  check(typed: string): Connected {
    const connected = this.#connected;
    if (connected === null)
      throw new ContractError('not-connected', 'No account is connected: connect first, then arm it.');
    const { account, kind, agreement } = connected;
    if (kind !== 'live')
      throw new ContractError('refused', `${account} is a ${kind} account: it needs no arming.`);
    if (typed !== account)
      throw new ContractError(
        'refused',
        `What was typed is not the id of the connected account (${account}). Type it exactly as TWS shows it.`,
      );
    if (agreement.problems.length > 0)
      throw new ContractError(
        'refused',
        `${account} was not armed, because choice, port and account disagree: ${agreement.problems.join(' ')}`,
      );
    return connected;
  }

  arm(account: AccountId, by: string, now: EpochMs): Armed {
    this.#armed = { account, by, until: endOfDay(now) };
    return this.#armed;
  }

  disarm(): void {
    this.#armed = null;
  }

  /** True once, when the day of an arming is over. */
  expired(now: EpochMs): boolean {
    if (this.#armed === null || now < this.#armed.until) return false;
    this.#armed = null;
    return true;
  }
}

/** The close of the session that runs or is still to come on this date; without one, the date's end. */
export function endOfDay(now: EpochMs): EpochMs {
  const { date } = wallClock(now);
  const session = sessionOf(date);
  return session !== null && now < session.close ? session.close : instantOf(addDays(date, 1), 0);
}
