// `agree N SEED`: random races, our ends against SPIN's. `bench`: the same searches side by side.

import { endsIn, endsOf, mustCompile } from './agree.ts';
import { bench } from './bench.ts';
import { panDefaults, runPan } from './pan.ts';
import { promelaOf } from './promela.ts';
import { randomRace } from './random.ts';

const BATCH = 25;

/** Compares so many races, full and reduced, with SPIN. Returns: whether all agree. */
function agree(count: number, seed: number): boolean {
  let differ = 0;
  for (let at = 0; at < count; at += BATCH) {
    const seeds = Array.from({ length: Math.min(BATCH, count - at) }, (_, i) => seed + at + i);
    const races = seeds.map(one => mustCompile(randomRace(one)));
    const promela = promelaOf(races.map(race => ({ race, variant: 0 })));
    const run = runPan(promela, { ...panDefaults, optimise: '-O0', slots: 20 });
    races.forEach((race, i) => {
      const theirs = endsIn(run.ends, i, race);
      const full = same(endsOf(race, 0, false), theirs);
      const reduced = same(endsOf(race, 0, true), theirs);
      if (full && reduced && run.complete) return;
      differ += 1;
      const which = full ? 'the reduced search differs' : 'the full search differs';
      console.log(`seed ${seeds[i]}: ${which}\n${race.source}`);
    });
    console.log(`${at + races.length} of ${count} compared, ${differ} differ`);
  }
  return differ === 0;
}

function same(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every(end => b.has(end));
}

const [command, count = '1000', seed = '1'] = process.argv.slice(2);
const good =
  command === 'bench'
    ? bench(Number(process.env.SPIN_BENCH_ROUNDS ?? 1))
    : agree(Number(count), Number(seed));
process.exit(good ? 0 : 1);
