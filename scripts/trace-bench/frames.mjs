// What a frame costs the main thread, from the browser's own trace: a visitor's actions one by one, each
// followed by two frames, and all that the page's main thread did between one action and the next.

const CATEGORIES = [
  'blink.user_timing',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
];
const MARK = 'bench-action';

/**
 * Performs `count` actions in the page and says how long the main thread worked for each, in milliseconds.
 * `act` runs in the page with the number of the action and `setting`.
 */
export async function frames(browser, page, count, act, setting) {
  await browser.startTracing(page, { categories: CATEGORIES });
  await page.evaluate(
    async ([source, times, given, mark]) => {
      const action = window.benchActions[source];
      const frame = () =>
        new Promise(done => {
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = done;
            port2.postMessage(0);
          });
        });
      await frame();
      for (let i = 0; i < times; i++) {
        performance.mark(mark);
        action(i, given);
        await frame();
        await frame();
      }
      performance.mark(mark);
    },
    [act, count, setting, MARK],
  );
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  return tasksBetweenMarks(traceEvents);
}

/** Milliseconds of the main thread's tasks from each mark to the next. */
function tasksBetweenMarks(events) {
  const marks = events.filter(event => event.name === MARK).sort((a, b) => a.ts - b.ts);
  const { pid, tid } = marks[0];
  const own = event => event.pid === pid && event.tid === tid && event.ph === 'X';
  const tasks = events.filter(event => own(event) && event.name === 'RunTask');
  return marks.slice(0, -1).map((mark, i) => {
    const end = marks[i + 1].ts;
    let sum = 0;
    for (const { ts, dur } of tasks) {
      const from = Math.max(ts, mark.ts);
      const to = Math.min(ts + dur, end);
      if (to > from) sum += to - from;
    }
    return sum / 1000;
  });
}
