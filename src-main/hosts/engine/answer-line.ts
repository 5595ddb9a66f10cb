import { z } from 'zod';
import { InputError } from '#engine/math/input-error.ts';
import { brokenAt } from './json-position.ts';

/** One thing that the filter can compute: a JSON value in, a JSON value out. Throws on input that it cannot use. */
export type Verb = (input: unknown) => unknown;

/** What a line that cannot be answered gets instead. */
interface Refused {
  readonly error: string;
  /** The field and its index, such as `z[3]`, or the position in a line that is no JSON; null = the line as a whole. */
  readonly at: string | number | null;
}

/** The answer to one line, as JSON without a line break. Never throws: the lines after it must go on. */
export function answerLine(verb: Verb, line: string): string {
  const input = parse(line);
  return JSON.stringify('refused' in input ? input.refused : answer(verb, input.value), plainNumbers);
}

function parse(line: string): { value: unknown } | { refused: Refused } {
  try {
    return { value: JSON.parse(line) as unknown };
  } catch {
    const at = brokenAt(line);
    const what =
      at < line.length ? `${JSON.stringify(line[at])} is not expected here` : 'the line ends too early';
    return { refused: { error: `not valid JSON: ${what}`, at } };
  }
}

function answer(verb: Verb, input: unknown): unknown {
  try {
    return verb(input);
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): Refused {
  if (error instanceof z.ZodError) {
    const [first] = error.issues;
    return { error: first?.message ?? error.message, at: placeOf(first?.path ?? []) };
  }
  if (error instanceof InputError) {
    return { error: error.message, at: error.field + (error.index === null ? '' : `[${error.index}]`) };
  }
  return { error: error instanceof Error ? error.message : String(error), at: null };
}

/** `['returns', 3, 0]` → `returns[3][0]`. */
function placeOf(path: readonly PropertyKey[]): string | null {
  if (path.length === 0) return null;
  return path
    .map((step, k) => (typeof step === 'number' ? `[${step}]` : (k === 0 ? '' : '.') + String(step)))
    .join('');
}

/** Typed arrays as arrays; what is not finite becomes null by itself. */
const plainNumbers = (_: string, value: unknown): unknown =>
  value instanceof Float64Array ? Array.from(value) : value;
