// How the catalogue is divided: by chapter of the talk, by mechanism (from the scenarios' own tags),
// and by the kind of program in which the story happened. Pure tables and one function.

import type { Entry } from './entry.ts';

export const VIEWS = ['chapter', 'mechanism', 'story'] as const;
export type View = (typeof VIEWS)[number];

export const VIEW_NAMES: Readonly<Record<View, string>> = {
  chapter: 'Chapter',
  mechanism: 'Mechanism',
  story: 'Real story',
};

/** The chapters of the talk; a scenario stands under its main one. */
const CHAPTERS: readonly string[] = [
  'A number is not a name',
  'Who may rely on a number?',
  'Checking first does not help',
  'A reference instead',
  'pidfd_send_signal',
  'CLONE_PIDFD',
  'Polling',
  'pidfd_open',
  'What came after',
  'Elsewhere',
  'Attackers',
];

/** A mechanism is a set of tags; a scenario stands under the first that it has one of. */
// biome-ignore format: a table
const MECHANISMS: readonly { readonly title: string; readonly tags: readonly string[] }[] = [
  { title: 'Namespaces', tags: ['namespaces', 'setns'] },
  { title: 'Threads', tags: ['tkill', 'tgkill', 'pidfd_thread'] },
  { title: 'Process groups', tags: ['groups', 'setsid', 'pinned'] },
  { title: 'Who is at the other end of a socket', tags: ['so_peercred', 'so_peerpidfd', 'scm_pidfd'] },
  { title: 'Files and memory of another process', tags: ['pidfd_getfd', 'seccomp', 'files'] },
  { title: 'Choosing or racing the counter', tags: ['set_tid', 'pid_max'] },
  { title: 'Look in /proc, then act', tags: ['proc', 'starttime', 'fstat'] },
  { title: 'Waiting and reaping', tags: ['wait', 'waitid', 'status', 'autoreap', 'sigchld', 'library'] },
  { title: 'Is it still there?', tags: ['poll', 'monitoring'] },
  { title: 'A pidfd from birth', tags: ['clone3', 'autokill'] },
  { title: 'Numbers kept in files', tags: ['pidfile'] },
  { title: 'Opened early, used late', tags: ['registration', 'pidfd_open', 'pidfd_send_signal'] },
];

/** By the kind of program in which it happened; by scenario id. */
// biome-ignore format: a table
const STORIES: readonly { readonly title: string; readonly ids: readonly string[] }[] = [
  {
    title: 'Daemons and service managers',
    ids: ['stale-pidfile', 'main-pid', 'double-fork', 'held-not-used', 'between-fork-and-open', 'holder-dies', 'too-late'],
  },
  {
    title: 'Containers and checkpoints',
    ids: ['two-reapers', 'another-seven', 'mixed-namespaces', 'choosing-your-number'],
  },
  {
    title: 'Libraries and language runtimes',
    ids: ['stolen-child', 'own-child', 'sigchld-ignored', 'wrong-status', 'threads'],
  },
  {
    title: 'Tools, builds and monitors',
    ids: ['ps-grep-kill', 'check-then-act', 'dead-yet', 'pinned-number'],
  },
  { title: 'Desktops and phones', ids: ['low-memory-killer', 'zero-and-minus-one', 'peer-credentials'] },
  {
    title: 'Attacks and sandboxes',
    ids: ['same-start-time', 'seccomp-supervisor', 'somebody-elses-file', 'round-the-clock'],
  },
];

export interface Group {
  readonly title: string;
  readonly entries: readonly Entry[];
}

const OTHER = 'Others';

/** The entries in their groups, each once, empty groups left out. */
export function grouped(entries: readonly Entry[], view: View): readonly Group[] {
  const titles = [...titlesOf(view), OTHER];
  return titles
    .map(title => ({ title, entries: entries.filter(entry => groupOf(entry, view) === title) }))
    .filter(group => group.entries.length > 0);
}

function titlesOf(view: View): readonly string[] {
  if (view === 'chapter') return CHAPTERS.map((_, i) => chapterTitle(i + 1));
  return (view === 'mechanism' ? MECHANISMS : STORIES).map(group => group.title);
}

function groupOf(entry: Entry, view: View): string {
  switch (view) {
    case 'chapter':
      return chapterTitle(entry.chapters[0] ?? 0);
    case 'mechanism':
      return MECHANISMS.find(m => m.tags.some(tag => entry.tags.includes(tag)))?.title ?? OTHER;
    case 'story':
      return STORIES.find(story => story.ids.includes(entry.id))?.title ?? OTHER;
  }
}

function chapterTitle(chapter: number): string {
  const title = CHAPTERS[chapter - 1];
  return title === undefined ? OTHER : `${chapter}. ${title}`;
}
