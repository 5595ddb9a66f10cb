import { EventName, type Contract, type Order, type OrderState } from '@stoqey/ib';
import { BrokerError } from '#app/ports.ts';
import type { MarginPreview, OrderIntent } from '#shared/domain/order.ts';
import type { AccountId } from '#shared/ids.ts';
import { money, type Money } from '#shared/units.ts';
import { explain, meaningOf } from './codes.ts';
import type { Connection } from './connection.ts';
import type { Contracts } from './contracts.ts';
import { toForm } from './order-form.ts';
import type { Pending, Requests } from './requests.ts';
import { isNumber } from './translate.ts';

/** Not a reference of the desk's orders, so that nothing can take a preview for one of them. */
const previewReference = 'preview';
/** Larger than any account: what some TWS versions write where they mean "not set". */
const unset = 1e300;

/** Asks what an order would do to the account (IBKR's what-if). Nothing is ever placed: the order goes out marked, under a number of its own. */
export class Previews {
  readonly #link: Connection;
  readonly #requests: Requests;
  readonly #contracts: Contracts;
  readonly #account: AccountId;
  readonly #reserve: () => number;
  readonly #open = new Map<number, { readonly ticker: string; readonly pending: Pending<MarginPreview> }>();

  constructor(
    link: Connection,
    requests: Requests,
    contracts: Contracts,
    account: AccountId,
    /** A number that no order gets. */
    reserve: () => number,
  ) {
    this.#link = link;
    this.#requests = requests;
    this.#contracts = contracts;
    this.#account = account;
    this.#reserve = reserve;
    link.api.on(
      EventName.openOrder,
      link.guard('facts', (id: number, _contract: Contract, order: Order, state: OrderState) => {
        if (order.whatIf === true) this.#open.get(id)?.pending.resolve(toPreview(state));
      }),
    );
  }

  async preview(intent: OrderIntent): Promise<MarginPreview> {
    const instrument = this.#contracts.known(intent.conId);
    if (instrument === null)
      throw new BrokerError(`The contract of ${intent.ticker} has not been loaded in this connection.`);
    const form = toForm(intent, instrument, this.#account);
    if ('why' in form) throw new BrokerError(form.why);
    const apiId = this.#reserve();
    const order: Order = { ...form.order, orderRef: previewReference, whatIf: true, transmit: true };
    const pending = this.#requests.start<MarginPreview>({
      what: `the margin of an order in ${intent.ticker}`,
      priority: 'query',
      timeoutMs: this.#link.deps.timeouts.reportMs,
      send: () => this.#link.api.placeOrder(apiId, form.contract, order),
    });
    this.#open.set(apiId, { ticker: intent.ticker, pending });
    try {
      return await pending.promise;
    } finally {
      this.#open.delete(apiId);
    }
  }

  /** True = the code was about a preview. */
  error(apiId: number, code: number, text: string): boolean {
    const asked = this.#open.get(apiId);
    if (asked === undefined) return false;
    if (meaningOf(code).order !== 'warned')
      asked.pending.reject(
        new BrokerError(`No margin preview for ${asked.ticker}: ${explain(code, text)}`, code),
      );
    return true;
  }

  /** A refusal that names no request may be about any of them. */
  refuse(error: BrokerError): void {
    for (const { pending } of this.#open.values()) pending.reject(error);
  }
}

export function toPreview(state: OrderState): MarginPreview {
  const warning = state.warningText?.trim() ?? '';
  return {
    initMarginBefore: amount(state.initMarginBefore),
    initMarginChange: amount(state.initMarginChange),
    initMarginAfter: amount(state.initMarginAfter),
    maintMarginBefore: amount(state.maintMarginBefore),
    maintMarginChange: amount(state.maintMarginChange),
    maintMarginAfter: amount(state.maintMarginAfter),
    equityWithLoanBefore: amount(state.equityWithLoanBefore),
    equityWithLoanChange: amount(state.equityWithLoanChange),
    equityWithLoanAfter: amount(state.equityWithLoanAfter),
    commission: amount(state.commission),
    minCommission: amount(state.minCommission),
    maxCommission: amount(state.maxCommission),
    warning: warning === '' ? null : warning,
  };
}

function amount(value: number | undefined): Money | null {
  return isNumber(value) && Math.abs(value) < unset ? money(value) : null;
}
