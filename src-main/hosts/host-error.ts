/** A reason not to start that the user reads as it stands; `exitCode` says which kind to a script. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly exitCode: number;
  constructor(message: string, exitCode: number = cannotStart) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The command line was not understood. */
export const badArguments = 2;
/** The data folder, the port or the renderer is not to be had. */
export const cannotStart = 3;
