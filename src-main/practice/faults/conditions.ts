/** What is wrong with TWS at the moment, beyond the armed faults: the state that faults of some duration put it into. */

/** On while at least one of the faults that overlap in it lasts. */
class Spell {
  #running = 0;

  get isOn(): boolean {
    return this.#running > 0;
  }

  begin(): void {
    this.#running += 1;
  }

  /** True when it is over, false while another one lasts. */
  end(): boolean {
    this.#running -= 1;
    return this.#running === 0;
  }
}

export class Conditions {
  /** TWS has no connection to IB. */
  readonly cut = new Spell();
  readonly marketFarm = new Spell();
  readonly historyFarm = new Spell();
  /** The same user has a live session elsewhere. */
  readonly competing = new Spell();
  /** TWS is not running: who connects is turned away. */
  readonly away = new Spell();
  /** Contract ids. */
  readonly halted = new Map<number, Spell>();
  /** What TWS's own clock is ahead of the market's, milliseconds. */
  clockOffsetMs = 0;
  /** The next welcome offers an order id lower by so many. */
  welcomeBack = 0;
  /** Requests about orders that wait for the connection to IB. */
  waiting: (() => void)[] = [];

  isHalted(conId: number): boolean {
    return this.halted.get(conId)?.isOn === true;
  }

  haltOf(conId: number): Spell {
    const halt = this.halted.get(conId) ?? new Spell();
    this.halted.set(conId, halt);
    return halt;
  }

  /** Whether no ticks leave at all. */
  get isDataSilent(): boolean {
    return this.cut.isOn || this.marketFarm.isOn || this.competing.isOn;
  }
}
