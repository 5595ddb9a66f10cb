import type { Caller, Handlers, RequestName } from '#shared/contract/contract.ts';
import type { ContractServer } from '#shared/contract/server.ts';
import type { ErrorCode } from '#shared/contract/wire.ts';
import { Desk } from './desk.ts';
import type { DeskParts } from './desk-parts.ts';
import type { ConnectionSettings } from './ports-connection.ts';
import { codeOf, createHandlers, journalCommand } from './handlers.ts';
import { Safekeeping } from './safekeeping.ts';
import { commandBudget } from './safety/flood.ts';
import { Screen } from './screen.ts';

/** A desk as a host sees it: something to serve, to start and to stop. */
export interface HostedDesk {
  readonly handlers: Handlers;
  readonly onCommand: (name: RequestName, input: unknown, caller: Caller) => void;
  /** Of one client: throws in words where it sends commands faster than anybody could mean. */
  readonly budget: () => (name: RequestName) => void;
  readonly codeOf: (error: unknown) => ErrorCode | null;
  /** Publishes what changes to this server's clients. */
  attach(server: ContractServer): void;
  start(): void;
  /** As of the last desk settings that could be read. */
  connectionSettings(): ConnectionSettings;
  /** Stops new orders and says why; everything else goes on. */
  halt(reason: string): void;
  stop(): Promise<void>;
}

export function createDesk(parts: DeskParts): HostedDesk {
  const desk = new Desk(parts);
  const screens: Screen[] = [];
  const safekeeping = new Safekeeping(desk);
  return {
    handlers: createHandlers(desk),
    onCommand: (name, input, { who }) => journalCommand(desk, name, input, who),
    budget: () => commandBudget(() => parts.clock.elapsed()),
    codeOf,
    attach: (server) => void screens.push(new Screen(desk, server)),
    start() {
      desk.start();
      safekeeping.start();
    },
    connectionSettings: () => desk.deskSettings.connection,
    halt: (reason) => desk.halt(reason),
    async stop() {
      for (const screen of screens) screen.stop();
      await safekeeping.stop();
      await desk.stop();
    },
  };
}
