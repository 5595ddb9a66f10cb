import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Connect } from '#renderer/panes/connect.tsx';
import { targetOf } from '#renderer/panes/target.ts';
import { DeskContext } from '#renderer/use-rows.ts';
import { sampleStatus } from '#test/support/sample-rows.ts';
import { screenDesk } from '#test/support/screen-desk.ts';

const idle = sampleStatus().connection;

/** The fields of the bar while the desk is connected to such a target. */
function fieldsOf(kind: Parameters<typeof targetOf>[0]): readonly (string | undefined)[] {
  const { desk } = screenDesk();
  const status = sampleStatus({ connection: { ...idle, state: 'reconciled', target: targetOf(kind) } });
  const html = renderToStaticMarkup(
    <DeskContext value={desk}>
      <Connect status={{ ...status, seenAt: 0 }} />
    </DeskContext>,
  );
  return [...html.matchAll(/data-testid="target-(host|port|client-id)"/g)].map(([, field]) => field);
}

test.each([
  ['practice', []],
  ['tws-paper', ['host', 'port']],
  ['tws-live', ['host', 'port']],
  ['gateway-paper', ['host', 'port']],
  ['gateway-live', ['host', 'port']],
  ['custom', ['host', 'port', 'client-id']],
] as const)('%s is chosen with %j', (kind, fields) => expect(fieldsOf(kind)).toEqual(fields));
