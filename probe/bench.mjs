// The probe's cost beside that of strace with the same calls, measured in turns on the same work.
//
// usage: node bench.mjs [--rounds N] [--scale X] [--pin] [--nice] [--json] [--stops]
//   --stops only count what the tracers ask the kernel for, which no other work can disturb
//   --pin   everything on one CPU, which is steadier: on several, much of the time is one CPU waking
//           another
//   --nice  before all other work on the machine (root)
//
// Wall time says what a user waits; on a machine with other work, only the ratios of processor time
// (tracer and traced together) are to be trusted.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
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

// What the probe stops on, in strace's words. Ends are told by both without a stop at exit_group.
const calls = [
  'clone,clone3,fork,vfork,execve,execveat,wait4,waitid,kill,tkill,tgkill,rt_sigqueueinfo',
  'rt_tgsigqueueinfo,pidfd_open,pidfd_send_signal,pidfd_getfd,process_mrelease,process_madvise',
  'setuid,setreuid,setresuid,setns,unshare,prctl,setpgid,setsid,rt_sigaction,getsockopt,poll,ppoll,epoll_wait,epoll_pwait',
  'epoll_pwait2,epoll_ctl,open,openat,openat2,close,close_range,dup,dup2,dup3,fcntl,ptrace',
].join(',');
const trace = path.join(scratch, 'trace');
const probe = path.join(build, 'probe');
const record = (...flags) => [probe, 'record', ...flags, '-q', '-o', trace, '--'];
const tracers = {
  bare: [],
  probe: record(),
  'probe --no-priority': record('--no-priority'),
  'probe --no-files': record('--no-files'),
  'strace --seccomp-bpf': ['strace', '-f', '--seccomp-bpf', '-e', `trace=${calls}`, '-o', trace],
  'strace -f': ['strace', '-f', '-o', trace],
};
// Waits at its end for what the kernel tells late, a quarter of a second: not counted here.
const drains = { 'probe --system': 0.25 };
for (const flag of ['--light', '--system']) {
  const words = record(flag);
  if (spawnSync(words[0], [...words.slice(1), 'true']).status === 0)
    tracers[`probe ${flag}`] = words;
}
const hasStrace = spawnSync('strace', ['-V']).status === 0;
if (!hasStrace) {
  delete tracers['strace --seccomp-bpf'];
  delete tracers['strace -f'];
}

/** What a tracer asks of the kernel for one round of the work: its waits are the stops and deaths. */
function countStops(name, work, units) {
  const words = [...tracers[name], ...work];
  const file = path.join(scratch, 'counts');
  spawnSync('strace', ['-c', '-U', 'name,calls', '-o', file, ...words]);
  const counts = Object.fromEntries(
    readFileSync(file, 'utf8')
      .split('\n')
      .map(line => line.trim().split(/\s+/))
      .filter(([, calls]) => /^\d+$/.test(calls)),
  );
  const per = call => Number(counts[call] ?? 0) / units;
  const others = Object.keys(counts).filter(call => !/^(wait4|waitid|ptrace|total)$/.test(call));
  const rest = others.reduce((sum, call) => sum + per(call), 0);
  const figures = [per('wait4') + per('waitid'), per('ptrace'), rest].map(n => n.toFixed(1));
  return `${figures[0].padStart(5)} waits ${figures[1].padStart(5)} ptrace ${figures[2].padStart(5)} others`;
}

function printStops() {
  const counted = {
    fork: [[workload, 'fork', '500'], 500],
    pidfd: [[workload, 'pidfd', '125', '4'], 500],
    sh: [['sh', '-c', 'i=0; while [ $i -lt 500 ]; do /bin/true; i=$((i+1)); done'], 500],
  };
  console.log('\nwhat a tracer asks the kernel for, each round:');
  for (const [work, [words, units]] of Object.entries(counted)) {
    for (const name of ['probe', 'strace --seccomp-bpf']) {
      console.log(`  ${work.padEnd(6)} ${name.padEnd(21)} ${countStops(name, words, units)}`);
    }
  }
}

/** Runs a command. Returns wall time and processor time in seconds. */
function measure(command) {
  const words = flag('pin') ? ['taskset', '-c', '0', ...command] : command;
  const first = flag('nice') ? 'renice -n -20 $$ >/dev/null; ' : '';
  const timed = [
    '-c',
    `${first}TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>&1`,
    'bench',
    ...words,
  ];
  const { status, stderr } = spawnSync('bash', timed, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}`);
  const [wall, user, system] = stderr.trim().split(' ').map(Number);
  return { wall, cpu: user + system };
}

const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const span = list => `[${Math.min(...list).toFixed(2)}-${Math.max(...list).toFixed(2)}]`;
const results = {};
if (hasStrace) printStops();
if (flag('stops')) {
  rmSync(scratch, { recursive: true });
  process.exit(0);
}
console.log(
  `load ${loadavg()[0].toFixed(1)} at the beginning; medians [least-most] of ${rounds} turns`,
);
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

/** The claims that matter, in words: each beside its aim. */
function claim(text, what, name, aim) {
  const each = Object.entries(results).filter(([, line]) => line[what][name] !== undefined);
  if (each.length === 0) return;
  const said = each.map(([work, line]) => `${work} ${line[what][name].toFixed(2)}`).join(', ');
  const good = each.every(([, line]) => line[what][name] <= aim);
  console.log(`${text} (${what}): ${said}. ${good ? 'Within' : 'NOT within'} ${aim}.`);
}
console.log(`\nload ${loadavg()[0].toFixed(1)} at the end`);
for (const what of ['wall', 'cpu']) {
  claim('The probe beside strace with the same calls', what, 'probe / strace --seccomp-bpf', 0.8);
  claim('Light beside no recording', what, 'probe --light', 1.15);
  claim('The whole machine beside no recording', what, 'probe --system', 1.15);
}
if (flag('json')) console.log(JSON.stringify(results));
