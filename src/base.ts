// The few helpers every layer may use. Knows nothing of the domain.

declare const brand: unique symbol;
/** A nominal type: `Brand<number, 'Nr'>` is a number that only its own constructor can make. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Success with a value, or failure with an error. The only form for expected failures. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({
  ok: false,
  error,
});

/** States what must hold here; a failure is a bug of ours, never bad input. */
export function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`bug: ${what}`);
}

/** The value, which must be there. For use inside expressions. */
export function ensure<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`bug: missing ${what}`);
  return value;
}

/** Ends a `switch` over a union; the compiler rejects the call when a case was forgotten. */
export function unreachable(x: never): never {
  throw new Error(`bug: unreachable case ${JSON.stringify(x)}`);
}
