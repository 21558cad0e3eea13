// What a frame costs the main thread, from the browser's own trace: a visitor's actions one by one, each
// followed by two frames, and all that the page's main thread did between one action and the next.

const CATEGORIES = [
  'blink.user_timing',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
];
const ACTION = 'bench-action';
const SEEN = 'bench-seen';

/**
 * Performs `count` actions in the page (see actions.mjs). Milliseconds of the main thread for each: `seen`
 * until the frame that shows it is done, of which `cpu` on a processor, `all` with what follows in the
 * next frame.
 */
export async function frames(browser, page, count, name) {
  for (;;) {
    await browser.startTracing(page, { categories: CATEGORIES });
    await page.evaluate(perform, [name, count, ACTION, SEEN]);
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
    // Under load the browser now and then drops a part of its trace.
    const found = workBetweenMarks(traceEvents);
    if (found.length === count) return found;
  }
}

/** Runs in the page. */
async function perform([name, count, action, seen]) {
  const frame = () =>
    new Promise(done => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = done;
        port2.postMessage(0);
      });
    });
  await frame();
  for (let i = 0; i < count; i++) {
    performance.mark(action);
    window.benchActions[name](i);
    await frame();
    performance.mark(seen);
    await frame();
  }
  performance.mark(action);
}

function workBetweenMarks(events) {
  const at = name => events.filter(event => event.name === name).sort((a, b) => a.ts - b.ts);
  const [actions, seen] = [at(ACTION), at(SEEN)];
  if (actions.length !== seen.length + 1) return [];
  const { pid, tid } = actions[0];
  const isOwn = event => event.pid === pid && event.tid === tid;
  const tasks = events.filter(event => event.name === 'RunTask' && isOwn(event) && event.dur > 0);
  return seen.map((mark, i) => ({
    seen: work(tasks, actions[i].ts, mark.ts).wall,
    cpu: work(tasks, actions[i].ts, mark.ts).cpu,
    all: work(tasks, actions[i].ts, actions[i + 1].ts).wall,
  }));
}

/** Milliseconds of tasks between two moments in microseconds. */
function work(tasks, from, to) {
  const sum = { wall: 0, cpu: 0 };
  for (const { ts, dur, tdur = dur } of tasks) {
    const inside = Math.min(ts + dur, to) - Math.max(ts, from);
    if (inside <= 0) continue;
    sum.wall += inside / 1000;
    sum.cpu += (tdur * inside) / dur / 1000;
  }
  return sum;
}
