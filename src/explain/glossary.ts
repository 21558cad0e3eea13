// The words of the subject, each in at most 25 words.

export interface Term {
  readonly term: string;
  readonly text: string;
}

export const GLOSSARY: readonly Term[] = [
  {
    term: 'PID',
    text: 'A number that finds a process in a table. Global, small, handed out in turn, given away again.',
  },
  {
    term: 'struct pid',
    text: 'The kernel’s own object for one life of one number. Counted references. This is what a pidfd holds.',
  },
  {
    term: 'pidfd',
    text: 'A file descriptor that refers to one struct pid. Private, can be polled, passed on, closed.',
  },
  { term: 'incarnation', text: 'One holder of a number in time: 303·A, then 303·B.' },
  {
    term: 'zombie',
    text: 'A process that has ended but has not been collected. It keeps its number.',
  },
  {
    term: 'reap',
    text: 'Collecting a zombie with wait. The number is free from then on.',
  },
  {
    term: 'autoreap',
    text: 'The kernel reaps by itself since the parent ignores SIGCHLD.',
  },
  { term: 'recycling', text: 'Handing a freed number to a new process.' },
  { term: 'cursor', text: 'Where the kernel goes on looking for the next free number.' },
  {
    term: 'lap, wrap',
    text: 'Once round all numbers; after the last it starts again at 300.',
  },
  { term: 'stale note', text: 'A PID kept in a variable after its number was freed.' },
  {
    term: 'wrong target',
    text: 'A signal that reached another process than was meant.',
  },
  { term: 'ESRCH', text: '“No such process”. Often the good answer.' },
  {
    term: 'order, schedule',
    text: 'Who runs when. One order is one path through the explorer.',
  },
  { term: 'TOCTOU', text: 'Checked at one time, used at another.' },
  {
    term: 'pidfs',
    text: 'The small file system behind pidfds since 6.9; its inode numbers are never used again while the system runs.',
  },
  {
    term: 'PGID, SID',
    text: 'The number as a group’s or session’s name. It pins the number too.',
  },
  {
    term: 'subreaper',
    text: 'A process which inherits orphans and reaps them.',
  },
  { term: 'SCM_RIGHTS', text: 'Passing a file descriptor over a socket.' },
];
