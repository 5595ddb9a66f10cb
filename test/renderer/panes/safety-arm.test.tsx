import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Arming } from '#renderer/panes/safety-arm.tsx';
import { DeskContext } from '#renderer/use-rows.ts';
import { sampleSafety } from '#test/support/sample-safety.ts';
import { screenDesk } from '#test/support/screen-desk.ts';

test.each([
  ['an account that needs no arming', {}, '● Armed by itself'],
  ['no account', { account: null }, '○ No account'],
  ['a paper account over a live choice', { problems: ['You chose TWS live.'] }, '✕ Nothing is sent'],
  ['a live account', { needed: true, armed: false }, '◇ LIVE, disarmed'],
  ['an armed one', { needed: true, armed: true }, '◆ LIVE ARMED'],
])('%s: how it stands', (_, over, words) => {
  const safety = sampleSafety({ arming: { ...sampleSafety().arming, ...over } });
  const html = renderToStaticMarkup(
    <DeskContext value={screenDesk().desk}>
      <Arming safety={safety} />
    </DeskContext>,
  );
  expect(/<b[^>]*>([^<]*)<\/b>/.exec(html)?.[1]).toBe(words);
});
