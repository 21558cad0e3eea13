// Publishing a draft: hashes what a step touched and makes the next kernel of it.

import type { Draft } from './draft.ts';
import {
  hashFdTable,
  hashFile,
  hashGroup,
  hashHeader,
  hashNamespace,
  hashPid,
  hashTask,
} from './fingerprint.ts';
import { Hash } from './hash.ts';
import type { Cached } from './id.ts';
import type { File } from './open.ts';
import type { Kernel } from './state.ts';

type HashOne<T> = (h: Hash, record: T) => void;

/** Publishes a draft: hashes the touched records and adds their difference to the sum. */
export function commit(draft: Draft): Kernel {
  const { base } = draft;
  const hash = new Hash();
  const sum = { fpHi: base.fpHi, fpLo: base.fpLo };
  retable(hash, sum, base.tasks, draft.tasks, hashTask);
  retable(hash, sum, base.groups, draft.groups, hashGroup);
  retable(hash, sum, base.pids, draft.pids, hashPid);
  retable(hash, sum, base.namespaces, draft.namespaces, hashNamespace);
  retable(hash, sum, base.fdTables, draft.fdTables, hashFdTable);
  if (base.files !== draft.files) refile(hash, sum, base.files, draft.files);
  if (headerChanged(base, draft)) {
    const header = { fpHi: 0, fpLo: 0 };
    hashHeader(hash, base, header);
    sum.fpHi -= header.fpHi;
    sum.fpLo -= header.fpLo;
    hashHeader(hash, draft, header);
    sum.fpHi = (sum.fpHi + header.fpHi) | 0;
    sum.fpLo = (sum.fpLo + header.fpLo) | 0;
  }
  return {
    version: draft.version,
    nextIno: draft.nextIno,
    clock: draft.clock,
    tick: draft.tick,
    outerDepth: draft.outerDepth,
    namespaces: draft.namespaces,
    pids: draft.pids,
    tasks: draft.tasks,
    groups: draft.groups,
    fdTables: draft.fdTables,
    files: draft.files,
    fpHi: sum.fpHi,
    fpLo: sum.fpLo,
  };
}

/** Whether a scalar that hashHeader covers, and a call can change, has changed. */
function headerChanged(base: Kernel, draft: Draft): boolean {
  return (
    base.nextIno !== draft.nextIno ||
    base.clock !== draft.clock ||
    base.tasks.length !== draft.tasks.length ||
    base.groups.length !== draft.groups.length ||
    base.fdTables.length !== draft.fdTables.length
  );
}

function retable<T extends Cached>(
  hash: Hash,
  sum: Cached,
  old: readonly (T | undefined)[],
  now: readonly (T | undefined)[],
  hashOne: HashOne<T>,
): void {
  if (old === now) return;
  for (let i = 0; i < now.length; i++) {
    const a = old[i];
    const b = now[i];
    if (a === b) continue;
    swap(hash, sum, a, b, hashOne);
  }
}

function swap<T extends Cached>(
  hash: Hash,
  sum: Cached,
  old: T | undefined,
  now: T | undefined,
  hashOne: HashOne<T>,
): void {
  if (old !== undefined) {
    sum.fpHi = (sum.fpHi - old.fpHi) | 0;
    sum.fpLo = (sum.fpLo - old.fpLo) | 0;
  }
  if (now !== undefined) {
    hashOne(hash, now);
    sum.fpHi = (sum.fpHi + now.fpHi) | 0;
    sum.fpLo = (sum.fpLo + now.fpLo) | 0;
  }
}

/** Both lists ascend by id: walk them together. */
function refile(hash: Hash, sum: Cached, old: readonly File[], now: readonly File[]): void {
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    const a = old[i];
    const b = now[j];
    if (a === b) {
      i++;
      j++;
    } else if (b === undefined || (a !== undefined && a.id < b.id)) {
      swap(hash, sum, a, undefined, hashFile);
      i++;
    } else if (a === undefined || b.id < a.id) {
      swap(hash, sum, undefined, b, hashFile);
      j++;
    } else {
      swap(hash, sum, a, b, hashFile);
      i++;
      j++;
    }
  }
}
