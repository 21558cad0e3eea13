// Scaled races for speed comparisons: several targets, each with the process that collects it and a
// supervisor that remembers its number (or holds a pidfd), and a spawner that keeps the numbers going.

export interface Scale {
  readonly targets: number;
  readonly bystanders: number;
  readonly numbers: number;
  readonly hold: 'number' | 'pidfd';
}

/** The race as source text. */
export function scaledRace({ targets, bystanders, numbers, hold }: Scale): string {
  const first = 300;
  const lines = [
    `race "scaled ${targets} ${bystanders} ${hold}"`,
    `numbers ${first}..${first + numbers - 1}`,
    `cursor ${first + targets * 3 + 1}`,
  ];
  const claims: string[] = [];
  for (let i = 0; i < targets; i++) {
    const at = first + i * 3;
    lines.push(
      `cell file${i} = target${i};`,
      `process reaper${i} ${at + 1} { wait4(-1); }`,
      `process target${i} ${at} parent reaper${i} { exit(0); }`,
      `process watch${i} ${at + 2} { ${supervisor(i, hold)} }`,
    );
  }
  lines.push(
    `process spawner ${first + targets * 3} { ${'spawn(other); '.repeat(bystanders)} }`,
    'process other idle;',
    'claim "no stranger is hit": never SIGKILL reaches other',
    ...claims,
  );
  return `${lines.join('\n')}\n`;
}

function supervisor(i: number, hold: Scale['hold']): string {
  if (hold === 'number') {
    return `p = load(file${i}); if (kill(p, 0) == 0) { kill(p, SIGKILL); }`;
  }
  return `p = load(file${i}); fd = pidfd_open(p, 0); if (fd >= 0) { pidfd_send_signal(fd, SIGKILL, NULL, 0); }`;
}
