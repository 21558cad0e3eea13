// The address bar's text form, both ways.

import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute } from './route.ts';

describe('route', () => {
  it('reads page, rest and query', () => {
    expect(parseRoute('#/lab/stale-pidfile?v=1&s=a.b&at=7')).toEqual({
      page: 'lab',
      rest: ['stale-pidfile'],
      query: { v: '1', s: 'a.b', at: '7' },
    });
  });

  it('reads an empty hash as the front page', () => {
    expect(parseRoute('')).toEqual({ page: '', rest: [], query: {} });
    expect(parseRoute('#/')).toEqual({ page: '', rest: [], query: {} });
  });

  it('survives what cannot be decoded', () => {
    expect(parseRoute('#/lab/%E0%A4%A?s=%zz').rest).toEqual(['%E0%A4%A']);
  });

  it('writes what it reads', () => {
    const hash = formatRoute(['lab', 'a b'], { s: 'x,y:z;1', at: '2', gone: undefined });
    expect(hash).toBe('#/lab/a%20b?s=x,y:z;1&at=2');
    expect(parseRoute(hash)).toEqual({
      page: 'lab',
      rest: ['a b'],
      query: { s: 'x,y:z;1', at: '2' },
    });
  });
});
