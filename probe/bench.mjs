// The probe's cost beside that of strace with the same calls, measured in turns on the same work.
//
// usage: node bench.mjs [--rounds N] [--scale X] [--pin] [--json]
//   --pin   everything on one CPU, which is steadier: on several, much of the time is one CPU waking
//           another
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const flag = (name) => process.argv.includes(`--${name}`);
const rounds = option('rounds', 7);
const scale = option('scale', 1);
const scratch = mkdtempSync(path.join(tmpdir(), 'probe-bench-'));
const build = path.join(here, 'build');

execFileSync('make', ['-s', 'benches'], { cwd: here, stdio: 'inherit' });
const workload = path.join(build, 'bench/workload');
const many = (n) => String(Math.max(1, Math.round(n * scale)));
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
const hasStrace = spawnSync('strace', ['-V']).status === 0;
if (!hasStrace) {
  delete tracers['strace --seccomp-bpf'];
  delete tracers['strace -f'];
}

function seconds(command) {
  const words = flag('pin') ? ['taskset', '-c', '0', ...command] : command;
  const began = process.hrtime.bigint();
  const { status } = spawnSync(words[0], words.slice(1), { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}`);
  return Number(process.hrtime.bigint() - began) / 1e9;
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const span = (list) => `[${Math.min(...list).toFixed(2)}-${Math.max(...list).toFixed(2)}]`;
const results = {};
for (const [work, command] of Object.entries(works)) {
  const times = Object.fromEntries(Object.keys(tracers).map((name) => [name, []]));
  const sizes = {};
  for (let round = 0; round <= rounds; round++) {
    for (const [name, words] of Object.entries(tracers)) {
      const time = seconds([...words, ...command]);
      if (round > 0) times[name].push(time); // the first round warms up
      if (existsSync(trace)) sizes[name] = statSync(trace).size;
    }
  }
  const ratio = (a, b) => times[a].map((time, i) => time / times[b][i]);
  const line = { bare: median(times.bare) };
  console.log(`\n${work}: bare ${line.bare.toFixed(3)} s`);
  for (const name of Object.keys(tracers).slice(1)) {
    const toBare = ratio(name, 'bare');
    line[name] = median(toBare);
    let text = `  ${name.padEnd(21)} ${line[name].toFixed(2)} x bare ${span(toBare)}`;
    if (name !== 'probe') {
      const toThis = ratio('probe', name);
      line[`probe / ${name}`] = median(toThis);
      text += `   probe / this ${median(toThis).toFixed(2)} ${span(toThis)}`;
    }
    console.log(`${text}   ${(sizes[name] / 1e6).toFixed(1)} MB`);
  }
  results[work] = line;
}
rmSync(scratch, { recursive: true });
if (flag('json')) console.log(JSON.stringify(results));
