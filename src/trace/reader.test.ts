import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from './bytes.ts';
import { analyse, Reader } from './reader.ts';
import { call, clone, exit, HEADER, proc, read, textOf, traceOf, wait } from './testing/lines.ts';
import { eventAt, lineOf, offsetOf } from './trace.ts';

const story = [
  proc(10),
  clone(10, 303),
  call(10, 'kill', [303, 'SIGTERM'], 0),
  exit(303, 15),
  wait(10, 303),
];
const flaws = (text: string) => read(text).flaws.map(flaw => flaw.kind);
const refusal = (text: string | Uint8Array) => {
  const result = analyse(typeof text === 'string' ? encode(text) : text);
  return result.ok ? 'accepted' : result.error;
};

describe('reading a recording', () => {
  it('keeps every event with its line', () => {
    const trace = traceOf(...story);
    expect(trace.count).toBe(6);
    expect([...trace.columns.kind].map((_, event) => lineOf(trace, event))).toEqual([
      2, 3, 4, 5, 6, 7,
    ]);
    expect(trace.flaws).toEqual([]);
    expect(trace.header?.kernel).toBe('6.18.0');
  });

  it('finds each line in the file again by its offset', () => {
    const text = textOf(story);
    const trace = read(text);
    const at = offsetOf(trace, 2);
    expect(JSON.parse(text.slice(at).split('\n')[0] ?? '')).toMatchObject({ name: 'kill' });
  });

  it('finds lines again behind long ones, behind many that tell nothing, and among thousands', () => {
    const long = { ev: 'note', text: 'x'.repeat(70_000) };
    const lines = textOf([proc(10), long, ...Array.from({ length: 300 }, () => exit(10))]).split(
      '\n',
    );
    lines.splice(200, 0, ...Array.from({ length: 300 }, () => ''));
    const trace = read(lines.join('\n'));
    expect(trace.count).toBe(303);
    for (let event = 0; event < trace.count; event++) {
      const line = lines[lineOf(trace, event) - 1] ?? '';
      expect(lines.join('\n').startsWith(line, offsetOf(trace, event))).toBe(true);
      expect(JSON.parse(line).t).toBe(trace.columns.t[event]);
    }
  });

  it('says that there is no end, no header, nothing but a header, another version', () => {
    expect(flaws(textOf(story, false))).toEqual(['no-end']);
    expect(flaws(textOf(story).split('\n').slice(1).join('\n'))).toEqual(['no-header']);
    expect(flaws(JSON.stringify(HEADER))).toEqual(['only-header']);
    expect(flaws(textOf(story).replace('"version":1', '"version":2'))).toEqual(['version']);
  });

  it('shows what stands before a last line that is cut', () => {
    const result = analyse(encode(textOf(story, false).slice(0, -20)));
    expect(result.ok && result.value.count).toBe(4);
    expect(result.ok && result.value.flaws.map(flaw => flaw.kind)).toEqual(['cut-line', 'no-end']);
  });

  it('counts broken lines with number and reason, and reads the rest', () => {
    const lines = textOf(story).split('\n');
    lines.splice(
      3,
      0,
      '{"t":1,"ev":"call"',
      'hello',
      '{"ev":"exit","tid":1}',
      '{"t":1,"ev":"exit"}',
      '[1]',
    );
    const trace = read(lines.join('\n'));
    expect(trace.count).toBe(6);
    expect(trace.bad.map(bad => [bad.line, bad.reason])).toEqual([
      [4, 'not valid JSON; is the line cut?'],
      [5, 'not JSON'],
      [6, 'no time “t”'],
      [7, 'no thread id “tid”'],
      [8, 'not a JSON object'],
    ]);
  });

  it('keeps only so many reasons, and counts all', () => {
    const text = `${textOf(story)}\n${'junk\n'.repeat(1000)}`;
    const trace = read(text);
    expect([trace.bad.length, trace.badCount]).toEqual([200, 1000]);
  });

  it('skips events and fields of later versions', () => {
    const trace = traceOf(proc(10), { ev: 'frobnicate', tid: 10 }, { ...exit(10), colour: 'red' });
    expect([trace.count, trace.badCount]).toEqual([3, 0]);
  });

  it('takes CRLF, a byte order mark, blank lines and spaces between fields', () => {
    const spaced = textOf(story).replace(/":/g, '": ').replaceAll(',"', ', "');
    const trace = read(`\uFEFF\r\n${spaced.split('\n').join('\r\n\r\n')}\r\n`);
    expect([trace.count, trace.badCount]).toEqual([6, 0]);
  });

  it('reads the same from any cut into chunks', () => {
    const bytes = encode(`${textOf(Array.from({ length: 400 }, () => story).flat())}\n`);
    const whole = analyse(bytes);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1 }), sizes => {
        const reader = new Reader({ gather: 1 });
        let at = 0;
        for (let i = 0; at < bytes.length; i++) {
          const size = sizes[i % sizes.length] ?? 1000;
          reader.push(bytes.subarray(at, at + Math.max(size, 500)));
          at += Math.max(size, 500);
        }
        const parts = reader.finish();
        expect(parts.ok && parts.value.places).toEqual(whole.ok && whole.value.places);
        expect(parts.ok && parts.value.uses.verdict).toEqual(whole.ok && whole.value.uses.verdict);
      }),
      { numRuns: 12 },
    );
  });

  it('stops at the size it was told, and says so', () => {
    const long = textOf(Array.from({ length: 400 }, () => story).flat());
    const result = analyse(encode(long), { limits: { bytesMax: 80_000 } });
    expect(result.ok && result.value.flaws.map(flaw => flaw.kind)).toContain('stopped');
  });

  it('finds the event at a moment', () => {
    const trace = traceOf(...story);
    expect([-1, 0, 1000, 1500, 9e9].map(t => eventAt(trace, t))).toEqual([-1, -1, 0, 0, 5]);
  });
});

describe('a file that is no recording', () => {
  it('is named', () => {
    expect(refusal(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10]))).toEqual({
      kind: 'other',
      what: 'a PNG picture',
    });
    expect(refusal('{"a": [1, 2]}')).toEqual({ kind: 'other', what: 'JSON, but no recording' });
    expect(refusal(new Uint8Array([1, 2, 0, 3]))).toEqual({ kind: 'other', what: 'binary data' });
    expect(refusal('dear diary\n')).toEqual({
      kind: 'other',
      what: 'text, but no line of it is a recorded event',
    });
    expect(refusal('')).toEqual({ kind: 'empty' });
    expect(refusal('\n \n')).toEqual({ kind: 'empty' });
    expect(refusal(new Uint8Array([0x1f, 0x8b, 8, 0]))).toEqual({ kind: 'gzip' });
  });
});
