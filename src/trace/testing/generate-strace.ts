// A large log as `strace -f -ttt -o` writes it, for benchmarks, made without randomness: a build, in the
// proportions that a real one has. Programs start, open and map their libraries, read, and end; two run at
// a time, so that two lines of three are halves of calls.

/** The calls of one program, and how they end. */
const PROGRAM: readonly (readonly [string, string])[] = [
  ['brk(NULL', ') = 0x55f8f4e0c000'],
  ['access("/etc/ld.so.preload", R_OK', ') = -1 ENOENT (No such file or directory)'],
  ['openat(AT_FDCWD, "/etc/ld.so.cache", O_RDONLY|O_CLOEXEC', ') = 3'],
  ['newfstatat(3, "", {st_mode=S_IFREG|0644, st_size=40135, ...}, AT_EMPTY_PATH', ') = 0'],
  ['mmap(NULL, 40135, PROT_READ, MAP_PRIVATE, 3, 0', ') = 0x7f015d8d1000'],
  ['close(3', ') = 0'],
  [
    'read(3, "\\177ELF\\2\\1\\1\\3\\0\\0\\0\\0\\0\\0\\0\\0\\3\\0>\\0\\1\\0\\0\\0"..., 832',
    ') = 832',
  ],
  ['mprotect(0x7f015d8be000, 16384, PROT_READ', ') = 0'],
  ['set_tid_address(0x7f015d6eca10', ') = 4242'],
  ['prlimit64(0, RLIMIT_STACK, NULL, {rlim_cur=8192*1024, rlim_max=RLIM64_INFINITY}', ') = 0'],
  ['rt_sigaction(SIGINT, {sa_handler=SIG_DFL, sa_mask=[], sa_flags=0}, NULL, 8', ') = 0'],
  ['rt_sigaction(SIGCHLD, {sa_handler=0x55, sa_mask=[], sa_flags=0}, NULL, 8', ') = 0'],
  ['rt_sigprocmask(SIG_BLOCK, ~[RTMIN RT_1], [], 8', ') = 0'],
  ['readlink("/usr/bin/cc", 0x7ffc8e5a5b30, 1023', ') = -1 EINVAL (Invalid argument)'],
  [
    'newfstatat(AT_FDCWD, "/usr/lib/gcc", 0x7ffc8e5a5b30, 0',
    ') = -1 ENOENT (No such file or directory)',
  ],
  ['lseek(3, -512, SEEK_CUR', ') = 1024'],
  ['write(1, ".text", 5', ') = 5'],
];

const BOSS = 1000;

/** About so many lines, in chunks of some thousand; the workers' numbers come round after `numbers`. */
export function* generateStrace(lines: number, numbers: number): Generator<string> {
  let us = 0;
  let made = 0;
  let out: string[] = [];
  const put = (tid: number, text: string): void => {
    us += 7 + ((made * 13) % 40);
    const seconds = 1_795_836_000 + Math.floor(us / 1e6);
    out.push(`${tid}  ${seconds}.${String(us % 1e6).padStart(6, '0')} ${text}\n`);
    made++;
  };
  put(BOSS, 'execve("/usr/bin/make", ["make", "-j2"], 0x7ffc9f1cefc8 /* 35 vars */) = 0');
  for (let pair = 0; made < lines; pair++) {
    const tids = [0, 1].map(i => 2000 + ((2 * pair + i) % numbers));
    for (const tid of tids) program(put, tid, 'begins');
    for (let round = 0; round < 8; round++) {
      for (const [i, [begin, end]] of PROGRAM.entries()) together(put, tids, begin, end, i + round);
    }
    for (const tid of tids) program(put, tid, 'ends');
    if (out.length < 4000) continue;
    yield out.join('');
    out = [];
  }
  put(BOSS, '+++ exited with 0 +++');
  yield out.join('');
}

type Put = (tid: number, text: string) => void;

/** One call by each of two programs: most of them are interrupted by each other's. */
function together(
  put: Put,
  tids: readonly number[],
  begin: string,
  end: string,
  turn: number,
): void {
  if (turn % 3 === 0) {
    for (const tid of tids) put(tid, `${begin}${end}`);
    return;
  }
  const name = begin.slice(0, begin.indexOf('('));
  for (const tid of tids) put(tid, `${begin} <unfinished ...>`);
  for (const tid of tids) put(tid, `<... ${name} resumed>${end}`);
}

function program(put: Put, tid: number, what: 'begins' | 'ends'): void {
  if (what === 'begins') {
    put(BOSS, `vfork( <unfinished ...>`);
    put(
      tid,
      `execve("/usr/bin/cc", ["cc", "-c", "part${tid}.c"], 0x7ffc9f1c /* 35 vars */ <unfinished ...>`,
    );
    put(BOSS, `<... vfork resumed>) = ${tid}`);
    put(tid, '<... execve resumed>) = 0');
    return;
  }
  put(tid, 'exit_group(0) = ?');
  put(tid, '+++ exited with 0 +++');
  put(
    BOSS,
    `--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=${tid}, si_uid=0, si_status=0, si_utime=0, si_stime=0} ---`,
  );
  put(BOSS, `wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], WNOHANG, NULL) = ${tid}`);
}
