// What a command of the command line is.

import type { Terminal } from './terminal.ts';

export interface Command {
  readonly name: string;
  /** As it is called, without the program's name. */
  readonly usage: string;
  /** One line for the overview. */
  readonly summary: string;
  /** What `--help` tells after the usage. */
  readonly help: string;
  /** Does it. Returns the exit status; throws a UsageError for wrong arguments. */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number>;
}
