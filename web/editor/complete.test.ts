// What is offered where: calls and variables inside a program, declarations outside, nothing in text.

import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { complete } from './complete.ts';
import { race } from './language.ts';

/** The offers at the `|`. */
function offers(marked: string): readonly { label: string; detail?: string | undefined }[] {
  const doc = marked.replace('|', '');
  const state = EditorState.create({ doc, extensions: [race] });
  const result = complete(new CompletionContext(state, marked.indexOf('|'), true));
  return result?.options ?? [];
}

const labels = (marked: string) => offers(marked).map(option => option.label);

describe('completion', () => {
  it('inside a program offers calls with their signature, variables, names and constants', () => {
    const at = 'cell box = a; process a 300 via pid { int one = 1; two = fork(); pid| }';
    expect(offers(at)).toContainEqual(
      expect.objectContaining({ label: 'pidfd_open', detail: '(pid, flags)' }),
    );
    expect(labels(at)).toEqual(
      expect.arrayContaining(['one', 'two', 'errno', 'box', 'a', 'SIGKILL']),
    );
  });

  it('outside offers declarations and no calls', () => {
    const at = 'race "x" process a 300 idle; cla|';
    expect(labels(at)).toContain('claim');
    expect(labels(at)).not.toContain('pidfd_open');
  });

  it('offers nothing inside strings and comments', () => {
    expect(labels('race "the kil|ler"')).toEqual([]);
    expect(labels('process a 300 { // kil|\n }')).toEqual([]);
  });

  it('offers the constants of the chosen kernel alone', () => {
    const at = (version: string) => `race "x" kernel ${version} process a 300 { PIDFD| }`;
    expect(labels(at('6.18'))).toContain('PIDFD_THREAD');
    expect(labels(at('5.4'))).not.toContain('PIDFD_THREAD');
  });
});
