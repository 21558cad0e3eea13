// Who uses an identity, and who only holds it: what a drawing of the kernel asks for.

import { ensure } from '../base.ts';
import type { View } from './draft.ts';
import type { Fd, FileId, GroupId, Ino, Nr, NsId, TaskId } from './id.ts';
import { fileOf, filePids, pidGroup, pidTask, tableOf } from './select.ts';

/** In which roles an identity is in use, and by whom. */
export interface Roles {
  readonly pid: TaskId | undefined;
  readonly tgid: GroupId | undefined;
  readonly pgid: readonly GroupId[];
  readonly sid: readonly GroupId[];
}

export function rolesOf(kernel: View, ino: Ino): Roles {
  const pgid: GroupId[] = [];
  const sid: GroupId[] = [];
  for (const group of kernel.groups) {
    if (group?.pgid === ino) pgid.push(group.id);
    if (group?.sid === ino) sid.push(group.id);
  }
  return { pid: pidTask(kernel, ino)?.id, tgid: pidGroup(kernel, ino)?.id, pgid, sid };
}

/** Who keeps a struct pid in memory: descriptors of files that refer to it. */
export function holdersOf(
  kernel: View,
  ino: Ino,
): { readonly file: FileId; readonly task: TaskId; readonly fd: Fd }[] {
  const found: { file: FileId; task: TaskId; fd: Fd }[] = [];
  for (const task of kernel.tasks) {
    const slots = task === undefined ? undefined : tableOf(kernel, task)?.slots;
    if (task === undefined || slots === undefined) continue;
    slots.forEach((slot, fd) => {
      const file = slot === undefined ? undefined : fileOf(kernel, slot.file);
      if (file !== undefined && filePids(file).includes(ino))
        found.push({ file: file.id, task: task.id, fd: fd as Fd });
    });
  }
  return found;
}

/** Numbers in use in a namespace, ascending, each with its identity. */
export function numbersOf(kernel: View, ns: NsId): { readonly nr: Nr; readonly ino: Ino }[] {
  const space = kernel.namespaces[ns];
  if (space === undefined) return [];
  return space.nrs.map((nr, i) => ({ nr, ino: ensure(space.inos[i], 'identity of a number') }));
}
