// The recordings that come with the site, from public/traces/index.json.

import * as v from 'valibot';

const Shipped = v.object({
  /** File name inside traces/. */
  file: v.string(),
  title: v.string(),
  note: v.optional(v.string(), ''),
  kernel: v.optional(v.string(), ''),
  command: v.optional(v.union([v.string(), v.array(v.string())]), ''),
  date: v.optional(v.string(), ''),
});
export type Shipped = v.InferOutput<typeof Shipped>;

const Index = v.union([v.array(Shipped), v.object({ traces: v.array(Shipped) })]);

/** The address name of a recording: its file without endings. */
export const idOf = (shipped: Shipped): string =>
  shipped.file.replace(/\.gz$/, '').replace(/\.[a-z]+$/, '');

export const urlOf = (shipped: Shipped): string =>
  new URL(`traces/${shipped.file}`, document.baseURI).href;

/** Reads the index. An index that cannot be had or read is an empty one; files still open. */
export async function loadIndex(): Promise<readonly Shipped[]> {
  try {
    const response = await fetch(new URL('traces/index.json', document.baseURI));
    if (!response.ok) return [];
    const parsed = v.safeParse(Index, await response.json());
    if (!parsed.success) return [];
    return Array.isArray(parsed.output) ? parsed.output : parsed.output.traces;
  } catch {
    return [];
  }
}
