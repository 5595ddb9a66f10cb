/** How the parameters of a fault are described, so that one table serves types, command line, control port and random plans. */

export interface NumberSpec {
  readonly kind: 'number';
  readonly usual: number;
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
  /** What a random plan draws from; null: it keeps to the usual value. */
  readonly drawn: readonly [number, number] | null;
}

export interface ChoiceSpec<T extends readonly string[] = readonly string[]> {
  readonly kind: 'choice';
  /** The first one is usual. */
  readonly of: T;
}

/** A symbol of the practice universe; empty: any name, or one that the fault picks. */
export interface TickerSpec {
  readonly kind: 'ticker';
}

export type Spec = NumberSpec | ChoiceSpec | TickerSpec;
export type Specs = Readonly<Record<string, Spec>>;

export type ValueOf<S> = S extends NumberSpec ? number : S extends ChoiceSpec<infer T> ? T[number] : string;

/** What a fault is at the top of the table. weight: how often a random plan takes it, above 0. */
export interface Entry<Way extends 'event' | 'switch' = 'event' | 'switch', P extends Specs = Specs> {
  /** An event happens once; a switch stays until it has struck `count` times or is cleared. */
  readonly way: Way;
  readonly does: string;
  readonly weight: number;
  readonly parameters: P;
}

const LONGEST_SECONDS = 86_400;

export const ticker: TickerSpec = { kind: 'ticker' };

export function amount(
  usual: number,
  least: number,
  most: number,
  drawn: readonly [number, number] | null = null,
): NumberSpec {
  return { kind: 'number', usual, least, most, isWhole: false, drawn };
}

export function whole(
  usual: number,
  least: number,
  most: number,
  drawn: readonly [number, number] | null = null,
): NumberSpec {
  return { kind: 'number', usual, least, most, isWhole: true, drawn };
}

/** Of the timers, not of the market. */
export function seconds(usual: number, drawn: readonly [number, number] | null = null): NumberSpec {
  return amount(usual, 0, LONGEST_SECONDS, drawn);
}

export function oneOf<const T extends readonly string[]>(...of: T): ChoiceSpec<T> {
  return { kind: 'choice', of };
}

/** Seconds before it takes effect. */
const EVENT = { after: seconds(0) };
/** How likely it strikes each time it could, and how often it strikes in all; 0: without end. */
const SWITCH = { ...EVENT, probability: amount(1, 0, 1), count: whole(0, 0, 1_000_000, [1, 3]) };

export function event<P extends Specs>(
  does: string,
  parameters: P,
  weight = 1,
): Entry<'event', typeof EVENT & P> {
  return { way: 'event', does, weight, parameters: { ...EVENT, ...parameters } };
}

export function armed<P extends Specs>(
  does: string,
  parameters: P,
  weight = 1,
): Entry<'switch', typeof SWITCH & P> {
  return { way: 'switch', does, weight, parameters: { ...SWITCH, ...parameters } };
}
