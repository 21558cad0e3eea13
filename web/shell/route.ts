// The address bar as a value: `#/lab/stale-pidfile?v=1&s=abc&at=3`. Pure: reading and writing the
// real location is url.ts. All routes are in the hash, so that the site runs from any static host.

export interface Route {
  /** First segment of the path: which page. Empty for the front page. */
  readonly page: string;
  /** The segments after it. */
  readonly rest: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** Reads a hash, with or without `#`. Never fails: what cannot be decoded is kept as written. */
export function parseRoute(hash: string): Route {
  const text = hash.replace(/^#\/?/, '');
  const mark = text.indexOf('?');
  const path = mark < 0 ? text : text.slice(0, mark);
  const [page = '', ...rest] = path
    .split('/')
    .filter(part => part !== '')
    .map(decodePart);
  const query: Record<string, string> = {};
  if (mark >= 0) {
    for (const [key, value] of new URLSearchParams(text.slice(mark + 1))) query[key] = value;
  }
  return { page, rest, query };
}

/** The hash of a route, with `#`. Query keys keep their order; undefined ones are left out. */
export function formatRoute(
  path: readonly string[],
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(key)}=${encodeValue(value)}`],
  );
  const tail = pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  return `#/${path.map(encodeURIComponent).join('/')}${tail}`;
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Leaves the marks readable that are harmless in a query. */
function encodeValue(value: string): string {
  return encodeURIComponent(value).replace(/%(2C|3A|3B|2F|40)/gi, decodeURIComponent);
}
