// Breaking program text into a narrow card.

import { describe, expect, it } from 'vitest';
import { breakLine, codeRows } from './code.ts';

const line = (line: number, text: string, at: 'none' | 'last' | 'next' = 'none') => ({
  line,
  text,
  at,
});

describe('code in the card', () => {
  it('breaks after an argument and indents the rest', () => {
    expect(breakLine('pidfd_send_signal(fd, SIGKILL, NULL, 0);', 23)).toEqual([
      'pidfd_send_signal(fd,',
      '  SIGKILL, NULL, 0);',
    ]);
  });

  it('leaves a line alone that fits', () => {
    expect(breakLine('kill(pid, SIGKILL);', 23)).toEqual(['kill(pid, SIGKILL);']);
  });

  it('never loses a character but blanks', () => {
    const text = 'if (pidfd_send_signal(fd, SIGKILL, NULL, 0) == -1) exit(errno);';
    for (const columns of [12, 18, 23, 40]) {
      const joined = breakLine(text, columns).join('').replaceAll(' ', '');
      expect(joined).toBe(text.replaceAll(' ', ''));
    }
  });

  it('takes away shared indentation', () => {
    expect(codeRows([line(1, '  a;'), line(2, '    b;')], 20, 5).map(r => r.text)).toEqual([
      'a;',
      '  b;',
    ]);
  });

  it('keeps the current line in view', () => {
    const lines = Array.from({ length: 20 }, (_, i) =>
      line(i, `f${i}();`, i === 15 ? 'last' : 'none'),
    );
    const rows = codeRows(lines, 20, 5);
    expect(rows).toHaveLength(5);
    expect(rows.some(r => r.at === 'last')).toBe(true);
    expect(rows[0]?.text).toBe('…');
  });
});
