import { z } from 'zod';
import type { NameMargins } from '#engine/optimizer/margins.ts';
import { rotate } from '#engine/optimizer/rotation.ts';
import { isShort } from '#engine/optimizer/rotation/book-of.ts';
import { defaultRotationSettings } from '#engine/optimizer/rotation-settings.ts';
import { Column, Numbers } from '../fields.ts';

/** What is left out stands at the specification's default; a key that it does not know is refused, as a slip of the pen. */
const Config = z
  .strictObject(
    Object.fromEntries(
      Object.entries(defaultRotationSettings).map(([key, otherwise]) => [
        key,
        typeof otherwise === 'boolean' ? z.boolean().optional() : z.number().optional(),
      ]),
    ),
  )
  .transform((given) => ({ ...defaultRotationSettings, ...given }));

const Input = z.object({
  z: Column,
  wCur: Numbers,
  pnlBps: Numbers,
  atrPct: Numbers,
  ageMin: Numbers,
  cost: Numbers,
  beta: Numbers,
  sector: z.array(z.string()),
  frozen: z.array(z.boolean()),
  hedge: z.object({ beta: z.number(), wCur: z.number() }).nullish(),
  config: Config.prefault({}),
});

/** Stops that a higher z would pass. */
const gaps: ReadonlySet<string> = new Set(['ALPHA_GAP', 'COST_GATE']);

/** Spec 5: targets with their reasons, pairs and margins. */
export function rotation(value: unknown): unknown {
  const { config, hedge, ...book } = Input.parse(value);
  const got = rotate({ ...book, hedge: hedge ?? null }, config);
  const blocked = new Map<number, string>(got.blocked.map(({ index, reason }) => [index, reason]));
  const misses = (i: number): boolean => {
    const stop = blocked.get(i) ?? '';
    // A name that the short book would open has no margins of its own.
    return gaps.has(stop) || (isShort(book, i) && gaps.has(stop.replace(/_SHORT$/, '')));
  };
  return {
    wTar: got.wTar,
    rawTarget: got.rawTarget,
    rank: got.rank,
    reasons: got.reasons,
    blocked: Object.fromEntries(blocked),
    pairs: got.pairs.map(({ from, to, dw, utility, reason }) => ({ from, to, dw, utility, reason })),
    L1: got.book.l1,
    bandSkip: got.bandSkip,
    nameBand: got.nameBand,
    unmet: got.unmet,
    hedge: got.hedge && { wTar: got.hedge.wTar, reason: got.hedge.reason },
    margins: got.margins.map((margins, i) => applicable(margins, misses(i))),
  };
}

/** A margin that cannot apply to the name has no key; null = it applies, but nothing could cause it. */
function applicable(margins: NameMargins, stopped: boolean): Partial<NameMargins> {
  const { cutScoreZ, donorZ, loserBps, deadMoneyMin, gapZ } = margins;
  return {
    ...(loserBps === null ? {} : { loserBps }),
    ...(deadMoneyMin === null ? {} : { cutScoreZ, donorZ, deadMoneyMin }),
    ...(stopped ? { gapZ } : {}),
  };
}
