/** A fault as a value: made from words of a program, of the command line or of JSON, always whole and within its bounds. */
import { indexOfSymbol } from '../market/universe.ts';
import { CATALOGUE } from './catalogue.ts';
import type { Entry, Spec, ValueOf } from './specs.ts';

type Catalogue = typeof CATALOGUE;
export type FaultName = keyof Catalogue;
type ParametersOf<N extends FaultName> = {
  readonly [K in keyof Catalogue[N]['parameters']]: ValueOf<Catalogue[N]['parameters'][K]>;
};
export type FaultOf<N extends FaultName> = { readonly name: N } & ParametersOf<N>;
export type Fault = { [N in FaultName]: FaultOf<N> }[FaultName];
/** What is left out takes its usual value. */
export type FaultWish = { [N in FaultName]: { readonly name: N } & Partial<ParametersOf<N>> }[FaultName];

type NameOf<Way> = { [N in FaultName]: Catalogue[N]['way'] extends Way ? N : never }[FaultName];
export type EventName = NameOf<'event'>;
export type SwitchName = NameOf<'switch'>;
export type EventFault = { [N in EventName]: FaultOf<N> }[EventName];
export type SwitchFault = { [N in SwitchName]: FaultOf<N> }[SwitchName];

/** The words cannot be understood; field is the one that is wrong. */
export class BadFault extends Error {
  override readonly name = 'BadFault';
  readonly field: string;

  constructor(field: string, message: string) {
    super(`${field}: ${message}`);
    this.field = field;
  }
}

export const FAULT_NAMES: readonly FaultName[] = Object.keys(CATALOGUE).filter(isFaultName);

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(CATALOGUE, name);
}

export function entryOf(name: FaultName): Entry {
  return CATALOGUE[name];
}

export function isEvent(fault: Fault): fault is EventFault {
  return CATALOGUE[fault.name].way === 'event';
}

/** Throws BadFault. */
export function makeFault(wish: FaultWish): Fault {
  return readFault(wish);
}

/** From JSON: an object with `name` and any of its parameters. Throws BadFault. */
export function readFault(value: unknown): Fault {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadFault('fault', 'an object with a name is wanted');
  }
  const { name, ...given } = value as Record<string, unknown>;
  if (typeof name !== 'string' || !isFaultName(name)) {
    throw new BadFault('name', `${JSON.stringify(name) ?? 'nothing'} is no fault; --list-faults names them`);
  }
  const { parameters } = entryOf(name);
  const stranger = Object.keys(given).find((key) => !Object.hasOwn(parameters, key));
  if (stranger !== undefined) {
    throw new BadFault(stranger, `${name} knows ${Object.keys(parameters).join(', ')}`);
  }
  const read = Object.entries(parameters).map(([key, spec]) => [key, valueOf(key, spec, given[key])]);
  return { name, ...Object.fromEntries(read) } as Fault;
}

/** From the command line: `name` or `name:key=value,key=value`. Throws BadFault. */
export function parseFault(text: string): Fault {
  const [name = '', ...rest] = text.split(':');
  const words = rest.join(':');
  const pairs = words === '' ? [] : words.split(',').map((pair) => pairOf(pair));
  return readFault({ ...Object.fromEntries(pairs), name });
}

/** One line a fault: name, parameters with their usual values, what it does. */
export function listFaults(): string[] {
  return FAULT_NAMES.map((name) => {
    const { parameters, does } = entryOf(name);
    const words = Object.entries(parameters).map(([key, spec]) => `${key}=${usualText(spec)}`);
    return `${name}:${words.join(',')}  ${does}`;
  });
}

function pairOf(pair: string): [string, string] {
  const at = pair.indexOf('=');
  if (at <= 0) throw new BadFault(pair, 'key=value is wanted');
  return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
}

function usualText(spec: Spec): string {
  switch (spec.kind) {
    case 'number':
      return String(spec.usual);
    case 'choice':
      return spec.of.join('|');
    case 'ticker':
      return '';
  }
}

function valueOf(key: string, spec: Spec, given: unknown): string | number {
  switch (spec.kind) {
    case 'number': {
      if (given === undefined) return spec.usual;
      const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
      const isRight = typeof value === 'number' && Number.isFinite(value);
      if (
        isRight &&
        value >= spec.least &&
        value <= spec.most &&
        (!spec.isWhole || Number.isInteger(value))
      ) {
        return value;
      }
      const what = spec.isWhole ? 'a whole number' : 'a number';
      throw new BadFault(key, `${what} from ${spec.least} to ${spec.most} is wanted`);
    }
    case 'choice': {
      const value = given ?? spec.of[0];
      const text = typeof value === 'number' ? String(value) : value;
      if (typeof text === 'string' && spec.of.includes(text)) return text;
      throw new BadFault(key, `one of ${spec.of.join(', ')} is wanted`);
    }
    case 'ticker': {
      if (given === undefined || given === '') return '';
      if (typeof given === 'string' && indexOfSymbol(given) !== null) return given.toUpperCase();
      throw new BadFault(key, 'a symbol of the practice universe is wanted');
    }
  }
}
