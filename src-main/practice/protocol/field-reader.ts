/** Reads the fields of a request in order. Clients write numbers in many ways, so numbers are read leniently. */

/** A request of known kind whose fields cannot be read; TWS answers such a one with error 320. */
export class UnreadableRequest extends Error {
  override readonly name = 'UnreadableRequest';
}

const UNSET_DOUBLE = 1.7976931348623157e308;
const UNSET_INT = 2_147_483_647;

export class FieldReader {
  readonly #fields: readonly string[];
  #next = 0;

  constructor(fields: readonly string[]) {
    this.#fields = fields;
  }

  get left(): number {
    return this.#fields.length - this.#next;
  }

  text(what: string): string {
    const field = this.#fields[this.#next];
    if (field === undefined) throw new UnreadableRequest(`Missing field: ${what}`);
    this.#next += 1;
    return field;
  }

  /** null when empty or one of the values that mean unset. */
  number(what: string): number | null {
    const text = this.text(what).trim();
    if (text === '') return null;
    const value = Number(text);
    if (!Number.isFinite(value)) throw new UnreadableRequest(`Unable to parse field: ${what} = ${text}`);
    return value === UNSET_DOUBLE || value === UNSET_INT ? null : value;
  }

  /** Of 32 bits, as TWS has them; empty counts as 0. */
  integer(what: string): number {
    const value = this.number(what) ?? 0;
    if (!Number.isInteger(value) || Math.abs(value) > UNSET_INT) {
      throw new UnreadableRequest(`Unable to parse field: ${what} = ${value}`);
    }
    return value;
  }

  flag(what: string): boolean {
    const text = this.text(what).trim().toLowerCase();
    return text !== '' && text !== '0' && text !== 'false';
  }

  skip(count: number, what: string): void {
    for (let i = 0; i < count; i += 1) this.text(what);
  }
}
