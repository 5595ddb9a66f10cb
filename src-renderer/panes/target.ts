import { Target } from '#shared/contract/rows.ts';
import { recall } from '../preferences.ts';

type Kind = Target['kind'];

interface TargetChoice {
  readonly kind: Kind;
  readonly label: string;
}

export const targetChoices: readonly TargetChoice[] = [
  { kind: 'practice', label: 'Practice' },
  { kind: 'tws-paper', label: 'TWS paper' },
  { kind: 'tws-live', label: 'TWS live' },
  { kind: 'gateway-paper', label: 'Gateway paper' },
  { kind: 'gateway-live', label: 'Gateway live' },
  { kind: 'custom', label: 'Custom…' },
];

/** Those that TWS and the Gateway come with. */
const ports: Readonly<Record<Kind, number>> = {
  practice: 0,
  'tws-paper': 7497,
  'tws-live': 7496,
  'gateway-paper': 4002,
  'gateway-live': 4001,
  custom: 7497,
};

/** Fixed, because only the same client id may change its orders after a restart; not 0, which would adopt orders typed in TWS. */
export const defaultClientId = 17;

export const targetOf = (kind: Kind): Target => ({
  kind,
  host: '127.0.0.1',
  port: ports[kind],
  clientId: defaultClientId,
});

/** The target used last on this screen, else practice. */
export function rememberedTarget(): Target {
  const kept = Target.safeParse(recall('target'));
  return kept.success ? kept.data : targetOf('practice');
}

/** What is wrong with a target typed by hand, in words; null = nothing. */
export function faultOf(target: Target): string | null {
  if (target.kind !== 'practice' && target.port === 0) return 'The port must be between 1 and 65535.';
  const parsed = Target.safeParse(target);
  if (parsed.success) return null;
  switch (parsed.error.issues[0]?.path[0]) {
    case 'host':
      return 'Give the host on which TWS runs, such as 127.0.0.1.';
    case 'port':
      return 'The port must be between 1 and 65535.';
    default:
      return 'The client id must be a whole number from 0 up.';
  }
}
