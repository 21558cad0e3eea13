// A world as tables of words, for those who cannot see the picture: who has which number, and what
// is remembered of whom. Incarnations are "first, second, third holder", never letters.

import { blockedSentence, blockedWords } from '../../src/explain/blocked.ts';
import { ordinal } from '../../src/explain/words.ts';
import type { LinkEnd, WorldView } from '../../src/machine/view.ts';

interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly string[] }[];
}

export type WorldTables = readonly Table[];

export function worldTables(view: WorldView, tag: string): WorldTables {
  return [
    numbers(view, tag),
    ...insides(view, tag),
    references(view, tag),
    ...waits(view, tag),
    ...sockets(view, tag),
    ...pipes(view, tag),
    ...sets(view, tag),
  ].filter(table => table.rows.length > 0);
}

function nameOf(view: WorldView, pid: number | undefined): string {
  return (
    view.tokens.find(t => t.pid === pid)?.name ??
    view.tiles.find(t => t.pid === pid)?.name ??
    'nobody'
  );
}

function numbers(view: WorldView, tag: string): Table {
  const states = {
    free: 'free',
    live: 'in use',
    zombie: 'held by a zombie',
    pinned: 'kept by a group',
  };
  return {
    caption: `${tag}: numbers`,
    head: ['Number', 'Held by', 'Holder', 'State'],
    rows: (view.rings[0]?.cells ?? []).map(cell => ({
      key: String(cell.nr),
      cells: [
        String(cell.nr),
        cell.pid === undefined ? 'nobody' : nameOf(view, cell.pid),
        cell.letter === undefined ? '' : ordinal(cell.letter),
        states[cell.state],
      ],
    })),
  };
}

/** One for each inner namespace: its numbers, and the same processes' numbers outside. */
function insides(view: WorldView, tag: string): readonly Table[] {
  return view.rings.slice(1).map((ring, i) => ({
    caption: `${tag}: numbers inside a namespace${i === 0 ? '' : ` (${i + 1})`}`,
    head: ['Number inside', 'Held by', 'Number outside'],
    rows: view.tokens.flatMap(token => {
      const upid = token.upids.find(u => u.ns === ring.ns);
      if (upid === undefined || !token.onRing) return [];
      return [{ key: String(upid.nr), cells: [String(upid.nr), token.name, String(token.nr)] }];
    }),
  }));
}

function references(view: WorldView, tag: string): Table {
  const notes = view.notes.map(note => ({
    key: note.key,
    cells: [
      nameOf(view, note.holder),
      `note ${note.variable}: ${note.nr}`,
      nameOf(view, note.means),
    ],
  }));
  const plugs = view.plugs.map(plug => {
    const gone = !view.tokens.some(t => t.pid === plug.target && t.onRing);
    const target = nameOf(view, plug.target);
    const means = gone ? `${target}, which is gone` : target;
    return { key: plug.key, cells: [nameOf(view, plug.holder), `pidfd ${plug.fd}`, means] };
  });
  return {
    caption: `${tag}: references`,
    head: ['Holder', 'Kind', 'Means now'],
    rows: [...notes, ...plugs],
  };
}

/** Who stands in a call that does not come back, and why. */
function waits(view: WorldView, tag: string): readonly Table[] {
  const rows = view.waits.map(wait => ({
    key: String(wait.pid),
    cells: [nameOf(view, wait.pid), blockedWords(wait.blocked, view)],
  }));
  return [{ caption: `${tag}: waiting`, head: ['Process', 'Waits in'], rows }];
}

/** Each pair of sockets once: who is at either end, and what has not been read yet. */
function sockets(view: WorldView, tag: string): readonly Table[] {
  const pairs = view.links.filter(link => link.kind === 'socket');
  const rows = pairs.map(link => ({
    key: link.key,
    cells: link.ends.flatMap(end => [holdersText(view, end), waitingText(view, end)]),
  }));
  const head = ['One end', 'Waiting there', 'Other end', 'Waiting at the other end'];
  return [{ caption: `${tag}: sockets`, head, rows }];
}

/** Each pipe: who may read, what lies in it, who may write. */
function pipes(view: WorldView, tag: string): readonly Table[] {
  const found = view.links.filter(link => link.kind === 'pipe');
  const rows = found.map(({ key, ends: [reader, writer] }) => ({
    key,
    cells: [holdersText(view, reader), waitingText(view, reader), holdersText(view, writer)],
  }));
  return [{ caption: `${tag}: pipes`, head: ['Reading end', 'In the pipe', 'Writing end'], rows }];
}

function holdersText(view: WorldView, end: LinkEnd): string {
  const holders = end.holders.map(h => `${nameOf(view, h.pid)}, descriptor ${h.fd}`);
  if (holders.length > 0) return holders.join('; ');
  return end.open ? 'under way' : 'closed';
}

/** What lies at an end of a socket or in a pipe, in words: `303`, `a pidfd of worker`. */
export function waitingText(view: WorldView, end: LinkEnd): string {
  return end.waiting
    .map(({ value, files }) => {
      const passed = files.map(f =>
        f.target === undefined ? 'a descriptor' : `a ${f.kind} of ${nameOf(view, f.target)}`,
      );
      return [...(value === 0 && passed.length > 0 ? [] : [String(value)]), ...passed].join(
        ' with ',
      );
    })
    .join('; ');
}

/** Each set of watched descriptors, a row for each of them. */
function sets(view: WorldView, tag: string): readonly Table[] {
  const rows = view.sets.flatMap(set =>
    set.watches.map(watch => ({
      key: `${set.key} ${watch.fd}`,
      cells: [
        `${nameOf(view, set.holder)}, descriptor ${set.fd}`,
        watch.target === undefined
          ? `descriptor ${watch.fd}`
          : `pidfd ${watch.fd} of ${nameOf(view, watch.target)}`,
        watch.ready ? 'yes' : 'no',
      ],
    })),
  );
  return [{ caption: `${tag}: watched`, head: ['Set', 'Watches', 'Ready'], rows }];
}

/** The picture in two sentences. */
export function pictureText(view: WorldView, tag: string): string {
  const cells = view.rings[0]?.cells ?? [];
  const used = cells.filter(c => c.state !== 'free');
  const zombies = view.tiles.filter(t => t.state === 'zombie').map(t => `${t.name} (${t.nr})`);
  const next = view.rings[0]?.next;
  const holds = [
    ...view.notes.map(n => `${nameOf(view, n.holder)} holds a note with ${n.nr}`),
    ...view.plugs.map(p => `${nameOf(view, p.holder)} holds a pidfd of ${nameOf(view, p.target)}`),
  ];
  const parts = [
    `${tag}: a clock of ${cells.length} process numbers, ${used.length} in use.`,
    next === undefined ? 'No number is free.' : `Next number: ${next}.`,
    zombies.length === 0 ? '' : `Zombies: ${zombies.join(', ')}.`,
    ...view.waits.map(w => blockedSentence(nameOf(view, w.pid), w.blocked, view)),
    ...holds.map(text => `${text}.`),
  ];
  return parts.filter(part => part !== '').join(' ');
}
