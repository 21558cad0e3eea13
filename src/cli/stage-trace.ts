// `stage -o TRACE`: the performance of a plan, recorded by the probe. The stage's processes all run
// one program, so that the recorder knows them by one name; in the trace they get the names that they
// have in the plan, and a remark says so. Nothing else is changed.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Performance, type Plan, planLine, readPerformance } from '../conform/plan.ts';
import { NoStage, probePath } from './stage-process.ts';

/** Performs a plan under the recorder and writes the trace to `path`. */
export function recordPlan(plan: Plan, path: string): Performance {
  const folder = mkdtempSync(join(tmpdir(), 'wrong-number-'));
  try {
    const planPath = join(folder, 'plan.json');
    const tracePath = join(folder, 'trace.ndjson');
    writeFileSync(planPath, planLine(plan));
    const probe = probePath();
    const args = ['record', '-o', tracePath, '--', probe, 'stage', planPath];
    const done = spawnSync(probe, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
    const line = done.stdout.split('\n').find(text => text.startsWith('{"plan"'));
    if (line === undefined) throw new NoStage(done.stderr.trim() || 'the recorder ended early');
    const real = readPerformance(line);
    writeFileSync(path, named(readFileSync(tracePath, 'utf8'), plan, real));
    return real;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Line {
  ev?: string;
  t?: number;
  tid?: number;
  child?: number;
  comm?: string;
  flags?: unknown;
}

/** The trace with the plan's names: actors are born in the order of the plan's steps. */
export function named(trace: string, plan: Plan, real: Performance): string {
  const births = plan.steps.flatMap((step, i) =>
    step.child !== undefined && wasBorn(real, i) ? [step.child] : [],
  );
  const actors = new Set<number>();
  let next = 0;
  let remarked = false;
  const lines = trace.split('\n').flatMap(text => {
    if (!text.includes('"ev":"clone"')) return [text];
    const line = JSON.parse(text) as Line;
    const first = actors.size === 0 && String(line.flags).includes('CLONE_NEWPID');
    if (!first && !actors.has(line.tid ?? -1)) return [text];
    actors.add(line.child ?? -1);
    const comm = first ? 'init' : (births[next++] ?? line.comm ?? '');
    const renamed = JSON.stringify({ ...line, comm });
    if (remarked) return [renamed];
    remarked = true;
    return [JSON.stringify({ t: line.t ?? 0, ev: 'note', text: REMARK }), renamed];
  });
  return lines.join('\n');
}

const REMARK = 'processes of the staged plan are called as in the plan';

/** Whether the step made a task: its own result tells, or a late one. */
function wasBorn(real: Performance, i: number): boolean {
  const results = [
    real.steps[i]?.result,
    ...real.steps.flatMap(step => step.late.filter(late => late.i === i).map(l => l.result)),
  ];
  return results.some(result => typeof result?.ret === 'number' && result.ret > 0);
}
