import { firstRequestId } from './requests.ts';

/** What a TWS tells of itself before it can be asked anything. */
export class Greeting {
  #accounts: readonly string[] = [];
  #nextOrderId: number | null = null;

  accountsAre(list: string): void {
    this.#accounts = list
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '');
  }

  /** A TWS may say it again, and lower; numbers never go back within one connection. */
  nextOrderIdIs(id: number): 'first' | 'known' | 'used-up' {
    if (this.#nextOrderId !== null) {
      if (Number.isSafeInteger(id)) this.#nextOrderId = Math.max(this.#nextOrderId, id);
      return 'known';
    }
    if (!Number.isInteger(id) || id < 0 || firstRequestId(id) === null) return 'used-up';
    this.#nextOrderId = Math.max(1, id);
    return 'first';
  }

  /** null = something is missing. */
  whole(): { readonly accounts: readonly string[]; readonly nextOrderId: number } | null {
    if (this.#nextOrderId === null || this.#accounts.length === 0) return null;
    return { accounts: this.#accounts, nextOrderId: this.#nextOrderId };
  }
}
