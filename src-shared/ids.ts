declare const id: unique symbol;
type Id<Name extends string> = string & { readonly [id]: Name };
type NumericId<Name extends string> = number & { readonly [id]: Name };

/** Symbol as IBKR spells it, e.g. `AAPL` or `BRK B`. */
export type Ticker = Id<'Ticker'>;
/** IBKR's id of one contract. */
export type ConId = NumericId<'ConId'>;
/** Our own id of an order, at most 40 plain ASCII characters; travels in IBKR's orderRef and is the key of the journal. */
export type OrderId = Id<'OrderId'>;
/** IBKR's execution id without the part after the last dot, so that a correction meets the fill it corrects. */
export type FillId = Id<'FillId'>;
export type ProposalId = Id<'ProposalId'>;
/** An approved trade that is being worked. */
export type WorkId = Id<'WorkId'>;
/** IBKR's account id; `D…` is paper. */
export type AccountId = Id<'AccountId'>;

export const ticker = (s: string): Ticker => s as Ticker;
export const conId = (n: number): ConId => n as ConId;
export const orderId = (s: string): OrderId => s as OrderId;
export const fillId = (s: string): FillId => s as FillId;
export const proposalId = (s: string): ProposalId => s as ProposalId;
export const workId = (s: string): WorkId => s as WorkId;
export const accountId = (s: string): AccountId => s as AccountId;

/** The key of a fill and its correction number, from an execution id such as `0000e0d5.6a1b2c3d.01.02`. */
export function splitExecId(execId: string): { readonly fillId: FillId; readonly revision: number } {
  const dot = execId.lastIndexOf('.');
  const revision = dot < 0 ? Number.NaN : Number(execId.slice(dot + 1));
  if (!Number.isInteger(revision)) return { fillId: fillId(execId), revision: 1 };
  return { fillId: fillId(execId.slice(0, dot)), revision };
}
