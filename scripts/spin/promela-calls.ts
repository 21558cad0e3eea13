// What each step does, as Promela statements over the shared tables.

import type { Arg, Instr } from '../../src/race/program.ts';
import { FIRST } from './promela-tables.ts';
import { NO_FLAGS, refuse, Terms, Unsupported } from './promela-terms.ts';

/** Gives a call's result to its variable: the number, and whom it means. */
type Give = (n: string, m?: string) => string;

export class Calls extends Terms {
  protected effect(instr: Instr): { guard?: string; effect: string; run?: string } {
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

  protected spawn(instr: Extract<Instr, { kind: 'spawn' }>) {
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

  protected syscall(instr: Extract<Instr, { kind: 'syscall' }>) {
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

  protected kill(args: readonly Arg[], give: Give): string {
    const { n, m } = this.argument(args[0]);
    const sig = this.number(args[1]);
    const there = `t = got - 1; ${this.reach(sig, m)}; ${give('0')}`;
    const gone = `${sig === 0 ? '' : 'seen = seen | 8; '}${give('-1')}`;
    return `got = AT(${n}); if :: (got != 0 && st[got - 1] != 3) -> ${there} :: else -> ${gone} fi`;
  }

  protected open(args: readonly Arg[], give: Give): string {
    const { n, m } = this.argument(args[0]);
    refuse(this.number(args[1]) !== 0, NO_FLAGS);
    const meant = `(${m} != 0 -> ${m} : got)`;
    const there = `${this.stranger(m, 'got')}fd[nfd] = got; ${give('nfd', meant)}; nfd++`;
    return `got = AT(${n}); if :: (got != 0 && st[got - 1] != 3) -> ${there} :: else -> ${give('-1')} fi`;
  }

  protected send(args: readonly Arg[], give: Give): string {
    const { n, m } = this.argument(args[0]);
    const sig = this.number(args[1]);
    const there = `t = fd[${n}] - 1; ${this.reach(sig, m)}; ${give('0')}`;
    const gone = `${sig === 0 ? '' : 'seen = seen | 8; '}${give('-1')}`;
    return `if :: (${n} < 0) -> ${give('-1')} :: (${n} >= 0 && st[fd[${n}] - 1] != 3) -> ${there} :: else -> ${gone} fi`;
  }

  /** A signal has found task `t`: what is seen, what is broken, what becomes of it. */
  protected reach(sig: number, m: string): string {
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
  protected stranger(m: string, found: string): string {
    const bits = this.race.claims.reduce(
      (all, { form }, i) => (form.kind === 'neverStranger' ? all | (1 << i) : all),
      0,
    );
    if (bits === 0) return '';
    return `if :: (${m} != 0 && ${m} != ${found}) -> broken = broken | ${bits} :: else fi; `;
  }

  protected wait(args: readonly Arg[], give: Give) {
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
}
