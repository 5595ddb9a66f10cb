import type { IBApi } from '@stoqey/ib';

/** The part of the library's inside that its socket calls for every message; it has no public name. */
interface Decoding {
  processIngressQueue?: unknown;
}

/**
 * Some messages (a rejection with broken JSON) make the decoder throw inside the socket's data handler, which would end the whole program and
 * lose the message that follows. This catches it there. Throws if the library no longer looks as expected, so that an update is noticed.
 */
export function guardDecoder(api: IBApi, onCrash: (error: unknown) => void): void {
  const { controller } = api as unknown as { readonly controller?: Decoding };
  const decode = controller?.processIngressQueue;
  if (controller === undefined || typeof decode !== 'function')
    throw new Error('the IBKR library has changed inside');
  controller.processIngressQueue = () => {
    try {
      decode.call(controller);
    } catch (error) {
      onCrash(error);
    }
  };
}

/** Whether a message that could not be decoded (505) matters. Quotes can be missed; anything about orders, fills or the account cannot. */
export const concernsBooks = (text: string): boolean =>
  /ORDER|EXECUTION|COMMISSION|POSITION|ACCT_|PORTFOLIO|ERR_MSG/.test(text);
