// Records the traces that the site ships, on this machine's kernel, and writes their index.
//
// usage: node probe/demo/record.mjs [DIRECTORY]        (needs cc, make, unshare; no root)
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const probe = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const into = path.resolve(process.argv[2] ?? path.join(probe, '../public/traces'));
const scratch = mkdtempSync(path.join(tmpdir(), 'wrong-number-build-'));

/** Sources for a build of many processes: one tiny function a file. */
function prepareBuild(many) {
  const names = Array.from({ length: many }, (_, i) => `part${i}`);
  for (const [i, name] of names.entries()) {
    writeFileSync(path.join(scratch, `${name}.c`), `int ${name}(void) { return ${i}; }\n`);
  }
  const rules = [
    `OBJECTS := ${names.map(name => `${name}.o`).join(' ')}`,
    'all: library.a',
    'library.a: $(OBJECTS)\n\t@ar rc $@ $(OBJECTS)',
    '%.o: %.c\n\t@cc -c -o $@ $<',
  ];
  writeFileSync(path.join(scratch, 'Makefile'), `${rules.join('\n')}\n`);
}

const recordings = [
  {
    file: 'wrong-kill.ndjson',
    title: 'A wrong kill, by number',
    note: 'A watchdog kills 303, which was its worker and is postgres now.',
    command: ['build/wrong-number', '--plain'],
  },
  {
    file: 'pidfd-esrch.ndjson',
    title: 'The same with a pidfd',
    note: 'The same processes in the same order; the pidfd answers ESRCH and postgres lives.',
    command: ['build/wrong-number', '--pidfd'],
  },
  {
    file: 'pipeline.ndjson',
    title: 'A shell pipeline',
    note: 'Four programs, one shell; each number goes back when the shell has waited.',
    command: ['sh', '-c', 'ls /etc | grep conf | sort | head -n 3'],
  },
  {
    file: 'thread-exec.ndjson',
    title: 'A thread calls exec',
    note: 'A thread starts a program and takes over the number of its process; its own is free.',
    command: ['build/thread-exec'],
  },
  {
    file: 'daemon-pidfile.ndjson',
    title: 'A daemon with a pidfile',
    note: 'Forks twice, is stopped by the number in its pidfile, then shot at once more.',
    command: ['build/daemon'],
  },
  {
    file: 'time-limit.ndjson',
    title: 'A time limit, by number',
    note: 'One thread waits for a job, another stops it by number: lucky once, too late once.',
    command: ['build/watchdog'],
  },
  {
    file: 'supervisor-pidfds.ndjson',
    title: 'A supervisor that polls pidfds',
    note: 'Workers made, watched, collected and stopped without one use of a number.',
    command: ['build/supervisor'],
  },
  {
    file: 'containers.ndjson',
    title: 'A namespace in a namespace',
    note: 'One process is 2 in the inner container, 5 in the outer and another number outside.',
    command: [
      'unshare',
      '-Urpf',
      '--mount-proc',
      'sh',
      '-c',
      'sleep 0.05 & unshare -pf --mount-proc sh -c \'sh -c "kill -0 \\$\\$; sleep 0.02" & wait\'; wait',
    ],
  },
  {
    file: 'build.ndjson.gz',
    title: 'A build of 700 files',
    note: 'make with two jobs: more than 2,000 processes.',
    command: ['make', '-s', '-j2', '-C', scratch],
  },
];

function record({ file, title, note, command }) {
  const zipped = file.endsWith('.gz');
  const raw = path.join(into, zipped ? file.slice(0, -3) : file);
  execFileSync('build/probe', ['record', '-q', '-o', raw, '--', ...command], {
    cwd: probe,
    env: { PATH: '/usr/bin:/bin', LANG: 'C' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const text = readFileSync(raw, 'utf8');
  if (zipped) {
    writeFileSync(path.join(into, file), gzipSync(text, { level: 9 }));
    rmSync(raw);
  }
  const header = JSON.parse(text.slice(0, text.indexOf('\n')));
  const lines = text.trimEnd().split('\n').length;
  const size = statSync(path.join(into, file)).size;
  console.log(`${file}: ${lines} lines, ${size} bytes`);
  const { kernel, date } = header;
  return { title, file, note, kernel, command: command.join(' '), date, events: lines - 1 };
}

mkdirSync(into, { recursive: true });
execFileSync('make', ['-s'], { cwd: probe, stdio: 'inherit' });
prepareBuild(700);
const made = recordings.map(record);
const indexFile = path.join(into, 'index.json');
// What was recorded by other means (strace) keeps its place in the index.
const others = existsSync(indexFile)
  ? JSON.parse(readFileSync(indexFile, 'utf8')).filter(o => !made.some(m => m.file === o.file))
  : [];
writeFileSync(indexFile, `${JSON.stringify([...made, ...others], null, 2)}\n`);
rmSync(scratch, { recursive: true });
