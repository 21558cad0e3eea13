// Every command, in the order of the overview.

import { check } from './check.ts';
import type { Command } from './command.ts';
import { conform } from './conform.ts';
import { fmt } from './fmt.ts';
import { run } from './run.ts';
import { stage } from './stage.ts';
import { trace } from './trace.ts';

export const COMMANDS: readonly Command[] = [check, run, stage, trace, fmt, conform];
