// The 64-bit fingerprint of a kernel, in two 32-bit halves.

import type { Kernel } from './state.ts';

/** Equal for equal kernels; covers exactly what can influence the future. */
export declare function fingerprint(kernel: Kernel): readonly [number, number];
