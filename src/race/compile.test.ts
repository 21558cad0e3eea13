import { describe, expect, it } from 'vitest';
import { ensure } from '../base.ts';
import { compile } from './compile.ts';
import { longest } from './narration.ts';
import type { Instr, Race } from './program.ts';

const race = (body: string): Race => {
  const { race: compiled, diagnostics } = compile(`race "t"\n${body}`);
  expect(diagnostics).toEqual([]);
  return ensure(compiled, 'race');
};
const code = (body: string): readonly Instr[] =>
  ensure(race(`process p 300 {\n${body}\n}`).processes[0]?.programs[0], 'program').code;
const kinds = (body: string) => code(body).map(instr => instr.kind);

describe('steps', () => {
  it('makes a call one step and an assignment none', () => {
    expect(kinds('x = 1; kill(x, 0);')).toEqual(['set', 'syscall']);
  });

  it('takes a call inside an expression out, and does it first', () => {
    const [first, second] = code('kill(getpid(), SIGTERM);');
    expect(first).toMatchObject({ kind: 'syscall', name: 'getpid', into: 0 });
    expect(second).toMatchObject({ name: 'kill', args: [{ expr: { kind: 'var', slot: 0 } }, {}] });
  });

  it('stops early at && when the call behind it is not wanted', () => {
    const instrs = code('if (kill(1, 0) == 0 && kill(2, 0) == 0) getpid();');
    expect(instrs.map(i => i.kind)).toEqual(['syscall', 'branch', 'syscall', 'branch', 'syscall']);
    expect(instrs[1]).toMatchObject({ otherwise: 5 });
    expect(instrs[3]).toMatchObject({ otherwise: 5 });
  });

  it('stops early at || when the first call decides', () => {
    const instrs = code('if (kill(1, 0) == 0 || kill(2, 0) == 0) getpid(); else gettid();');
    const jump = instrs.findIndex(i => i.kind === 'jump');
    expect(instrs[jump]).toMatchObject({ to: instrs.findIndex(i => nameOf(i) === 'getpid') });
  });

  it('gives every step the place where it is written', () => {
    const [, second] = code('getpid();\nkill(1, 0);');
    expect(second?.span.line).toBe(4);
  });
});

const nameOf = (instr: Instr) => (instr.kind === 'syscall' ? instr.name : '');

describe('loops', () => {
  it('are unrolled', () => {
    expect(kinds('repeat 3 { getpid(); }')).toEqual(['syscall', 'syscall', 'syscall']);
  });

  it('leave at break and go on at continue', () => {
    const instrs = code('repeat 2 { if (errno) break; continue; getpid(); }');
    const jumps = instrs.flatMap(i => (i.kind === 'jump' ? [i.to] : []));
    expect(jumps).toEqual([8, 4, 8, 8]);
    expect(longest(instrs)).toBe(0);
  });

  it('test their condition before each round', () => {
    expect(kinds('repeat 2 while (kill(9, 0) == 0) { getpid(); }')).toEqual([
      'syscall',
      'branch',
      'syscall',
      'syscall',
      'branch',
      'syscall',
    ]);
  });
});

describe('arguments', () => {
  it('keep the text of constants, and put flags together beyond 32 bits', () => {
    const [instr] = code('clone3({ .flags = CLONE_PIDFD | CLONE_CLEAR_SIGHAND, .pidfd = &fd });');
    expect(instr).toMatchObject({
      args: [
        {
          kind: 'struct',
          fields: [
            { name: 'flags', value: { expr: { value: 0x100001000 } } },
            { name: 'pidfd', value: { kind: 'out', slot: 0 } },
          ],
        },
      ],
    });
  });

  it('fill exactly the members of a structure that the program uses', () => {
    const [instr] = code('waitid(P_ALL, 0, &info, WEXITED); x = info.si_status;');
    expect(instr).toMatchObject({
      args: [{}, {}, { fields: [{ name: 'si_status', value: { kind: 'out' } }] }, {}],
    });
  });

  it('take one pollfd without the outer braces, in order or by name', () => {
    const [one] = code('poll({3, POLLIN}, 1, -1);');
    const [two] = code('poll({{ .fd = 3, .events = POLLIN }}, 1, -1);');
    expect(one?.kind === 'syscall' && two?.kind === 'syscall' && one.args).toEqual(
      two?.kind === 'syscall' && two.args,
    );
  });

  it('know libc’s names for the kernel’s calls', () => {
    expect(code('waitpid(-1, NULL, 0);')[0]).toMatchObject({ name: 'wait4' });
  });

  it('read a process’s name as the number that it starts with', () => {
    expect(code('kill(p, 0);')[0]).toMatchObject({
      args: [{ expr: { kind: 'nrOf', process: 0 } }, {}],
    });
  });

  it('make paths with numbers in them', () => {
    expect(code('open(sprintf("/proc/%d", 7), 0);')[0]).toMatchObject({
      args: [{ kind: 'text', text: '/proc/%d', values: [{ value: 7 }] }, {}],
    });
  });
});

describe('processes', () => {
  it('have one program per variant, and the plain one where they have none of their own', () => {
    const { variants, processes } = race(
      'process a 300 { getpid(); }\nprocess b 301 via x { gettid(); }\nprocess b via y { getsid(0); }',
    );
    expect(variants).toEqual(['x', 'y']);
    expect(processes[0]?.programs).toHaveLength(2);
    expect(processes[1]?.programs.map(p => p.code.map(nameOf))).toEqual([['gettid'], ['getsid']]);
  });

  it('say what they are at the start', () => {
    const { processes } = race(
      'process a 300 group a;\nprocess b 301 parent a group a uid 7 ignores SIGCHLD idle;',
    );
    expect(processes[1]).toMatchObject({
      startNr: 301,
      parent: 0,
      group: 0,
      uid: 7,
      ignores: [17],
      idle: true,
    });
  });

  it('may be threads, and live in a namespace under a second number', () => {
    const { processes, namespaces } = race(
      'namespace box 1..311 next 8;\nprocess a 303 in box as 7;\nprocess t 304 thread of a;\nprocess b 302 in box as 1;',
    );
    expect(namespaces).toMatchObject([{ name: 'box', parent: undefined, cursor: 8 }]);
    expect(processes[0]?.inside).toEqual({ namespace: 0, nr: 7 });
    expect(processes[1]?.threadOf).toBe(0);
  });

  it('find the ends of their sockets in variables', () => {
    const { sockets, processes } = race(
      'socket l between a, b;\nprocess a 300 { write(l, 1); }\nprocess b 301 { read(l, &x); }',
    );
    expect(sockets).toEqual([{ name: 'l', ends: [0, 1] }]);
    expect(processes.map(p => p.programs[0]?.vars[0])).toEqual(['l', 'l']);
  });
});

describe('the story', () => {
  it('has a head with defaults', () => {
    expect(race('')).toMatchObject({
      title: 't',
      id: 't',
      numbers: { first: 300, last: 311 },
      cursor: 300,
      version: 6018,
      variants: ['main'],
      watched: undefined,
    });
  });

  it('joins strings and finds the link of a source', () => {
    const { story, sources } = race('story "a" "b"\nsource "c https://d.example/e"');
    expect(story).toBe('a b');
    expect(sources).toEqual([{ text: 'c', url: 'https://d.example/e' }]);
  });

  it('expects verdicts of the claim above or the claim named', () => {
    const { expectations } = race(
      'process p 300 via a { exit(0); }\nprocess p via b { exit(1); }\n' +
        'claim "x": never SIGKILL reaches p\nexpect a: broken in 3; b: holds\n' +
        'claim "y": eventually p is dead\nexpect holds',
    );
    expect(expectations).toEqual([
      { variant: 0, claim: 0, verdict: 'broken', inSteps: 3 },
      { variant: 1, claim: 0, verdict: 'holds', inSteps: undefined },
      { variant: 0, claim: 1, verdict: 'holds', inSteps: undefined },
      { variant: 1, claim: 1, verdict: 'holds', inSteps: undefined },
    ]);
  });

  it('reads a claim’s condition in the slots of each variant', () => {
    const { claims } = race(
      'process p 300 via a { x = 1; y = 2; }\nprocess p via b { y = 1; x = 2; }\n' +
        'claim "c": never (x == 3) in p',
    );
    const slots = claims.flatMap(c => (c.form.kind === 'neverVar' ? c.form.conds : []));
    expect(slots).toMatchObject([{ left: { slot: 0 } }, { left: { slot: 1 } }]);
  });

  it('pins a schedule and tells its moments', () => {
    const told = race(
      'process p 300 { getpid(); exit(0); }\nschedule p, p\nat 2 "end" detail "more"\nat 0 "start"\n' +
        'question at 1 "what?" { right "a" because "b" wrong "c" }',
    );
    expect(told.pinned).toEqual([
      { process: 0, instance: 0 },
      { process: 0, instance: 0 },
    ]);
    expect(told.beats.map(b => b.headline)).toEqual(['start', 'end']);
    expect(told.questions[0]?.answers.map(a => a.right)).toEqual([true, false]);
  });

  it('keeps its outer words free for programs', () => {
    expect(kinds('at = 1; level = at; source = level; kill(source, 0);')).toHaveLength(4);
  });
});
