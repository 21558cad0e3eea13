// The probe's cost beside that of strace with the same calls, measured in turns on the same work.
//
// usage: node bench.mjs [--rounds N] [--scale X] [--pin] [--json]
//   --pin   everything on one CPU, which is steadier: on several, much of the time is one CPU waking
//           another
//
// Wall time says what a user waits; on a machine with other work, only the ratios of processor time
// (tracer and traced together) are to be trusted.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const flag = name => process.argv.includes(`--${name}`);
const rounds = option('rounds', 7);
const scale = option('scale', 1);
const scratch = mkdtempSync(path.join(tmpdir(), 'probe-bench-'));
const build = path.join(here, 'build');

execFileSync('make', ['-s', 'benches'], { cwd: here, stdio: 'inherit' });
const workload = path.join(build, 'bench/workload');
const many = n => String(Math.max(1, Math.round(n * scale)));
const works = {
  fork: [workload, 'fork', many(3000)],
  pidfd: [workload, 'pidfd', many(600), '4'],
  sh: ['sh', '-c', `i=0; while [ $i -lt ${many(400)} ]; do /bin/true; i=$((i+1)); done`],
};

// What the probe stops on, in strace's words.
const calls = [
  'clone,clone3,fork,vfork,execve,execveat,wait4,waitid,kill,tkill,tgkill,rt_sigqueueinfo',
  'rt_tgsigqueueinfo,pidfd_open,pidfd_send_signal,pidfd_getfd,setns,unshare,prctl,setpgid,setsid',
  'rt_sigaction,poll,ppoll,epoll_wait,epoll_pwait,epoll_ctl,close,dup,dup2,dup3,exit,exit_group',
].join(',');
const trace = path.join(scratch, 'trace');
const tracers = {
  bare: [],
  probe: [path.join(build, 'probe'), 'record', '-q', '-o', trace, '--'],
  'strace --seccomp-bpf': ['strace', '-f', '--seccomp-bpf', '-e', `trace=${calls}`, '-o', trace],
  'strace -f': ['strace', '-f', '-o', trace],
};
// Waits at its end for what the kernel tells late, a quarter of a second: not counted here.
const drains = { 'probe --system': 0.25 };
const system = [path.join(build, 'probe'), 'record', '--system', '-q', '-o', trace, '--'];
if (spawnSync(system[0], [...system.slice(1), 'true']).status === 0) {
  tracers['probe --system'] = system;
}
const hasStrace = spawnSync('strace', ['-V']).status === 0;
if (!hasStrace) {
  delete tracers['strace --seccomp-bpf'];
  delete tracers['strace -f'];
}

/** Runs a command. Returns wall time and processor time in seconds. */
function measure(command) {
  const words = flag('pin') ? ['taskset', '-c', '0', ...command] : command;
  const timed = ['-c', 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>&1', 'bench', ...words];
  const { status, stderr } = spawnSync('bash', timed, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}`);
  const [wall, user, system] = stderr.trim().split(' ').map(Number);
  return { wall, cpu: user + system };
}

const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const span = list => `[${Math.min(...list).toFixed(2)}-${Math.max(...list).toFixed(2)}]`;
const results = {};
for (const [work, command] of Object.entries(works)) {
  const runs = Object.fromEntries(Object.keys(tracers).map(name => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, words] of Object.entries(tracers)) {
      const run = measure([...words, ...command]);
      run.wall -= drains[name] ?? 0;
      if (round > 0) runs[name].push(run); // the first round warms up
    }
  }
  const line = {};
  for (const what of ['wall', 'cpu']) {
    const ratio = (a, b) => runs[a].map((run, i) => run[what] / runs[b][i][what]);
    const bare = median(runs.bare.map(run => run[what]));
    console.log(`\n${work}, ${what}: bare ${bare.toFixed(3)} s`);
    line[what] = { bare };
    for (const name of Object.keys(tracers).slice(1)) {
      const toBare = ratio(name, 'bare');
      line[what][name] = median(toBare);
      let text = `  ${name.padEnd(21)} ${median(toBare).toFixed(2)} x bare ${span(toBare)}`;
      if (name !== 'probe') {
        const toThis = ratio('probe', name);
        line[what][`probe / ${name}`] = median(toThis);
        text += `   probe / this ${median(toThis).toFixed(2)} ${span(toThis)}`;
      }
      console.log(text);
    }
  }
  results[work] = line;
}
rmSync(scratch, { recursive: true });
if (flag('json')) console.log(JSON.stringify(results));
