// Every command, in the order of the overview.

import type { Command } from './command.ts';
import { conform } from './conform.ts';
import { stage } from './stage.ts';

export const COMMANDS: readonly Command[] = [conform, stage];
