import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { rejectCodes, type RejectCode } from '#shared/domain/proposal.ts';
import type { ProposalRow } from '#shared/contract/rows.ts';
import { Dialog, DialogEnd } from '../dialog.tsx';
import { wordsOf } from '../desk.ts';
import { useDesk } from '../use-rows.ts';

const longestReason = 500;

const codeWords: Readonly<Record<RejectCode, string>> = {
  'not-now': 'Not now',
  'wrong-signal': 'Wrong signal',
  news: 'News',
  size: 'Size',
  other: 'Other',
};

interface RejectProps {
  readonly proposal: ProposalRow;
  readonly onClose: () => void;
}

/** Asks why: a code, and words where it is none of them. */
export function RejectDialog({ proposal, onClose }: RejectProps): ReactNode {
  const { link } = useDesk();
  const [code, setCode] = useState<RejectCode>('other');
  const [words, setWords] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const field = useId();
  const given = words.trim();
  const isComplete = given !== '' || code !== 'other';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isComplete || busy) return;
    setBusy(true);
    const reason = given === '' ? codeWords[code] : given;
    link
      .request('proposal.reject', { proposalId: proposal.id, code, reason })
      .then(onClose, (failure: unknown) => {
        setBusy(false);
        setError(wordsOf(failure));
      });
  };
  return (
    <Dialog title={`Reject proposal ${proposal.seq}`} onClose={onClose} testId="reject-dialog">
      <form onSubmit={submit}>
        <p>
          None of its legs is sent. They are not proposed again for a while (rejectMemoryMin of the strategy),
          unless their scores move. Your reason is kept with this proposal.
        </p>
        <Codes chosen={code} onChoose={setCode} />
        <label htmlFor={field}>Reason (kept in the journal)</label>
        <input
          id={field}
          data-testid="reject-reason"
          value={words}
          maxLength={longestReason}
          autoFocus
          autoComplete="off"
          onChange={(event) => setWords(event.target.value)}
        />
        <DialogEnd
          error={error}
          tone="bad"
          testId="reject-confirm"
          disabled={!isComplete || busy}
          confirm="Reject"
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

interface CodesProps {
  readonly chosen: RejectCode;
  readonly onChoose: (code: RejectCode) => void;
}

const Codes = ({ chosen, onChoose }: CodesProps): ReactNode => (
  <fieldset className="reject-codes">
    <legend>Why</legend>
    {rejectCodes.map((code) => (
      <label key={code}>
        <input
          type="radio"
          name="code"
          data-testid={`reject-code-${code}`}
          checked={chosen === code}
          onChange={() => onChoose(code)}
        />
        {codeWords[code]}
      </label>
    ))}
  </fieldset>
);
