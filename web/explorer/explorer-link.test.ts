import { describe, expect, it } from 'vitest';
import { AS_WRITTEN, type WhatIf } from '../../src/machine/what-if.ts';
import { parseRoute } from '../shell/route.ts';
import { OWN, readExplorerLink, writeExplorerLink } from './explorer-link.ts';

describe('the address of the explorer', () => {
  it('comes back as it was written', () => {
    const changes: WhatIf[] = [
      AS_WRITTEN,
      { ...AS_WRITTEN, forks: 4, late: true },
      { forks: 0, ignored: true, late: false, moreNumbers: 4, version: 5003 },
    ];
    for (const whatIf of changes) {
      const link = writeExplorerLink('stale-pidfile', whatIf);
      const read = readExplorerLink(parseRoute(link));
      expect(read).toEqual({
        id: 'stale-pidfile',
        program: undefined,
        whatIf,
        notice: undefined,
      });
    }
  });

  it('carries a whole program', () => {
    const program = 'race "mine"\nnumbers 300..303\nprocess a 301 { exit(0); }\n';
    for (const id of [OWN, 'stale-pidfile']) {
      const link = writeExplorerLink(id, AS_WRITTEN, program);
      const read = readExplorerLink(parseRoute(link));
      expect(read).toEqual({ id, program, whatIf: AS_WRITTEN, notice: undefined });
      const damaged = readExplorerLink(parseRoute(link.slice(0, -9)));
      expect(damaged).toMatchObject({ program: undefined, whatIf: AS_WRITTEN });
      expect(damaged.notice).toContain('damaged');
    }
  });

  it('says what it cannot use', () => {
    const read = (hash: string) => readExplorerLink(parseRoute(hash));
    expect(read('#/explore/nowhere').notice).toContain('“nowhere”');
    expect(read('#/explore/stale-pidfile?forks=99')).toMatchObject({ whatIf: AS_WRITTEN });
    expect(read('#/explore/stale-pidfile?kernel=2.6').notice).toContain('could not be used');
  });
});
