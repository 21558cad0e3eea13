// A stretch of a recording as a race: programs, claims, and the log's order as the schedule. The text
// is laid out by the formatter and compiled before it is handed out.

import { err, ok, type Result } from '../base.ts';
import { compile } from '../race/compile.ts';
import { format } from '../race/format.ts';
import type { Trace } from '../trace/trace.ts';
import { type Choice, chooseUses, type Stretch } from './choose.ts';
import { type Facts, factsOf } from './facts.ts';
import { write } from './write.ts';

export interface Retold {
  readonly source: string;
  /** The use that the story is about. */
  readonly use: number;
}

/** Tells a stretch; `file` names the recording. Returns the race, or why it cannot be told. */
export function retell(trace: Trace, stretch: Stretch, file: string): Result<Retold, string> {
  const choice = chooseUses(trace, stretch);
  if (!choice.ok) return choice;
  const left = [...choice.value.left];
  for (const use of choice.value.uses) {
    const facts = factsOf(trace, use);
    const source = facts.ok ? compiled(facts.value, file, left) : facts;
    if (source.ok) return ok({ source: source.value, use });
    left.push({ use, why: source.error });
  }
  return err(left[choice.value.left.length]?.why ?? '');
}

/** The race in the layout of all, if it compiles. */
function compiled(facts: Facts, file: string, left: Choice['left']): Result<string, string> {
  const source = format(write(facts, file, left));
  const { race, diagnostics } = compile(source);
  if (race !== undefined) return ok(source);
  const first = diagnostics.find(d => d.severity === 'error');
  return err(`the race language cannot say it: ${first?.message ?? 'it does not compile'}`);
}
