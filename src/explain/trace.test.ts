import { expect, it } from 'vitest';
import { endText } from './trace.ts';

it('a status says whether its process ended, and how', () => {
  expect([undefined, 0x0300, 9, 0x8b, 0x137f, 0xffff].map(endText)).toEqual([
    'ends',
    'ends with status 3',
    'is killed by SIGKILL',
    'is killed by SIGSEGV',
    'is stopped by SIGSTOP',
    'goes on',
  ]);
});
