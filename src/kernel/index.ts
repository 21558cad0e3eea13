// The kernel's public face: everything that other rooms may import.

export * from './abi.ts';
export { asVersion, giveSocket, nameTask, placeInGroup } from './arrange.ts';
export { BOOT_DEFAULTS, boot } from './boot.ts';
export type { Booted, BootOptions, BootProcess } from './boot-options.ts';
export { compact, type Renamed } from './compact.ts';
export * from './constants.ts';
export { attachFiles, type Detached, detachFiles, joinDetached } from './detach.ts';
export { ERRNO, type Errno } from './errno.ts';
export type { KernelEvent } from './event.ts';
export { fingerprint } from './fingerprint.ts';
export {
  dropJobEvent,
  freeze,
  holdSignals,
  queueSignal,
  setAction,
  stopBy,
  takeSignal,
  wake,
} from './hold.ts';
export * from './id.ts';
export { INVARIANTS, type Invariant } from './invariant.ts';
export * from './open.ts';
export * from './outcome.ts';
export { interestEvents } from './poll.ts';
export * from './roles.ts';
export * from './select.ts';
export { actionOf, effectOn, kernelOnly, unkillable } from './sigperm.ts';
export * from './state.ts';
export * from './steer.ts';
export { call, ready } from './syscall.ts';
export { TABLE, tableRow } from './table.ts';
export type { ErrorCause, Param, ParamKind, TableRow } from './table-row.ts';
