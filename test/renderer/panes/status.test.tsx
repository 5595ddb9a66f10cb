import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { StatusBar } from '#renderer/panes/status.tsx';
import { DeskContext } from '#renderer/use-rows.ts';
import { sampleStatus } from '#test/support/sample-rows.ts';
import { sampleSafety } from '#test/support/sample-safety.ts';
import { screenDesk } from '#test/support/screen-desk.ts';

test.each([
  ['practice', true, 'false'],
  ['live', true, 'false'],
  ['live', false, 'true'],
] as const)('on %s, where the desk says that it may be auto: %s', async (accountKind, mayAuto, forbidden) => {
  const safety = sampleSafety({ arming: { ...sampleSafety().arming, mayAuto } });
  const { desk, settle } = screenDesk({ status: sampleStatus({ accountKind }), safety });
  await settle();
  await settle();
  const html = renderToStaticMarkup(
    <DeskContext value={desk}>
      <StatusBar />
    </DeskContext>,
  );
  const auto = /<button[^>]*data-testid="mode-auto"[^>]*>/.exec(html)?.[0] ?? '';
  expect(auto).toContain(`data-forbidden="${forbidden}"`);
  expect(auto.includes('disabled')).toBe(forbidden === 'true');
});
