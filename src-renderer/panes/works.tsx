import type { RowClassRules } from 'ag-grid-community';
import type { ReactNode } from 'react';
import type { WorkRow } from '#shared/contract/work-row.ts';
import { Grid } from '../grid/grid.tsx';
import { useDesk } from '../use-rows.ts';
import { isWorked, workColumns } from './work-columns.tsx';

const rules: RowClassRules<WorkRow> = {
  'row-ended': ({ data }) => data !== undefined && !isWorked(data),
};

/** Approved trades and how far they are; their orders stand in the blotter. */
export function Works(): ReactNode {
  const { works } = useDesk();
  return (
    <div className="bottom-body" data-testid="works">
      <Grid
        source={works}
        columns={workColumns}
        label="Works"
        rowClassRules={rules}
        empty="Nothing was approved today. An approved trade is worked here until it is filled or its time is over."
      />
    </div>
  );
}
