import { type KeyboardEvent, type ReactNode, useState } from 'react';
import type { LegSize } from '#shared/contract/proposal-row.ts';
import type { ProposalRow } from '#shared/contract/rows.ts';
import { type SeenStatus, timeLeft } from '../clock.ts';
import { formatCountdown, formatMoney, formatPercent, formatTime } from '../format.ts';
import { type Action, useAction, useDesk, useLinked, useNow, useRows, useStatus } from '../use-rows.ts';
import { Legs } from './legs.tsx';
import { MovedList } from './moved.tsx';
import { type Outcome, OutcomeLine } from './outcome.tsx';
import { PastProposals } from './past-proposals.tsx';
import { type Choice, PreviewLine, PreviewTables, usePreview } from './preview.tsx';
import { RejectDialog } from './reject.tsx';

/** The open proposal with its buttons, what became of the last one, and the ones before. */
export function Proposals(): ReactNode {
  const { proposals } = useDesk();
  const rows = useRows(proposals);
  const status = useStatus();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const open = newestOpen(rows);
  const past = <PastProposals rows={rows.filter((row) => row.status !== 'open')} />;
  const said = outcome ? <OutcomeLine outcome={outcome} onClose={() => setOutcome(null)} /> : null;
  return (
    <section className="pane proposals" aria-label="Proposals" data-testid="proposals">
      {open ? (
        <OpenProposal
          key={`${open.id}-${open.revision}`}
          proposal={open}
          status={status}
          before={said}
          after={past}
          onOutcome={setOutcome}
        />
      ) : (
        <>
          <div className="pane-head">
            <h2>Proposal</h2>
          </div>
          <div className="pane-body">
            {said}
            {status?.strategy.autoCuts === true ? <AutoCuts /> : null}
            <Empty status={status} loaded={proposals.loaded()} />
            {past}
          </div>
        </>
      )}
    </section>
  );
}

interface OpenProposalProps {
  readonly proposal: ProposalRow;
  readonly status: SeenStatus | null;
  readonly before: ReactNode;
  readonly after: ReactNode;
  readonly onOutcome: (outcome: Outcome) => void;
}

function OpenProposal({ proposal, status, before, after, onOutcome }: OpenProposalProps): ReactNode {
  const { link } = useDesk();
  const action = useAction();
  const [choice, setChoice] = useState<Choice>(nothingTicked);
  const { legs: ticked, sizes } = choice;
  const preview = usePreview(proposal, choice, status?.interval.seq ?? 0);
  const [rejecting, setRejecting] = useState(false);
  const barrier = useBarrier(proposal, status);
  const approve = (legs: number[] | null, smaller: readonly LegSize[] = []): void =>
    action.run(async () => {
      const seen = { proposalId: proposal.id, revision: proposal.revision };
      const answer = await link.request('proposal.approve', { ...seen, legs, sizes: [...smaller] });
      onOutcome({ proposal, ...answer });
    });
  const approveTicked = (): void => {
    if (ticked.length > 0)
      approve(
        ticked.toSorted((a, b) => a - b),
        sizes,
      );
  };
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === 'a' && barrier === null) approveTicked();
    if (key !== 'r') return;
    event.preventDefault();
    setRejecting(true);
  };
  return (
    <div className="proposal" tabIndex={-1} onKeyDown={press}>
      <div className="pane-head">
        <h2>Proposal</h2>
        <Head proposal={proposal} status={status} />
      </div>
      <div className="pane-body">
        {before}
        {status?.strategy.autoCuts === true ? <AutoCuts /> : null}
        <MovedList proposal={proposal} />
        <Legs
          proposal={proposal}
          ticked={ticked}
          sizes={sizes}
          onToggle={(index) => setChoice({ legs: toggled(ticked, index), sizes: [] })}
        />
        <PreviewTables preview={preview} />
        {after}
      </div>
      <PreviewLine preview={preview} choice={choice} onTake={setChoice} />
      <Buttons
        proposal={proposal}
        choice={choice}
        action={action}
        barrier={barrier}
        onApproveAll={() => approve(null)}
        onApproveTicked={approveTicked}
        onReject={() => setRejecting(true)}
      />
      {rejecting ? <RejectDialog proposal={proposal} onClose={() => setRejecting(false)} /> : null}
    </div>
  );
}

const AutoCuts = (): ReactNode => (
  <p className="auto-cuts tone-warn" data-testid="auto-cuts">
    ▲ Cuts and trims go by themselves (execution.autoCuts); everything else waits for you.
  </p>
);

const nothingTicked: Choice = { legs: [], sizes: [] };

const toggled = (ticked: readonly number[], index: number): readonly number[] =>
  ticked.includes(index) ? ticked.filter((other) => other !== index) : [...ticked, index];

/** There is at most one open; should two overlap for a moment, the newer counts. */
export const newestOpen = (rows: readonly ProposalRow[]): ProposalRow | null =>
  rows
    .filter((row) => row.status === 'open')
    .reduce<ProposalRow | null>((a, b) => (a && a.seq > b.seq ? a : b), null);

/** A click in the last moments would meet an expired proposal. */
const tooLateMs = 5000;

/** Why approval is off, in words; null = it is on. */
function useBarrier(open: ProposalRow, status: SeenStatus | null): string | null {
  const linked = useLinked();
  const now = useNow(500);
  if (!status || !linked) return 'The desk is not answering.';
  if (status.halted !== null) return 'Trading is halted: resume first.';
  if (status.connection.state !== 'reconciled') return 'Orders can go only when the desk is connected.';
  const left = timeLeft(open.expiresAt, status, now);
  if (left === 0) return 'This proposal has expired; the next interval makes a new one.';
  if (left !== null && left < tooLateMs)
    return 'It expires within 5 seconds: too late to decide on it. The next interval makes a new one.';
  return null;
}

function Head({
  proposal,
  status,
}: {
  readonly proposal: ProposalRow;
  readonly status: SeenStatus | null;
}): ReactNode {
  const now = useNow(500);
  const left = status ? timeLeft(proposal.expiresAt, status, now) : null;
  const soonMs = 10 * 1000;
  return (
    <>
      <span className="dim">
        #{proposal.seq}
        {proposal.revision > 1 ? ` rev ${proposal.revision}` : ''} · {formatTime(proposal.at)}
      </span>
      <span className="spring" />
      <span
        className={left !== null && left < soonMs ? 'expiry tone-warn' : 'expiry'}
        data-testid="proposal-expiry"
      >
        {left === 0 ? 'expired' : `expires in ${formatCountdown(left)}`}
      </span>
    </>
  );
}

interface ButtonsProps {
  readonly proposal: ProposalRow;
  readonly choice: Choice;
  readonly action: Action;
  readonly barrier: string | null;
  readonly onApproveAll: () => void;
  readonly onApproveTicked: () => void;
  readonly onReject: () => void;
}

function Buttons(props: ButtonsProps): ReactNode {
  const { proposal, choice, action, barrier, onApproveAll, onApproveTicked, onReject } = props;
  const linked = useLinked();
  const off = barrier !== null || action.busy;
  const ticked = choice.legs.length;
  return (
    <div className="proposal-foot">
      <div className="totals" data-testid="proposal-totals">
        <span>
          Turnover <b>{formatPercent(proposal.turnover)}</b>
        </span>
        <span>
          Est. cost <b>{formatMoney(proposal.costMoney)}</b>
        </span>
        <span>
          Legs <b>{proposal.legs.length}</b>
        </span>
      </div>
      <div className="proposal-buttons">
        <button
          className="button-main"
          data-testid="approve-all"
          disabled={off}
          title={barrier ?? 'Re-check and send every leg'}
          onClick={onApproveAll}
        >
          Approve all
        </button>
        <button
          data-testid="approve-selected"
          disabled={off || ticked === 0}
          title={barrier ?? (ticked === 0 ? 'Tick legs first' : 'Re-check and send the ticked legs (A)')}
          onClick={onApproveTicked}
        >
          {approveWords(choice)}
        </button>
        <button
          data-testid="reject"
          disabled={!linked || action.busy}
          title="Send none of it; asks for a reason (R)"
          onClick={onReject}
        >
          Reject…
        </button>
      </div>
    </div>
  );
}

/** Those that came to nothing are ticked all the same, and are not counted. */
function approveWords({ legs, sizes }: Choice): string {
  const out = sizes.filter(({ sellShares, buyShares }) => sellShares + buyShares === 0).length;
  return sizes.length === 0
    ? `Approve selected (${legs.length})`
    : `Approve with these sizes (${legs.length - out})`;
}

function Empty({
  status,
  loaded,
}: {
  readonly status: SeenStatus | null;
  readonly loaded: boolean;
}): ReactNode {
  const connected = status?.connection.state === 'reconciled';
  return (
    <div className="empty" data-testid="proposals-empty">
      <strong>{loaded ? 'Nothing is proposed.' : 'Asking the desk…'}</strong>
      <p>{status?.interval.summary ?? ''}</p>
      {status && !connected ? <p>Connect first: choose a TWS above and press Connect.</p> : null}
      {status?.mode === 'observe' ? <p>The mode is Observe: switch to Propose to get proposals.</p> : null}
    </div>
  );
}
