// Values out of JSON.parse, taken for what they should be.

import { inRange } from './json-bytes.ts';
import { NONE } from './record.ts';

export type Json = { readonly [key: string]: unknown };
export const isObject = (x: unknown): x is Json =>
  typeof x === 'object' && x !== null && !Array.isArray(x);
export const text = (x: unknown): string => (typeof x === 'string' ? x : '');
export const int = (x: unknown): number =>
  typeof x === 'number' && inRange(x) ? Math.trunc(x) : NONE;
export const list = (x: unknown): readonly unknown[] => (Array.isArray(x) ? x : []);
export const words = (x: unknown): string[] => list(x).map(item => text(item));
export const known = (n: number): number | undefined => (n === NONE ? undefined : n);
