// The table of errors: for each mistake the place, and what is said about it.

import { describe, expect, it } from 'vitest';
import { compile } from './compile.ts';

const said = (source: string) =>
  compile(`race "t"\n${source}`).diagnostics.map(
    d => `${d.line}:${d.column} ${d.message}${d.hint === undefined ? '' : ` (${d.hint})`}`,
  );
const inside = (body: string) => said(`process p 300 {\n${body}\n}`);

/** Mistakes in a program, whose first line is line 3. */
const PROGRAM: readonly (readonly [string, string, string])[] = [
  [
    'an unknown call',
    'kil(3, SIGKILL);',
    "3:1 unknown call 'kil': no such system call is modelled (did you mean 'kill'?)",
  ],
  ['too few arguments', 'kill(3);', '3:1 kill takes 2 arguments, not 1 (kill(pid, sig))'],
  ['too many arguments', 'getpid(3);', '3:1 getpid takes 0 arguments, not 1 (getpid())'],
  [
    'an unknown constant',
    'kill(3, SIGKIL);',
    "3:9 undeclared name 'SIGKIL': no variable, constant or process is called that here (did you mean 'SIGKILL'?)",
  ],
  [
    'an unknown variable',
    'pid = 3; kill(pdi, 0);',
    "3:15 undeclared name 'pdi': no variable, constant or process is called that here (did you mean 'pid'?)",
  ],
  [
    'a variable used before it has a value',
    'kill(x, 0); x = 1;',
    "3:6 undeclared name 'x': no variable, constant or process is called that here (a variable is declared by giving it a value, or as: int name = 0;)",
  ],
  [
    'an unbounded loop',
    'while (errno) { getpid(); }',
    '3:1 this loop has no bound, and a race must be finite (say how often at most: repeat 3 while (errno) { … })',
  ],
  [
    'a for loop',
    'for (i = 0; i < 3; i++) getpid();',
    "3:1 the race language has no 'for' (count with: repeat 3 { … })",
  ],
  ['an endless repeat', 'repeat 100000 { getpid(); }', '3:8 a loop repeats 1 to 1000 times'],
  [
    'nested loops that grow too long',
    'repeat 100 { repeat 100 { getpid(); } }',
    '3:27 this program is longer than 4000 instructions once its loops are unrolled (repeat less often)',
  ],
  ['break outside a loop', 'break;', '3:1 break outside a loop'],
  ['a missing semicolon', 'exit(0)\ngetpid();', "3:7 expected ';' after this statement"],
  ['a missing parenthesis', 'kill(3, 9', "3:9 expected ',' or ')' in the arguments"],
  [
    'a missing comma',
    'kill(3 SIGKILL);',
    "3:8 expected ',' or ')' in the arguments, found 'SIGKILL'",
  ],
  ['a missing value', 'x = ;', '3:3 expected a value after ='],
  ['a missing operand', 'x = 3 +;', '3:7 expected a value beside 3 +'],
  [
    'if without parentheses',
    'if x == 1 { exit(0); }',
    '3:2 expected a condition in parentheses and what to do (for example: if (fd < 0) { exit(1); })',
  ],
  ['an unclosed comment', '/* never', '3:1 this comment is not closed (end it with */)'],
  [
    'a place that is no address',
    'wait4(-1, status, 0);',
    '3:11 wait4 writes wstatus: it wants the address of a variable, or NULL (&status)',
  ],
  [
    'an address where a value belongs',
    'kill(&x, 0);',
    '3:6 kill wants a value for pid, not the address of a variable',
  ],
  [
    'an unknown field',
    'clone3({ .flag = 0 });',
    "3:10 this structure of clone3 has no field 'flag' (did you mean 'flags'?)",
  ],
  [
    'a field given twice',
    'clone3({ .flags = 0, .flags = 1 });',
    '3:22 the field .flags is given twice',
  ],
  [
    'an unknown member',
    'waitid(P_ALL, 0, &i, WEXITED); exit(i.si_pidd);',
    "3:18 this structure has no member 'si_pidd' (did you mean 'si_pid'?)",
  ],
  [
    'a path that is none',
    'open(3, 0);',
    '3:6 open wants a path for path ("/proc/self", or with a number in it: sprintf("/proc/%d", nr))',
  ],
  [
    'a path with too few values',
    'open(sprintf("/proc/%d"), 0);',
    '3:6 this path has 1 %d and 0 values for them',
  ],
  ['spawning nobody', 'spawn(tar);', "3:7 no process is called 'tar' (declare it: process tar;)"],
  [
    'an unknown cell',
    'x = load(pidfile);',
    "3:10 no shared cell is called 'pidfile' (declare it: cell pidfile;)",
  ],
  ['a step that gives nothing', 'x = work("a");', '3:5 work gives nothing back'],
  [
    'a milestone that nobody reaches',
    'after noted exit(0);',
    "3:7 nobody ever marks 'noted' (some process must say: mark noted;)",
  ],
  [
    'a guard before no step',
    'mark m; after m x = 1;',
    '3:9 after holds back one step, and what follows here begins with none (put a call behind it: after m exit(0);)',
  ],
  [
    'a call that may be left out, outside a condition',
    'x = 1 && getpid();',
    '3:10 the call after && would sometimes be left out, and this is no condition (use if (…), where && and || may stop early)',
  ],
  [
    'a knob that is none',
    'sysctl("pidmax", 301);',
    "3:8 no sysctl 'pidmax' is modelled (pid_max or ns_last_pid)",
  ],
  [
    'a constant on the left',
    'SIGKILL = 3;',
    '3:1 SIGKILL is a constant (give the variable another name)',
  ],
  [
    'swapped arguments',
    'kill(SIGKILL, getpid());',
    '3:6 SIGKILL is a signal, and pid of kill is none (kill(pid, sig))',
  ],
  [
    'a constant that is no signal',
    'kill(1, WNOHANG);',
    '3:9 WNOHANG is no signal, and sig of kill is one (kill(pid, sig))',
  ],
  [
    'a value that goes nowhere',
    'errno == 3;',
    '3:1 this does nothing: its value is not used (= gives a value, == compares)',
  ],
];

/** Mistakes outside programs, whose first line is line 2. */
const OUTER: readonly (readonly [string, string, string])[] = [
  [
    'a misspelt declaration',
    'proces p 300 { }',
    "2:1 expected a declaration, found 'proces' (did you mean 'process'?)",
  ],
  [
    'an unclosed text',
    'story "abc\nprocess p 300 { exit(0); }',
    '2:7 this text is not closed (end it with " on the same line)',
  ],
  [
    'a backward range',
    'numbers 311..300',
    '2:9 a range of numbers goes upwards (numbers 300..311)',
  ],
  [
    'numbers that the kernel refuses',
    'numbers 10..20',
    '2:9 the last number is 300 to 4194303: the kernel takes no smaller pid_max than 301 (numbers 300..311)',
  ],
  ['an ancient kernel', 'kernel 4.19', '2:8 the kernel version is 5.0 or later (kernel 6.18)'],
  [
    'a call that this kernel lacks',
    'kernel 5.2\nprocess p 300 { fd = pidfd_open(1, 0); }',
    '3:22 pidfd_open came with Linux 5.3; this race runs on 5.2 (raise the version: kernel 5.3)',
  ],
  [
    'a constant that this kernel lacks',
    'process p 300 { x = CLONE_AUTOREAP; }',
    '2:21 CLONE_AUTOREAP came with Linux 7.1; this race runs on 6.18 (raise the version: kernel 7.1)',
  ],
  [
    'a process declared twice',
    'process p 300;\nprocess p;',
    '3:9 the process p is declared twice (another name, or a variant: process p via … { … })',
  ],
  ['a number given twice', 'process p 300;\nprocess q 300;', '3:11 300 is p’s number already'],
  [
    'a number that is not on the clock',
    'process p 400;',
    '2:11 400 is not among the numbers up to 311',
  ],
  [
    'a process named like a constant',
    'process SIGKILL 300;',
    '2:9 SIGKILL has a meaning of its own',
  ],
  [
    'an unknown glyph',
    'process p 300 glyph cylindre;',
    "2:21 there is no glyph 'cylindre' (did you mean 'cylinder'?)",
  ],
  [
    'a circle of parents',
    'process p 300 parent q;\nprocess q 301 parent p;',
    '2:15 p would be its own ancestor',
  ],
  [
    'a parent that is not there',
    'process p 300 parent q;\nprocess q;',
    '2:15 q is not there at the start, and cannot be a parent (give it a number: process q 303 …)',
  ],
  [
    'an attribute without effect',
    'process p uid 7;',
    '2:11 p is not there at the start, so this has no effect (give it a number: process p 303 …)',
  ],
  [
    'a namespace without its first process',
    'namespace box 1..311;\nprocess p 303 in box as 7;',
    '3:15 box has no process with the number 1 (process boxinit 302 in box as 1;)',
  ],
  [
    'a socket for somebody who is not there',
    'socket s between p, q;\nprocess p 300;\nprocess q;',
    '4:9 q has an end of the socket s, and is not there at the start (give it a number: process q 303 …)',
  ],
  [
    'a cell with a process’s name',
    'cell p;\nprocess p 300;',
    "2:1 the name 'p' is declared twice (give the cell another name)",
  ],
  [
    'a variant without a program',
    'process p 300 via a;\nprocess p via b;\nprocess q 301 via a;',
    "4:9 q has no program for the variant 'b' (process q via b { … }, or one without via)",
  ],
  [
    'two programs for a variant',
    'process p 300 via a;\nprocess p via a;',
    "3:9 p has two programs for the variant 'a'",
  ],
  [
    'an idle process that acts',
    'process p 300 idle { exit(0); }',
    '2:20 an idle process does nothing (leave out idle, or its body)',
  ],
  [
    'an unclosed block',
    'process p 300 {\n exit(0);\nprocess q 301 { exit(0); }',
    "4:1 expected '}' before this declaration",
  ],
  [
    'a stray brace',
    'process p 300 { exit(0); } }',
    "2:28 expected a declaration, found '}' (a declaration begins with race, story, process, claim, expect, …)",
  ],
  [
    'an unknown signal in a claim',
    'process p 300;\nclaim "x": never SIGFOO reaches p',
    "3:18 'SIGFOO' is no signal (did you mean 'SIGFPE'?)",
  ],
  [
    'a claim about nobody',
    'claim "x": never SIGKILL reaches postgres',
    "2:34 no process is called 'postgres'",
  ],
  [
    'an expectation of an unknown variant',
    'process p 300 via pid;\nclaim "x": no stranger is hit\nexpect pdi: holds',
    "4:8 no process has a variant 'pdi' (did you mean 'pid'?)",
  ],
  [
    'an expectation without a claim',
    'expect holds',
    '2:1 expect comes after the claim that it is about',
  ],
  [
    'two expectations of one thing',
    'claim "x": no stranger is hit\nexpect holds; main: holds',
    "3:1 two expectations of one claim for the variant 'main'",
  ],
  [
    'an end that is none',
    'process p 300;\nclaim "x": eventually p is happy',
    '3:28 a process ends up reaped, dead, zombie',
  ],
  ['a schedule of nobody', 'schedule p', "2:10 no process is called 'p'"],
  [
    'a schedule without commas',
    'process p 300 { getpid(); getpid(); }\nschedule p p',
    "3:12 expected a process, perhaps which one of several, found 'p' (for example: tar#2)",
  ],
  [
    'a schedule with too many steps',
    'process p 300 { exit(0); }\nschedule p, p',
    '3:13 p takes 1 step at most; here it is given 2',
  ],
  [
    'a schedule of an idle process',
    'process p 300 idle;\nschedule p',
    '3:10 p is idle: it takes no steps',
  ],
  [
    'words for a step that is not there',
    'at 1 "x"',
    '2:4 the schedule has 0 steps; there is no step 1 (0 is the start, before any step)',
  ],
  [
    'a question with one answer',
    'question at 0 "x" { right "a" }',
    '2:1 a question has two to four answers, not 1',
  ],
  [
    'a question without a right answer',
    'question at 0 "x" { wrong "a" wrong "b" }',
    '2:1 exactly one answer is right (right "…" because "…")',
  ],
  ['a second title', 'race "u"', "2:1 a second 'race': a race has one"],
];

describe('a diagnostic names', () => {
  it.each(PROGRAM)('%s', (_, body, message) => {
    expect(inside(body)).toContain(message);
  });

  it.each(OUTER)('%s', (_, source, message) => {
    expect(said(source)).toContain(message);
  });
});

describe('the compiler', () => {
  it('gives no race when anything is wrong, and says all of it at once', () => {
    const { race, diagnostics } = compile('process p 300 {\n  kil(3);\n  x = y;\n  exit(0)\n}');
    expect(race).toBeUndefined();
    expect(diagnostics.map(d => d.line)).toEqual([1, 2, 3, 4]);
  });

  it('says one thing about a line that does not parse', () => {
    expect(inside('for (i = 0; i < n; i++) kil(x);')).toHaveLength(1);
  });

  it('compiles with a warning', () => {
    expect(compile('race "t"\nprocess p 300 { 3; }').race).toBeDefined();
  });
});
