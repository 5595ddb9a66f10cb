import type { ReactNode } from 'react';
import type { BlotterRow } from '#shared/contract/rows.ts';
import { useAction, useDesk, useLinked } from '../use-rows.ts';
import { cancellable } from '../words.ts';

/** One click asks for the cancel; there is nothing to confirm, because a cancel never adds risk. */
export function CancelCell({ data }: { readonly data?: BlotterRow }): ReactNode {
  const { link } = useDesk();
  const linked = useLinked();
  const action = useAction();
  if (!data || !cancellable.has(data.state)) return null;
  return (
    <button
      className="button-cell"
      data-testid={`cancel-${data.id}`}
      disabled={!linked || action.busy}
      title={`Ask for the cancel of ${data.side} ${data.ticker}; until the answer it may still fill`}
      onClick={(event) => {
        event.stopPropagation();
        action.run(() => link.request('order.cancel', { orderId: data.id }));
      }}
    >
      Cancel
    </button>
  );
}
