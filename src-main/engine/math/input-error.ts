/** Input that nothing can be computed from. The interval that meets one trades nothing and shows the message. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly field: string;
  /** Position in universe order; null where the whole field is wrong. */
  readonly index: number | null;

  constructor(field: string, index: number | null, problem: string) {
    super(`${field}${index === null ? '' : `[${index}]`}: ${problem}`);
    this.field = field;
    this.index = index;
  }
}

export function requireFinite(field: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    // A difference of finite numbers with themselves is zero; this makes no box for each number, as a call would.
    if (!(value - value === 0)) throw new InputError(field, i, `must be finite, got ${value}`);
  }
}

export function requireLength(field: string, values: ArrayLike<unknown>, length: number): void {
  if (values.length !== length) {
    throw new InputError(field, null, `must have ${length} entries, got ${values.length}`);
  }
}

/** Throws at the second of two equal symbols, with both their places. */
export function requireDistinct(field: string, symbols: readonly string[]): void {
  const twice = firstRepeated(symbols);
  if (twice === null) return;
  const { symbol, before, at } = twice;
  throw new InputError(field, at, `${symbol} stands there twice, at ${before} and at ${at}`);
}

/** The first symbol that stands in a list again, and where; null = all differ. */
export function firstRepeated(
  symbols: readonly string[],
): { readonly symbol: string; readonly before: number; readonly at: number } | null {
  if (new Set(symbols).size === symbols.length) return null;
  const at = symbols.findIndex((symbol, i) => symbols.indexOf(symbol) < i);
  const symbol = symbols[at] as string;
  return { symbol, before: symbols.indexOf(symbol), at };
}
