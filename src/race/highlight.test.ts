import { highlightTree, tagHighlighter, tags } from '@lezer/highlight';
import { describe, expect, it } from 'vitest';
import { highlighting } from './highlight.ts';
import { parser } from './parser.gen.ts';

const highlighter = tagHighlighter([
  { tag: tags.definitionKeyword, class: 'head' },
  { tag: tags.controlKeyword, class: 'word' },
  { tag: tags.function(tags.variableName), class: 'call' },
  { tag: tags.string, class: 'text' },
  { tag: tags.comment, class: 'comment' },
  { tag: tags.number, class: 'number' },
]);

describe('highlighting', () => {
  it('tells declarations, control words, calls, texts and comments apart', () => {
    const source = 'race "t"\nprocess p 300 {\n  if (x) kill(x, 9); // c\n}';
    const found: string[] = [];
    const tree = parser.configure({ props: [highlighting] }).parse(source);
    highlightTree(tree, highlighter, (from, to, name) => {
      found.push(`${name} ${source.slice(from, to)}`);
    });
    expect(found).toEqual([
      'head race',
      'text "t"',
      'head process',
      'number 300',
      'word if',
      'call kill',
      'number 9',
      'comment // c',
    ]);
  });
});
