import './strict-page.ts';
import './styles.css';
import './panes/proposals.css';
import './panes/limits.css';
import './panes/reconcile.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ensure } from '#shared/assert.ts';
import { App } from './app.tsx';
import { createLink } from './client.ts';
import { createDesk } from './desk.ts';
import { pipeOf } from './pipes.ts';
import { DeskContext } from './use-rows.ts';

const desk = createDesk(
  createLink(pipeOf(window)),
  (run) => void requestAnimationFrame(run),
  () => Date.now(),
);

createRoot(ensure(document.getElementById('root'), 'the element #root')).render(
  <StrictMode>
    <DeskContext value={desk}>
      <App />
    </DeskContext>
  </StrictMode>,
);
