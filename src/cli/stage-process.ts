// A running `probe stage --serve`: takes plans, gives what the real kernel made of them, in order.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { release } from 'node:os';
import { createInterface } from 'node:readline';
import { type Performance, type Plan, planLine, readPerformance } from '../conform/plan.ts';
import { buildProbe } from './probe-build.ts';

/** Why plans cannot be performed here; the words are for people. */
export class NoStage extends Error {}

interface Waiting {
  readonly give: (line: string) => void;
  readonly fail: (why: Error) => void;
}

export interface Stage {
  readonly perform: (plan: Plan) => Promise<Performance>;
  /** The stage's own line, unread. */
  readonly performRaw: (plan: Plan) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** The running kernel's version as the model counts: 6.18.44 is 6018. */
export function runningVersion(): number {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  return major * 1000 + minor;
}

/** The probe's path: named by WRONG_NUMBER_PROBE, else built from the package's sources. */
export function probePath(): string {
  if (process.platform !== 'linux') throw new NoStage('the real kernel must be Linux');
  const path = process.env.WRONG_NUMBER_PROBE;
  if (path !== undefined && path !== '') {
    if (existsSync(path)) return path;
    throw new NoStage(`no probe at ${path}, which WRONG_NUMBER_PROBE names`);
  }
  const built = buildProbe();
  if (built.kind === 'none') throw new NoStage(built.why);
  return built.path;
}

/** Starts a stage on processor `cpu` (modulo their number). */
export function startStage(cpu: number): Stage {
  const child = spawn(probePath(), ['stage', '--serve'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, STAGE_CPU: String(cpu) },
  });
  const queue: Waiting[] = [];
  let complaint = '';
  child.stderr.on('data', data => {
    complaint += String(data);
  });
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', line => queue.shift()?.give(line));
  child.on('close', () => {
    for (const waiting of queue.splice(0))
      waiting.fail(new NoStage(complaint.trim() || 'it ended'));
  });
  const performRaw = (plan: Plan): Promise<string> =>
    new Promise((give, fail) => {
      queue.push({ give, fail });
      child.stdin.write(`${planLine(plan)}\n`);
    });
  return {
    performRaw,
    perform: async plan => readPerformance(await performRaw(plan)),
    close: () => ended(child),
  };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.on('close', () => resolve());
    child.stdin?.end();
  });
}
