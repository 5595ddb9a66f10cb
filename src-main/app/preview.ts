import type { EngineInput } from '#engine/input.ts';
import { previewOf, type Preview } from '#engine/preview.ts';
import type { EngineSettings } from '#engine/settings.ts';
import type { EngineState } from '#engine/state.ts';
import { ContractError } from '#shared/contract/wire.ts';
import type { Part, RotationProposal } from '#shared/domain/proposal.ts';

/** Throws where there is nothing to compute it on. */
export function previewedBy(
  open: RotationProposal,
  { legs, sizes }: Part,
  state: EngineState,
  ground: EngineInput | null,
  settings: EngineSettings | null,
): Preview {
  if (ground === null || settings === null || state.account === null)
    throw new ContractError('refused', 'There is no preview before the first interval.');
  const chosen = [...new Set(legs)].toSorted((a, b) => a - b);
  if (chosen.some((leg) => !open.legs.some(({ index }) => index === leg)))
    throw new ContractError('refused', 'The proposal has other legs by now. Look at the newest one.');
  return previewOf(open, { legs: chosen, sizes }, state, ground, settings);
}
