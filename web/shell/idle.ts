// Tells the outside (end-to-end tests, embedding pages) when nothing is going on:
// `document.documentElement.dataset.idle` is "true" when no page is loading, no animation runs and
// nothing plays. Whoever is busy takes a token with `busy()` and gives it back by calling it.

const tokens = new Set<symbol>();

/** Marks the app as busy until the returned function is called (more than once does no harm). */
export function busy(what: string): () => void {
  const token = Symbol(what);
  tokens.add(token);
  show();
  return () => {
    tokens.delete(token);
    show();
  };
}

function show(): void {
  document.documentElement.dataset.idle = String(tokens.size === 0);
}
