// A process's name as a number, so that a program can compare what it read from /proc/PID/stat with
// a name in quotes. Names are told apart as far as the kernel keeps them: 15 characters.

const TASK_COMM_LEN = 16;

/** The number that stands for a name: FNV-1a over the kept characters, below 2^31. */
export function commCode(name: string): number {
  let code = 0x811c9dc5;
  for (const char of name.slice(0, TASK_COMM_LEN - 1)) {
    code = Math.imul(code ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  return code >>> 1;
}
