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
