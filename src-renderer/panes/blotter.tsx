import type { RowClassRules } from 'ag-grid-community';
import type { ReactNode } from 'react';
import type { BlotterRow } from '#shared/contract/rows.ts';
import { Grid } from '../grid/grid.tsx';
import { useAction, useDesk, useLinked, useRows } from '../use-rows.ts';
import { cancellable } from '../words.ts';
import { blotterColumns } from './blotter-columns.ts';
import { ForeignOrders } from './reconcile-foreign.tsx';

const rules: RowClassRules<BlotterRow> = {
  'row-ended': ({ data }) =>
    data !== undefined && ['cancelled', 'rejected', 'never-sent'].includes(data.state),
};

/** Today's orders and all that still work; ended ones stay for the day. */
export function Blotter(): ReactNode {
  const { blotter } = useDesk();
  return (
    <div className="bottom-body" data-testid="blotter">
      <ForeignOrders />
      <Grid
        source={blotter}
        columns={blotterColumns}
        label="Orders"
        rowClassRules={rules}
        empty="No orders today. Approve a proposal to send some."
      />
    </div>
  );
}

export function CancelAll(): ReactNode {
  const { blotter, link, say } = useDesk();
  const linked = useLinked();
  const action = useAction();
  const working = useRows(blotter).filter((row) => cancellable.has(row.state)).length;
  const press = (): void =>
    action.run(async () => {
      const { orders } = await link.request('order.cancel-all', {});
      say(
        'info',
        `Cancel asked for ${orders === 1 ? '1 order' : `${orders} orders`}; until the answers come they may still fill.`,
      );
    });
  return (
    <button
      data-testid="cancel-all"
      disabled={!linked || action.busy || working === 0}
      title="Ask for the cancel of every order of this desk that still works; orders of others stay"
      onClick={press}
    >
      Cancel all mine ({working})
    </button>
  );
}
