// Random small races within what SPIN is told about: processes that fork, exit, collect, remember each
// other's numbers and signal by number or by pidfd, over a number space small enough to recycle.

/** A seeded source of random integers (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return below => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) % below) | 0;
  };
}

/** The source text of one random race. */
export function randomRace(seed: number): string {
  const pick = randomFrom(seed);
  const starters = 2 + pick(2);
  const size = starters + 2 + pick(3);
  const numbers = shuffled(size, pick).slice(0, starters);
  const lines = [
    `race "random ${seed}"`,
    `numbers 300..${299 + size}`,
    `cursor ${301 + pick(size - 1)}`,
    'cell a = p0;',
    'cell b = p1;',
  ];
  if (pick(3) > 0) lines.push(`process init 1 { ${body(pick, 2, false)} }`);
  for (let i = 0; i < starters; i++) {
    const parent = i > 0 && pick(2) === 0 ? ` parent p${pick(i)}` : '';
    const ignores = pick(6) === 0 ? ' ignores SIGCHLD' : '';
    lines.push(
      `process p${i} ${300 + (numbers[i] ?? 0)}${parent}${ignores} { ${body(pick, 4, true)} }`,
    );
  }
  lines.push(
    `process c0 { ${pick(2) === 0 ? 'exit(0);' : body(pick, 1, true, 1)} }`,
    'process c1 idle;',
  );
  lines.push(
    'claim "c1 is spared": never SIGKILL reaches c1',
    'claim "no stranger": no stranger is hit',
  );
  return `${lines.join('\n')}\n`;
}

function shuffled(size: number, pick: (below: number) => number): number[] {
  const list = Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = pick(i + 1);
    [list[i], list[j]] = [list[j] ?? 0, list[i] ?? 0];
  }
  return list;
}

/** Up to so many statements; a variable is read only once something is in it. c0 spawns c1 alone. */
function body(
  pick: (below: number) => number,
  most: number,
  mayExit: boolean,
  firstChild = 0,
): string {
  const text: string[] = [];
  let known = false;
  let held = false;
  const count = 1 + pick(most);
  for (let i = 0; i < count; i++) {
    const kind = pick(12);
    const cell = pick(2) === 0 ? 'a' : 'b';
    const signal = pick(3) === 0 ? 'SIGTERM' : 'SIGKILL';
    if (kind < 2 || (kind < 8 && kind > 4 && !known)) {
      text.push(`n = load(${cell});`);
      known = true;
    } else if (kind < 4) {
      text.push(`n = spawn(c${Math.max(firstChild, pick(2))});`);
      known = true;
    } else if (kind === 4)
      text.push(pick(3) === 0 ? 'wait4(-1, NULL, WNOHANG, NULL);' : 'wait4(-1);');
    else if (kind === 5) text.push(`if (n > 0) kill(n, ${signal});`);
    else if (kind === 6) text.push(`if (n > 0 && kill(n, 0) == 0) kill(n, ${signal});`);
    else if (kind === 7) {
      text.push('fd = pidfd_open(n, 0);');
      held = true;
    } else if (kind === 8 && held) text.push(`pidfd_send_signal(fd, ${signal}, NULL, 0);`);
    else if (kind === 9 && known) text.push(`store(${cell}, n);`);
    else if (kind === 10 && known) text.push('if (n > 0) n = wait4(n);');
    else if (kind === 11) text.push('signal(SIGCHLD, SIG_IGN);');
    else text.push('wait4(-1);');
  }
  if (held && pick(2) === 0) text.push('pidfd_send_signal(fd, SIGKILL, NULL, 0);');
  if (mayExit && pick(2) === 0) text.push('exit(0);');
  return text.join(' ');
}
