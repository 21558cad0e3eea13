// Signals by name and number, as strace prints them (asm-generic numbering).

const NUMBERS = [
  '',
  'HUP',
  'INT',
  'QUIT',
  'ILL',
  'TRAP',
  'ABRT',
  'BUS',
  'FPE',
  'KILL',
  'USR1',
  'SEGV',
  'USR2',
  'PIPE',
  'ALRM',
  'TERM',
  'STKFLT',
  'CHLD',
  'CONT',
  'STOP',
  'TSTP',
  'TTIN',
  'TTOU',
  'URG',
  'XCPU',
  'XFSZ',
  'VTALRM',
  'PROF',
  'WINCH',
  'IO',
  'PWR',
  'SYS',
];
/** The number of a signal by name (asm-generic numbering); 0 for one not known. */
export function signalNumber(name: string): number {
  const real = /^SIGRT_(\d{1,2})$/.exec(name);
  return real === null ? Math.max(0, NUMBERS.indexOf(name.slice(3))) : 32 + Number(real[1]);
}
/** The name of a signal by number. */
export const signalName = (nr: number): string =>
  nr >= 32
    ? `SIGRT_${nr - 32}`
    : nr > 0 && NUMBERS[nr] !== undefined
      ? `SIG${NUMBERS[nr]}`
      : `${nr}`;
