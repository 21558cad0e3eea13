// The explorer beside SPIN's generated verifier, in one run, round by round (A B A B): read the ratios.
// Both search the same races; SPIN's model of them is written by promela.ts.

import { IDS, raceOf, sourceOf } from '../../src/catalogue/index.ts';
import { explore } from '../../src/explore/explore.ts';
import { FingerprintSet } from '../../src/explore/visited.ts';
import { searchModel } from '../../src/machine/search.ts';
import { compile } from '../../src/race/compile.ts';
import type { Race } from '../../src/race/program.ts';
import { mustCompile } from './agree.ts';
import { type PanRun, panDefaults, runPan } from './pan.ts';
import { promelaOf } from './promela.ts';
import { Unsupported } from './promela-terms.ts';
import { type Scale, scaledRace } from './scenarios.ts';

/** Each with more than five million states. */
const SCALED: readonly Scale[] = [
  { targets: 4, bystanders: 16, numbers: 15, hold: 'number' },
  { targets: 4, bystanders: 12, numbers: 15, hold: 'pidfd' },
  { targets: 5, bystanders: 3, numbers: 17, hold: 'number' },
];

/** Returns: whether every figure could be taken. */
export function bench(rounds: number): boolean {
  // Either part alone: SPIN_BENCH=catalogue or SPIN_BENCH=scaled.
  const part = process.env.SPIN_BENCH;
  const scales = part === 'catalogue' ? [] : SCALED;
  if (part !== 'scaled') catalogue();
  return scales.map(scale => scaled(scale, rounds)).every(Boolean);
}

/** From source text to verdict, for every scenario and variant. */
function catalogue(): void {
  console.log('Source to verdict, milliseconds (SPIN: generation + compilation + search)');
  const spins: number[] = [];
  const rows: { name: string; ours: number; spin: number | undefined }[] = [];
  for (const id of IDS) {
    for (const [variant, name] of raceOf(id).variants.entries()) {
      const ours = timed(() => {
        const { race } = compile(sourceOf(id) ?? '', id);
        if (race !== undefined) explore(searchModel(race, variant));
      });
      const run = pan(raceOf(id), variant, false);
      const spin = run && 1000 * (run.seconds.spin + run.seconds.cc + run.seconds.pan);
      if (spin !== undefined) spins.push(spin);
      rows.push({ name: `${id} ${name}`, ours, spin });
    }
  }
  // What cannot be said in Promela is set against SPIN's fastest answer to anything.
  const least = Math.min(...spins);
  for (const { name, ours, spin } of rows) {
    const ratio = ((100 * ours) / (spin ?? least)).toFixed(1);
    const theirs = spin === undefined ? `(${least.toFixed(0)})` : spin.toFixed(0);
    console.log(
      `${name.padEnd(40)} ${ours.toFixed(1).padStart(8)} ${theirs.padStart(8)} ${ratio.padStart(7)} %`,
    );
  }
}

function scaled(scale: Scale, rounds: number): boolean {
  const race = mustCompile(scaledRace(scale));
  console.log(`\n${race.title}`);
  for (let round = 0; round < rounds; round++) {
    for (const reduce of [false, true]) {
      const ours = search(race, reduce);
      const spin = pan(race, 0, reduce);
      if (spin === undefined) return false;
      console.log(line(reduce, ours, spin));
    }
  }
  return true;
}

/** One comparison. Ratios are of states a second without reduction, of times with it. */
function line(reduce: boolean, ours: ReturnType<typeof search>, spin: PanRun): string {
  const rate = (states: number, seconds: number) => states / seconds / 1e6;
  const ratio = (mine: number, theirs: number) =>
    reduce ? theirs / mine : rate(ours.states, mine) / rate(spin.states, theirs);
  const clock = ratio(ours.seconds, spin.seconds.pan).toFixed(2);
  const cpu = ratio(ours.cpu, spin.cpu).toFixed(2);
  const mine = `${million(ours.states)} states in ${ours.seconds.toFixed(1)} s (cpu ${ours.cpu.toFixed(1)})`;
  const theirs = `${million(spin.states)} in ${spin.seconds.pan.toFixed(1)} s (cpu ${spin.cpu.toFixed(1)})`;
  const bytes = `${(ours.bytes / ours.states).toFixed(1)} bytes a state, SPIN ${((spin.megabytes * 1e6) / spin.states).toFixed(0)}`;
  return `  ${reduce ? 'reduced' : 'full   '} ours ${mine}; SPIN ${theirs}; ratio ${clock} by the clock, ${cpu} by cpu; ${bytes}`;
}

function search(race: Race, reduce: boolean) {
  const before = process.cpuUsage();
  const begun = performance.now();
  const report = explore(searchModel(race, 0), {
    graphStates: 0,
    reduce,
    limits: { states: 100_000_000, transitions: 1e10, bytes: 4e9 },
  });
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / 1e6;
  if (!report.complete) throw new Error(`stopped by ${report.stoppedBy}`);
  return { states: report.states, seconds, cpu, bytes: tableBytes(report.states) };
}

/** What the table of so many fingerprints takes. */
function tableBytes(states: number): number {
  const set = new FingerprintSet();
  for (let i = 0; i < states; i++) set.add(i, Math.imul(i, 0x9e3779b1));
  return set.bytes;
}

function pan(race: Race, variant: number, reduce: boolean): PanRun | undefined {
  try {
    return runPan(promelaOf([{ race, variant }]), { ...panDefaults, reduce });
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

const million = (n: number): string => `${(n / 1e6).toFixed(2)} M`;

function timed(work: () => void): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}
