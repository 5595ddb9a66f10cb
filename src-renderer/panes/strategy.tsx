import { type ReactNode, useEffect, useState } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import { wordsOf } from '../desk.ts';
import { useAction, useDesk, useLinked, useStatus } from '../use-rows.ts';

/** The strategy file as the desk read it; asked for again whenever the desk reads it or comes back. */
export function Strategy(): ReactNode {
  const strategy = useStatus()?.strategy;
  const linked = useLinked();
  return (
    <StrategyFile
      key={`${linked} ${strategy?.name} ${strategy?.error}`}
      name={strategy?.name ?? ''}
      linked={linked}
    />
  );
}

function StrategyFile({ name, linked }: { readonly name: string; readonly linked: boolean }): ReactNode {
  const { link, say } = useDesk();
  const action = useAction();
  const [file, setFile] = useState<Output<'strategy.get'> | null>(null);
  useEffect(() => {
    if (!linked) return;
    link.request('strategy.get', {}).then(setFile, (error: unknown) => say('error', wordsOf(error)));
  }, [link, linked, say]);
  const reload = (): void =>
    action.run(async () => {
      const { error } = await link.request('strategy.reload', {});
      setFile(await link.request('strategy.get', {}));
      if (error === null) say('info', 'The strategy file was read again and is in use.');
    });
  return (
    <div className="bottom-body scroll" data-testid="strategy">
      <div className="strategy-head">
        <span>
          <b>{name}</b> <span className="dim">{file?.file ?? ''}</span>
        </span>
        <button data-testid="strategy-reload" disabled={!linked || action.busy} onClick={reload}>
          Reload
        </button>
      </div>
      {file?.error ? (
        <p className="tone-bad" role="alert">
          ✕ {file.error}
        </p>
      ) : null}
      <pre tabIndex={0} aria-label="Text of the strategy file">
        {file?.text ?? ''}
      </pre>
    </div>
  );
}
