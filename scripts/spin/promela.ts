// A compiled race written out as Promela, for SPIN to check what our explorer found. The process table
// is modelled anew here, in SPIN's own terms: numbers given out cyclically, zombies, reparenting,
// numbers pinned as process groups, SIGCHLD ignored, pidfds. Nothing is shared with the kernel model.
//
// Only a part of the language can be said: spawn, exit, wait4, kill of one process, pidfd_open,
// pidfd_send_signal, signal(SIGCHLD, SIG_IGN), cells, variables, if. Anything else is `Unsupported`.

import type { Arg, Expr, Instr, ProcessDecl, Program, Race } from '../../src/race/program.ts';

export class Unsupported extends Error {}

const FIRST = 300;
const NO_FLAGS = 'an argument that SPIN is not told about';

/** The sizes of the shared tables: the largest of all races in one file. */
interface Sizes {
  readonly incarnations: number;
  readonly numbers: number;
  readonly cells: number;
}

/** One file for several races; SPIN picks one at the start and searches them all. */
export function promelaOf(races: readonly { race: Race; variant: number }[]): string {
  const writers = races.map(({ race, variant }, i) => new Writer(race, variant, i));
  const most = (size: (w: Writer) => number) => Math.max(1, ...writers.map(size));
  const sizes = {
    incarnations: most(w => w.incarnations),
    numbers: most(w => w.size),
    cells: most(w => w.race.cells.length),
  };
  const options = writers.map(w => `  :: ${w.setup()}`).join('\n');
  return [
    tables(sizes),
    ...writers.map(w => w.proctypes()),
    `init {\n  atomic { if\n${options}\n  fi }\n  timeout;\n  c_code { ${report(sizes)} }\n}`,
  ].join('\n\n');
}

/** One line for each end that the verifier reaches. */
function report({ incarnations, numbers }: Sizes): string {
  return `int i; printf("END %d %d %d ", now.prog, now.broken, now.seen);
    for (i = 1; i < ${incarnations}; i++) printf("%d", now.st[i]);
    printf(" ");
    for (i = 0; i < ${numbers}; i++) printf("%c", 'a' + now.tab[i]);
    printf("\\n");`;
}

function tables({ incarnations, numbers, cells }: Sizes): string {
  const every = (test: (k: number) => string) =>
    Array.from({ length: incarnations }, (_, k) => test(k)).join(' || ');
  return `/* st: 0 not yet, 1 running, 2 zombie, 3 collected. Incarnation 0 is init. tab: number -> incarnation + 1. */
byte prog; byte st[${incarnations}]; byte par[${incarnations}]; byte sib[${incarnations}];
byte pg[${incarnations}]; byte nr[${incarnations}]; byte pr[${incarnations}]; byte ign[${incarnations}];
byte tab[${numbers}]; byte size; byte cur; byte nx; byte marks; byte broken; byte seen;
short cv[${cells}]; byte cm[${cells}];
hidden byte got; hidden byte who; hidden byte best; hidden byte t;
hidden byte arg; hidden byte arg2; hidden byte arg3; hidden byte arg4;
#define CHILD(c, p) ((st[c] == 1 || st[c] == 2) && par[c] == p)
#define ANYCHILD(p) (${every(k => `CHILD(${k}, p)`)})
#define ANYZOMBIE(p) (${every(k => `(st[${k}] == 2 && par[${k}] == p)`)})
#define AT(n) (((n) >= ${FIRST} && (n) < ${FIRST} + size) -> tab[(n) - ${FIRST}] : 0)
c_code {
  static int child(int c, int p) { return (now.st[c] == 1 || now.st[c] == 2) && now.par[c] == p; }
  static void take_number(void) {
    int k = now.cur;
    while (k < now.size && now.tab[k] != 0) k++;
    if (k == now.size) for (k = 0; k < now.size && now.tab[k] != 0;) k++;
    got = k < now.size ? k + 1 : 0;
    if (got) now.cur = got;
  }
  static int last_sibling(int p) {
    int k, r = 0;
    for (k = 0; k < ${incarnations}; k++) if (child(k, p) && now.sib[k] >= r) r = now.sib[k] + 1;
    return r;
  }
  static void try_free(int i) {
    int k;
    if (now.st[i] != 3 || now.nr[i] == 0) return;
    for (k = 0; k < ${incarnations}; k++)
      if (now.pg[k] == i && (now.st[k] == 1 || now.st[k] == 2)) return;
    now.tab[now.nr[i] - 1] = 0;
    now.nr[i] = 0;
  }
  static void release_task(int i) {
    now.st[i] = 3;
    try_free(i);
    if (now.pg[i] != i) try_free(now.pg[i]);
  }
  static int first_child(int p, int zombies) {
    int k, found = -1;
    for (k = 0; k < ${incarnations}; k++) {
      if (!child(k, p) || (zombies && now.st[k] != 2)) continue;
      if (found < 0 || now.sib[k] < now.sib[found]) found = k;
    }
    return found;
  }
  static void end_task(int i) {
    int c;
    now.st[i] = 2;
    while ((c = first_child(i, 0)) >= 0) {
      int r = last_sibling(0);
      now.par[c] = 0;
      now.sib[c] = r;
      if (now.st[c] == 2 && now.ign[0]) release_task(c);
    }
    if (now.ign[now.par[i]]) release_task(i);
  }
  static void begin_task(int i, int p, int n, int process) {
    int r = last_sibling(p);
    now.st[i] = 1; now.par[i] = p; now.sib[i] = r; now.nr[i] = n; now.pr[i] = process;
    now.tab[n - 1] = i + 1;
  }
};
inline alloc() { c_code { take_number(); } }
inline release(i) { arg = i; c_code { release_task(arg); } }
inline die(i) { arg = i; c_code { end_task(arg); } }
inline oldest(p) { arg = p; c_code { int c = first_child(arg, 1); best = c < 0 ? 255 : 0; who = c < 0 ? 0 : c; } }
inline born(i, p, n, process) {
  arg = i; arg2 = p; arg3 = n; arg4 = process; c_code { begin_task(arg, arg2, arg3, arg4); }
}`;
}

/** Writes one variant of one race. */
class Writer {
  readonly race: Race;
  readonly size: number;
  readonly incarnations: number;
  private readonly variant: number;
  private readonly index: number;
  /** Incarnation of each process that is there at the start; 0: init. */
  private readonly starts: ReadonlyMap<number, number>;
  private marksAtStart = 0;

  constructor(race: Race, variant: number, index: number) {
    this.race = race;
    this.variant = variant;
    this.index = index;
    this.size = race.numbers.last - race.numbers.first + 1;
    refuse(race.numbers.first !== FIRST || race.cursor <= FIRST, 'another number space');
    refuse(race.namespaces.length > 0 || race.sockets.length > 0, 'namespaces and sockets');
    this.starts = startsOf(race);
    this.incarnations = this.starts.size + 1 + this.births();
  }

  /** Statements that put the first processes in place. */
  setup(): string {
    const { race, index } = this;
    const lines = [`prog = ${index}; size = ${this.size}; cur = ${race.cursor - FIRST}; st[0] = 1`];
    for (const [process, inc] of this.starts) {
      const decl = race.processes[process];
      if (decl === undefined) continue;
      if (decl.ignores.length > 0) lines.push(`ign[${inc}] = 1`);
      if (inc === 0) lines.push(`pr[0] = ${process}`);
      else {
        const parent = decl.parent === undefined ? 0 : (this.starts.get(decl.parent) ?? 0);
        const number = (decl.startNr ?? FIRST) - FIRST + 1;
        lines.push(
          `pg[${inc}] = ${this.groupOf(process)}; born(${inc}, ${parent}, ${number}, ${process})`,
        );
      }
    }
    race.cells.forEach((cell, i) => {
      const { n, m } = this.constant(cell.initial);
      lines.push(`cv[${i}] = ${n}; cm[${i}] = ${m}`);
    });
    const next = Math.max(0, ...this.starts.values()) + 1;
    const runs = [...this.starts].filter(([process]) => this.programOf(process).code.length > 0);
    const run = runs.map(([process, inc]) => `run ${this.name(process)}(${inc})`);
    return [
      `d_step { ${lines.join('; ')}; nx = ${next}; marks = ${this.marksAtStart} }`,
      ...run,
    ].join('; ');
  }

  /** A child of init leads a group of its own; others begin in their parent's. */
  private groupOf(process: number): number {
    const parent = this.race.processes[process]?.parent;
    const above = parent === undefined ? 0 : (this.starts.get(parent) ?? 0);
    if (above === 0 || parent === undefined) return this.starts.get(process) ?? 0;
    return this.groupOf(parent);
  }

  proctypes(): string {
    return this.race.processes
      .flatMap((_, i) => (this.programOf(i).code.length > 0 ? [this.proctype(i)] : []))
      .join('\n\n');
  }

  private name(process: number): string {
    return `R${this.index}P${process}`;
  }

  private programOf(process: number): Program {
    const programs = this.race.processes[process]?.programs ?? [];
    return programs[this.variant] ?? programs[0] ?? { code: [], vars: [], source: noSpan };
  }

  /** How many spawns there can be: each spawn once for each run of its program. */
  private births(): number {
    const runs = this.race.processes.map((_, i) => (this.starts.has(i) ? 1 : 0));
    let total = 0;
    for (let wave = runs; wave.some(n => n > 0); ) {
      const born = this.race.processes.map(() => 0);
      wave.forEach((n, i) => {
        for (const instr of this.programOf(i).code) {
          if (instr.kind === 'spawn') born[instr.process] = (born[instr.process] ?? 0) + n;
        }
      });
      total += born.reduce((a, b) => a + b, 0);
      refuse(total > 60, 'so many processes');
      wave = born;
    }
    return total;
  }

  private proctype(process: number): string {
    const { code, vars } = this.programOf(process);
    const init = this.initial(process);
    const fds = code.filter(i => i.kind === 'syscall' && i.name === 'pidfd_open').length;
    const declare = vars.map((_, i) => {
      const { n, m } = init.values.get(i) ?? { n: 0, m: 0 };
      return `short v${i} = ${n}; byte m${i} = ${m};`;
    });
    if (fds > 0) declare.push(`byte fd[${fds}]; byte nfd;`);
    const steps = code.flatMap((instr, pc) => {
      if (!isStep(instr)) return [];
      return [`L${pc}: ${this.step(process, pc, instr)}`];
    });
    return [
      `proctype ${this.name(process)}(byte me) {`,
      `  ${declare.join(' ')}`,
      `  goto L${init.pc};`,
      ...steps.map(s => `  ${s};`),
      `L${code.length}: false`,
      '}',
    ].join('\n');
  }

  /** Local work before the first step: constants only. */
  private initial(process: number) {
    const { code } = this.programOf(process);
    const values = new Map<number, { n: number; m: number }>();
    let pc = 0;
    for (; ; pc++) {
      const instr = code[pc];
      if (instr?.kind === 'set') values.set(instr.slot, this.constant(instr.value));
      else if (instr?.kind === 'mark') {
        refuse(!this.starts.has(process), 'a mark at birth');
        this.marksAtStart |= 1 << instr.mark;
      } else break;
    }
    while (code[pc]?.kind === 'after') pc += 1;
    const first = code[pc];
    refuse(first !== undefined && !isStep(first), 'a branch before the first step');
    return { values, pc };
  }

  private constant(expr: Expr): { n: number; m: number } {
    if (expr.kind === 'int') return { n: expr.value, m: 0 };
    refuse(expr.kind !== 'nrOf', 'a start value that is no constant');
    const process = expr.kind === 'nrOf' ? expr.process : 0;
    const inc = this.starts.get(process);
    const n = this.race.processes[process]?.startNr ?? 0;
    return { n, m: inc === undefined ? 0 : inc + 1 };
  }

  /** One atomic step: guard, effect, local work, and on to the next one. */
  private step(process: number, pc: number, instr: Instr): string {
    const { code } = this.programOf(process);
    const guards = ['st[me] == 1'];
    for (let at = pc - 1; code[at]?.kind === 'after'; at--) {
      const after = code[at];
      if (after?.kind === 'after') guards.push(`(marks & ${1 << after.mark}) != 0`);
    }
    const { guard, effect, run } = this.effect(instr);
    if (guard !== undefined) guards.push(guard);
    const local = this.settle(process, pc + 1);
    const all = guards.join(' && ');
    if (run === undefined) return `atomic { (${all}) -> d_step { ${effect} }; ${local} }`;
    return `atomic { (${all}) -> d_step { ${effect} }; ${run}; ${local} }`;
  }

  /** Local work from `pc` on, ending with a jump to the next step. */
  private settle(process: number, pc: number): string {
    const instr = this.programOf(process).code[pc];
    if (instr === undefined) return `goto L${this.programOf(process).code.length}`;
    switch (instr.kind) {
      case 'set': {
        const { n, m } = this.value(instr.value);
        return `v${instr.slot} = ${n}; m${instr.slot} = ${m}; ${this.settle(process, pc + 1)}`;
      }
      case 'branch': {
        const yes = this.settle(process, pc + 1);
        const no = this.settle(process, instr.otherwise);
        return `if :: (${this.int(instr.cond)}) -> ${yes} :: else -> ${no} fi`;
      }
      case 'jump':
        return this.settle(process, instr.to);
      case 'mark':
        return `marks = marks | ${1 << instr.mark}; ${this.settle(process, pc + 1)}`;
      case 'assert':
        return `if :: (${this.int(instr.cond)}) :: else -> seen = seen | 16 fi; ${this.settle(process, pc + 1)}`;
      case 'after':
        return this.settle(process, pc + 1);
      default:
        return `goto L${pc}`;
    }
  }

  private effect(instr: Instr): { guard?: string; effect: string; run?: string } {
    switch (instr.kind) {
      case 'load':
        return { effect: `v${instr.into} = cv[${instr.cell}]; m${instr.into} = cm[${instr.cell}]` };
      case 'store': {
        const { n, m } = this.value(instr.value);
        return { effect: `cv[${instr.cell}] = ${n}; cm[${instr.cell}] = ${m}` };
      }
      case 'pause':
        return { effect: 'skip' };
      case 'spawn':
        return this.spawn(instr);
      case 'syscall':
        return this.syscall(instr);
      default:
        throw new Unsupported(instr.kind);
    }
  }

  private spawn(instr: Extract<Instr, { kind: 'spawn' }>) {
    refuse(instr.args !== undefined, 'clone flags');
    const into = instr.into;
    const fail = into === undefined ? 'skip' : `v${into} = -1; m${into} = 0`;
    const good = into === undefined ? '' : `; v${into} = ${FIRST - 1} + got; m${into} = nx + 1`;
    const birth = `born(nx, me, got, ${instr.process}); pg[nx] = pg[me]; ign[nx] = ign[me]${good}; nx++`;
    const effect = `alloc(); if :: (got != 0) -> ${birth} :: else -> ${fail} fi`;
    if (this.programOf(instr.process).code.length === 0) return { effect };
    const run = `if :: (got != 0) -> run ${this.name(instr.process)}(nx - 1) :: else fi`;
    return { effect, run };
  }

  private syscall(instr: Extract<Instr, { kind: 'syscall' }>) {
    const { into } = instr;
    const give = (n: string, m = '0') =>
      into === undefined ? 'skip' : `v${into} = ${n}; m${into} = ${m}`;
    switch (instr.name) {
      case 'exit':
        return { effect: 'die(me)' };
      case 'kill':
        return { effect: this.kill(instr.args, give) };
      case 'pidfd_open':
        return { effect: this.open(instr.args, give) };
      case 'pidfd_send_signal':
        return { effect: this.send(instr.args, give) };
      case 'wait4':
        return this.wait(instr.args, give);
      case 'signal':
        refuse(this.number(instr.args[0]) !== 17, 'a disposition other than SIGCHLD');
        refuse(this.number(instr.args[1]) !== 1, 'a handler');
        return { effect: `ign[me] = 1; ${give('0')}` };
      default:
        throw new Unsupported(instr.name);
    }
  }

  private kill(args: readonly Arg[], give: Give): string {
    const { n, m } = this.argument(args[0]);
    const sig = this.number(args[1]);
    const there = `t = got - 1; ${this.reach(sig, m)}; ${give('0')}`;
    const gone = `${sig === 0 ? '' : 'seen = seen | 8; '}${give('-1')}`;
    return `got = AT(${n}); if :: (got != 0 && st[got - 1] != 3) -> ${there} :: else -> ${gone} fi`;
  }

  private open(args: readonly Arg[], give: Give): string {
    const { n, m } = this.argument(args[0]);
    refuse(this.number(args[1]) !== 0, NO_FLAGS);
    const meant = `(${m} != 0 -> ${m} : got)`;
    const there = `${this.stranger(m, 'got')}fd[nfd] = got; ${give('nfd', meant)}; nfd++`;
    return `got = AT(${n}); if :: (got != 0 && st[got - 1] != 3) -> ${there} :: else -> ${give('-1')} fi`;
  }

  private send(args: readonly Arg[], give: Give): string {
    const { n, m } = this.argument(args[0]);
    const sig = this.number(args[1]);
    const there = `t = fd[${n}] - 1; ${this.reach(sig, m)}; ${give('0')}`;
    const gone = `${sig === 0 ? '' : 'seen = seen | 8; '}${give('-1')}`;
    return `if :: (${n} < 0) -> ${give('-1')} :: (${n} >= 0 && st[fd[${n}] - 1] != 3) -> ${there} :: else -> ${gone} fi`;
  }

  /** A signal has found task `t`: what is seen, what is broken, what becomes of it. */
  private reach(sig: number, m: string): string {
    const strange = this.stranger(m, 't + 1');
    if (sig === 0) return `${strange}skip`;
    refuse(sig !== 9 && sig !== 15, 'a signal that does not kill');
    const broken = this.race.claims.flatMap(({ form }, i) => {
      if (form.kind !== 'neverReaches' && form.kind !== 'reachesOnly') return [];
      if (form.signal !== undefined && form.signal !== sig) return [];
      const whom = form.kind === 'reachesOnly' ? `pr[t] != ${form.process}` : form.process;
      const test =
        form.process === undefined ? 'true' : typeof whom === 'number' ? `pr[t] == ${whom}` : whom;
      return [`if :: (${test}) -> broken = broken | ${1 << i} :: else fi;`];
    });
    return `${strange}if
      :: (st[t] == 2) -> seen = seen | 4
      :: else -> if :: (${m} != 0 && ${m} != t + 1) -> seen = seen | 1 :: else -> seen = seen | 2 fi;
         ${broken.join(' ')} if :: (t != 0) -> die(t) :: else fi
      fi`;
  }

  /** The claim that no stranger is hit. */
  private stranger(m: string, found: string): string {
    const bits = this.race.claims.reduce(
      (all, { form }, i) => (form.kind === 'neverStranger' ? all | (1 << i) : all),
      0,
    );
    if (bits === 0) return '';
    return `if :: (${m} != 0 && ${m} != ${found}) -> broken = broken | ${bits} :: else fi; `;
  }

  private wait(args: readonly Arg[], give: Give) {
    const { n, m } = this.argument(args[0]);
    const options = this.number(args[2]);
    refuse(options !== 0 && options !== 1, NO_FLAGS);
    const hang = options === 1;
    refuse(args[1] !== undefined && args[1].kind !== 'null', NO_FLAGS);
    const collect = `${give(`${FIRST - 1} + nr[who]`, 'who + 1')}; release(who)`;
    const missing = `if :: (ANYCHILD(me)) -> ${give('0')} :: else -> ${give('-1')} fi`;
    const any = `oldest(me); if :: (best != 255) -> ${collect} :: else -> ${missing} fi`;
    const anyReady = `(ANYZOMBIE(me) || !(ANYCHILD(me)))`;
    const wrong = `if :: (${m} != 0 && ${m} != who + 1) -> seen = seen | 1 :: else fi; ${this.stranger(m, 'who + 1')}`;
    const mine = '(got != 0 && CHILD(got - 1, me))';
    const one = `got = AT(${n}); if :: (${mine} && st[got - 1] == 2) -> who = got - 1; ${wrong}${collect} :: (${mine} && st[got - 1] == 1) -> ${give('0')} :: else -> ${give('-1')} fi`;
    const effect = `if :: (${n} == -1) -> ${any} :: else -> ${one} fi`;
    if (hang) return { effect };
    const oneReady = `!(AT(${n}) != 0 && st[AT(${n}) - 1] == 1 && par[AT(${n}) - 1] == me)`;
    return { guard: `(${n} == -1 -> ${anyReady} : ${oneReady})`, effect };
  }

  private argument(arg: Arg | undefined): { n: string; m: string } {
    if (arg?.kind !== 'value') throw new Unsupported(NO_FLAGS);
    return this.value(arg.expr);
  }

  private number(arg: Arg | undefined): number {
    if (arg === undefined || arg.kind === 'null') return 0;
    if (arg.kind === 'value' && arg.expr.kind === 'int') return arg.expr.value;
    throw new Unsupported(NO_FLAGS);
  }

  /** A number, and whom it was meant to name (incarnation + 1, or 0). */
  private value(expr: Expr): { n: string; m: string } {
    if (expr.kind === 'var') return { n: `v${expr.slot}`, m: `m${expr.slot}` };
    if (expr.kind === 'nrOf') {
      const { n, m } = this.constant(expr);
      return { n: `${n}`, m: `${m}` };
    }
    return { n: this.int(expr), m: '0' };
  }

  private int(expr: Expr): string {
    switch (expr.kind) {
      case 'int':
        return `${expr.value}`;
      case 'var':
        return `v${expr.slot}`;
      case 'nrOf':
        return `${this.constant(expr).n}`;
      case 'not':
        return `(!${this.int(expr.of)})`;
      case 'neg':
        return `(-${this.int(expr.of)})`;
      case 'binary':
        return `(${this.int(expr.left)} ${expr.op} ${this.int(expr.right)})`;
      default:
        throw new Unsupported(expr.kind);
    }
  }
}

type Give = (n: string, m?: string) => string;
const noSpan = { from: 0, to: 0, line: 1 };

const isStep = ({ kind }: Instr): boolean =>
  kind === 'syscall' || kind === 'spawn' || kind === 'load' || kind === 'store' || kind === 'pause';

function startsOf(race: Race): ReadonlyMap<number, number> {
  const starts = new Map<number, number>();
  race.processes.forEach((process, i) => {
    refuse(!isPlain(process), `the start of ${process.name}`);
    if (process.startNr === 1) starts.set(i, 0);
  });
  let next = 1;
  race.processes.forEach(({ startNr }, i) => {
    if (startNr !== undefined && startNr !== 1) starts.set(i, next++);
  });
  return starts;
}

function isPlain(p: ProcessDecl): boolean {
  const own = p.threadOf === undefined && p.inside === undefined && p.group === undefined;
  return own && p.uid === undefined && !p.subreaper && p.ignores.every(signal => signal === 17);
}

function refuse(bad: boolean, what: string): void {
  if (bad) throw new Unsupported(what);
}
