/** The faults that are armed, and the one question that the rest of the practice TWS asks about them. */
import { uniform } from '../market/random.ts';
import type { FaultOf, SwitchFault, SwitchName } from './fault.ts';

export interface ArmedFault {
  readonly id: number;
  readonly fault: SwitchFault;
  /** How often it has struck. */
  readonly struck: number;
}

/** Whatever is known of the occasion. */
export interface Occasion {
  readonly symbol?: string;
}

export class Switches {
  readonly #seed: number;
  readonly #armed: { readonly id: number; readonly fault: SwitchFault; struck: number }[] = [];
  #lastId = 0;
  #draws = 0;
  /** Called with each fault as it strikes, and how often it has. */
  onStrike: (fault: SwitchFault, struck: number) => void = () => undefined;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** The fault's id, to clear it by. */
  arm(fault: SwitchFault): number {
    this.#lastId += 1;
    this.#armed.push({ id: this.#lastId, fault, struck: 0 });
    return this.#lastId;
  }

  /** How many were cleared. */
  clear(isMeant: (armed: ArmedFault) => boolean): number {
    const kept = this.#armed.filter((armed) => !isMeant(armed));
    const cleared = this.#armed.length - kept.length;
    this.#armed.splice(0, this.#armed.length, ...kept);
    return cleared;
  }

  list(): readonly ArmedFault[] {
    return this.#armed.map((armed) => ({ ...armed }));
  }

  has(name: SwitchName): boolean {
    return this.#armed.some(({ fault }) => fault.name === name);
  }

  /** Whether such a fault strikes now, and which; it is counted. suits: what the parameters must be for it. */
  take<N extends SwitchName>(
    name: N,
    occasion: Occasion = {},
    suits: (fault: FaultOf<N>) => boolean = () => true,
  ): FaultOf<N> | null {
    for (const armed of this.#armed) {
      if (!isNamed(armed.fault, name)) continue;
      const { fault } = armed;
      if (!isAbout(fault, occasion) || !suits(fault) || !this.#isDrawn(fault.probability)) continue;
      armed.struck += 1;
      if (armed.struck === fault.count) this.#armed.splice(this.#armed.indexOf(armed), 1);
      this.onStrike(armed.fault, armed.struck);
      return fault;
    }
    return null;
  }

  #isDrawn(probability: number): boolean {
    if (probability >= 1) return true;
    this.#draws += 1;
    return uniform(this.#seed, STREAM, this.#draws) < probability;
  }
}

const STREAM = 31;

function isNamed<N extends SwitchName>(fault: SwitchFault, name: N): fault is SwitchFault & FaultOf<N> {
  return fault.name === name;
}

function isAbout(fault: SwitchFault, { symbol }: Occasion): boolean {
  return !('ticker' in fault) || fault.ticker === '' || fault.ticker === symbol;
}
