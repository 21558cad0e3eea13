import { describe, expect, it } from 'vitest';
import { look } from '../machine/look.ts';
import { play } from '../machine/testing/play.ts';
import { raceFrom } from '../machine/testing/wide.ts';
import { headlineOf } from './headline.ts';
import { verdictWords } from './verdict.ts';

// Two numbers, one free at a time: whoever starts after w has been collected gets 301.
const story = (a: string, claim = '') => `race "v" numbers 300..301 cursor 301 ${claim}
process a 300 { ${a} }
process w 301 { exit(0); }
process init 1 { wait4(-1); spawn(n); }
process n { open("/secret", O_RDONLY); pause(); }`;
const RECYCLED = 'w init init';

function seen(a: string, order: string, claim = '') {
  const view = look(play(raceFrom(story(a, claim)), order), 0);
  const { lead, rest, tone } = verdictWords(view.verdict);
  return { lead, rest, tone, headline: headlineOf(view).headline };
}

describe('the verdict', () => {
  it('is a wrong answer when a check reaches somebody else', () => {
    expect(seen('kill(w, 0);', `${RECYCLED} a`)).toEqual({
      tone: 'bad',
      lead: 'Wrong answer.',
      rest: '301 is there, but it is n. w was meant.',
      headline: 'a checks 301: it exists.',
    });
  });

  it('is a wrong answer when /proc tells of somebody else', () => {
    const read =
      'fd = open(sprintf("/proc/%d/stat", w), O_RDONLY); read(fd, &stat); x = stat.ppid;';
    expect(seen(read, `${RECYCLED} a`)).toMatchObject({
      lead: 'Wrong answer.',
      headline: 'a looks up n in /proc.',
    });
    expect(seen(read, 'a')).toMatchObject({ tone: 'plain', headline: 'a looks up w in /proc.' });
    expect(seen(read, 'a w init a')).toMatchObject({
      lead: 'Nobody harmed.',
      headline: 'a reads about w: ESRCH.',
    });
  });

  it('names a reference that was opened too late, and what is done with it', () => {
    const late = 'fd = pidfd_open(w, 0); pidfd_send_signal(fd, SIGTERM, NULL, 0);';
    expect(seen(late, `${RECYCLED} a`)).toMatchObject({ tone: 'warn', lead: 'Opened too late.' });
    expect(seen(late, `${RECYCLED} a a`)).toMatchObject({
      lead: 'Wrong process killed.',
      headline: 'a sends SIGTERM. n dies; w was meant.',
    });
  });

  it('knows a file and a namespace that are somebody else’s', () => {
    const taken = 'fd = pidfd_open(w, 0); got = pidfd_getfd(fd, 0, 0);';
    expect(seen(taken, `${RECYCLED} n a a`)).toMatchObject({
      lead: 'Wrong file taken.',
      rest: 'The file is n’s. w’s was meant.',
      headline: 'a takes n’s file.',
    });
    const entered = 'fd = pidfd_open(w, 0); setns(fd, CLONE_NEWNET);';
    expect(seen(entered, `${RECYCLED} a a`)).toMatchObject({ lead: 'Mixed namespaces.' });
  });

  it('is a broken claim when harm has no other name', () => {
    const claim = 'claim "w lives": never SIGTERM reaches w';
    expect(seen('kill(-1, SIGTERM);', 'a', claim)).toMatchObject({
      tone: 'bad',
      lead: 'Claim broken.',
      rest: 'No longer true: “w lives”.',
    });
  });

  it('is no harm when the holder notices and stops', () => {
    const careful = 'fd = pidfd_open(w, 0); poll({fd, POLLIN}, 1, -1);';
    expect(seen(careful, 'a w init a')).toMatchObject({
      tone: 'ok',
      lead: 'Nobody harmed.',
      rest: 'w is gone, and a leaves it at that.',
      headline: 'a sees that w has been collected.',
    });
  });

  it('calls it luck when a number happened to be free', () => {
    expect(seen('kill(w, SIGTERM);', 'w init a')).toMatchObject({
      lead: 'Nobody harmed.',
      rest: 'Nobody had the number just then: ESRCH. Luck.',
    });
  });
});

describe('a number from a socket', () => {
  it('means whoever connected, not whoever has it now', () => {
    const race = raceFrom(`race "s" numbers 300..301 cursor 301
socket link between w, a;
process a 300 { getsockopt(link, SOL_SOCKET, SO_PEERCRED, &peer); kill(peer.pid, SIGTERM); }
process w 301 { exit(0); }
process init 1 { wait4(-1); spawn(n); }
process n idle;`);
    const view = look(play(race, 'w init init a'), 0);
    expect(view.notes[0]).toMatchObject({ nr: 301, state: 'wrong' });
    expect(view.verdict).toMatchObject({ kind: 'staleNote', who: 'w', now: 'n' });
  });
});
