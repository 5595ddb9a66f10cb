/** The faults of one practice TWS as those who rehearse have them: fire one, arm one, clear them, or follow a random plan. */
import { performEvent, type Machine } from './faults/events.ts';
import { isEvent, isFaultName, makeFault, type Fault, type FaultWish } from './faults/fault.ts';
import { plannedFaults, type FaultPlan } from './faults/plan.ts';
import type { ArmedFault } from './faults/switches.ts';

export class Faults {
  readonly #machine: Machine;
  readonly #changeTogether: (change: () => void) => void;
  #plan: { readonly plan: FaultPlan; readonly since: number } | null = null;
  #generation = 0;

  /** changeTogether: runs a change of the account so that it is kept before any client hears of it. */
  constructor(machine: Machine, changeTogether: (change: () => void) => void) {
    this.#machine = machine;
    this.#changeTogether = changeTogether;
    const { world } = machine;
    world.switches.onStrike = ({ name, count }, struck) => {
      // One that strikes without end would fill the log.
      if (count > 0 || struck === 1) world.log('fault-struck', { name });
    };
  }

  /** An event happens, a switch strikes once; both after their `after`. Throws BadFault. */
  fire(wish: FaultWish): void {
    const fault = makeFault(wish);
    this.#begin(isEvent(fault) ? fault : { ...fault, count: 1 });
  }

  /** A switch stays armed for its `count`; an event happens, as by fire. Throws BadFault. */
  set(wish: FaultWish): void {
    this.#begin(makeFault(wish));
  }

  /** By number, by name, or all; also those that wait for their `after`, where all are meant. How many armed ones were cleared. */
  clear(what: number | string): number {
    const { switches } = this.#machine.world;
    if (what === 'all') {
      this.#generation += 1;
      this.#plan = null;
      return switches.clear(() => true);
    }
    return switches.clear(({ id, fault }) => (isFaultName(String(what)) ? fault.name === what : id === what));
  }

  armed(): readonly ArmedFault[] {
    return this.#machine.world.switches.list();
  }

  /** null: none any more. It begins now. */
  follow(plan: FaultPlan | null): void {
    this.#plan = plan === null ? null : { plan, since: this.#machine.world.clock.now() };
  }

  /** Called with each beat of the market. */
  tick(now: number): void {
    const followed = this.#plan;
    if (followed === null) return;
    this.#plan = { plan: followed.plan, since: now };
    for (const fault of plannedFaults(followed.plan, followed.since, now)) this.#begin(fault);
  }

  #begin(fault: Fault): void {
    const { world } = this.#machine;
    const generation = this.#generation;
    if (fault.after === 0) this.#happen(fault);
    else {
      world.timers.after(fault.after * 1000, () => {
        if (generation === this.#generation) this.#happen(fault);
      });
    }
  }

  #happen(fault: Fault): void {
    const { world } = this.#machine;
    world.log('fault', { ...fault, marketTime: new Date(world.clock.now()).toISOString() });
    if (isEvent(fault)) this.#changeTogether(() => performEvent(fault, this.#machine));
    else world.switches.arm(fault);
  }
}
