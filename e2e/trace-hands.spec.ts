// The trace page by mouse and by touch, its links, and what it saves.

import { readFileSync } from 'node:fs';
import { type CDPSession, expect, test } from '@playwright/test';
import { TracePage } from './trace-page.ts';

test('the mouse chooses lanes, moves the window and selects', async ({ page }) => {
  const trace = new TracePage(page);
  await trace.open('#/trace/wrong-kill?e=9');
  const lane = await trace.pointOf(/^postgres \(303·B\)/, 60);
  await page.mouse.click(lane.x, lane.y);
  await expect(page.getByRole('region', { name: 'Selected process' })).toContainText('303·B');
  await page.mouse.dblclick(lane.x, lane.y);
  const own = await trace.range();
  expect(own?.from).toBeGreaterThan(2e8);
  const { x, y, width } = await trace.boxOf(page.locator('.timeline'));
  const drag = async (from: number, to: number, height: number): Promise<void> => {
    await page.mouse.move(x + from, height);
    await page.mouse.down();
    await page.mouse.move(x + (from + to) / 2, height);
    await page.mouse.move(x + to, height);
    await page.mouse.up();
  };
  await drag(width - 200, width - 100, y + 200);
  const moved = await trace.range();
  expect(moved?.from).toBeLessThan(own?.from ?? 0);
  await page.keyboard.down('Shift');
  await drag(400, 700, y + 200);
  await page.keyboard.up('Shift');
  await expect(page.getByRole('region', { name: 'Selected stretch' })).toContainText(
    /Events \d+ to \d+ selected/,
  );
  const map = await trace.boxOf(page.getByRole('img', { name: /^The whole recording/ }));
  await page.keyboard.press('0');
  await drag(400, 500, map.y + 20);
  const drawn = await trace.range();
  expect(drawn?.to).toBeLessThan(2e8);
  await drag(450, 550, map.y + 20);
  expect((await trace.range())?.from).toBeGreaterThan((drawn?.from ?? 0) + 1e7);
  await page.mouse.move(x + 500, y + 200);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -300);
  await page.keyboard.up('Control');
  const wide = (drawn?.to ?? 0) - (drawn?.from ?? 0);
  await expect
    .poll(async () => {
      const closer = await trace.range();
      return (closer?.to ?? 0) - (closer?.from ?? 0);
    })
    .toBeLessThan(wide * 0.8);
  const burst = await trace.pointOf(/^kill\(303\)/, await burstAt(trace));
  await page.mouse.click(burst.x, burst.y);
  await expect(trace.words).toContainText('watchdog calls kill(303, SIGKILL)');
});

/** The whole recording in view again; where the wrong kill stands then. */
async function burstAt(trace: TracePage): Promise<number> {
  await trace.press('0');
  await trace.press('Escape', 2);
  const { width } = await trace.boxOf(trace.page.locator('.timeline'));
  return 214 + (width - 230) * (266.1 / 301 / 1.01);
}

test.describe('by touch', () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  type Points = readonly (readonly [number, number])[];

  /** Puts fingers down, moves them together, lifts them. */
  async function touch(cdp: CDPSession, from: Points, to: Points): Promise<void> {
    const at = (points: Points) => points.map(([x, y], id) => ({ x, y, id }));
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: Points) =>
      cdp.send('Input.dispatchTouchEvent', { type, touchPoints: at(points) });
    await send('touchStart', from);
    for (const share of [0.1, 0.3, 0.6, 1]) {
      const mid = from.map(([x, y], i): [number, number] => [
        x + ((to[i]?.[0] ?? x) - x) * share,
        y + ((to[i]?.[1] ?? y) - y) * share,
      ]);
      await send('touchMove', mid);
    }
    await send('touchEnd', []);
  }

  test('fingers pinch, drag, select and move the overview', async ({ page }) => {
    const trace = new TracePage(page);
    await trace.open('#/trace/wrong-kill?e=9');
    // The bar with the event hides nothing of the timeline.
    const bar = await trace.boxOf(trace.event);
    const lanes = await trace.boxOf(page.locator('.timeline'));
    expect(bar.y + bar.height).toBeLessThanOrEqual(lanes.y);
    const cdp = await page.context().newCDPSession(page);
    await page.locator('.timeline').scrollIntoViewIfNeeded();
    const start = await trace.boxOf(page.locator('.timeline'));
    await page.getByRole('button', { name: 'Begin or end a selection here' }).tap();
    await page.touchscreen.tap(start.x + 330, start.y + 170);
    await page.getByRole('button', { name: 'End it here' }).tap();
    await expect(page.getByRole('region', { name: 'Selected stretch' })).toContainText(
      /Events 1\d to \d+ selected/,
    );
    await page.getByRole('button', { name: 'Select nothing' }).tap();
    await page.locator('.timeline').scrollIntoViewIfNeeded();
    const { x, y } = await trace.boxOf(page.locator('.timeline'));
    const row = y + 150;
    await touch(
      cdp,
      [
        [x + 180, row],
        [x + 260, row],
      ],
      [
        [x + 110, row],
        [x + 340, row],
      ],
    );
    const pinched = await trace.range();
    expect((pinched?.to ?? 3e8) - (pinched?.from ?? 0)).toBeLessThan(2.5e8);
    await touch(cdp, [[x + 300, row]], [[x + 200, row]]);
    const dragged = await trace.range();
    expect(dragged?.from).toBeGreaterThan(pinched?.from ?? 0);
    const map = page.getByRole('img', { name: /^The whole recording/ });
    await map.scrollIntoViewIfNeeded();
    const strip = await trace.boxOf(map);
    const middle = strip.y + 20;
    await touch(cdp, [[strip.x + 230, middle]], [[strip.x + 170, middle]]);
    expect((await trace.range())?.from).toBeLessThan(dragged?.from ?? 0);
  });
});

test('a link reopens the moment, the task, the folds, the filter and the search', async ({
  page,
}) => {
  const trace = new TracePage(page);
  await trace.open('#/trace/wrong-kill?e=20');
  await trace.press('t');
  const lane = await trace.pointOf(/\(303·A\)/, 60);
  await page.mouse.click(lane.x, lane.y);
  await trace.press('z');
  await expect(page.getByRole('img', { name: /^Timeline, 5 rows/ })).toBeVisible();
  await page.getByText('Filter', { exact: true }).click();
  await page.getByLabel('Waits').uncheck();
  await page.getByRole('button', { name: /^Only .* and what it started/ }).click();
  await page.getByText('Filtered', { exact: true }).click();
  await expect(page.getByRole('img', { name: /^Timeline, [1-4] rows/ })).toBeVisible();
  await trace.search('303');
  const said = await trace.timeline.getAttribute('aria-label');
  const found = (await trace.found.textContent()) ?? '';
  await expect(page).toHaveURL(/life=\d+.*folds=.*tab=moment.*hide=waits.*of=\d+.*q=303/);
  await page.reload();
  await trace.settled();
  await expect(trace.timeline).toHaveAttribute('aria-label', said ?? '');
  await expect(trace.found).toHaveText(found);
  await expect(page.getByRole('treeitem', { selected: true })).toContainText('303·A');
  await expect(page.getByRole('button', { name: 'At the cursor' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.getByText('Filtered', { exact: true }).click();
  await page.getByRole('button', { name: /^All again/ }).click();
  await expect(page).not.toHaveURL(/of=/);
  await trace.open('#/trace/wrong-kill?e=99999&life=3&order=sideways');
  await expect(page.getByText('order=sideways, event 100000')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Selected process' })).toBeVisible();
});

test('a file of one’s own is shown as it was left when it is opened again', async ({ page }) => {
  const file = { name: 'own.ndjson', bytes: readFileSync('public/traces/wrong-kill.ndjson') };
  const trace = new TracePage(page);
  await trace.open();
  await trace.pick(file);
  await page.getByRole('button', { name: 'by start' }).click();
  await trace.press('Home');
  await trace.press('ArrowRight', 4);
  await expect(page).toHaveURL(/file=own\.ndjson&e=4/);
  await page.reload();
  await trace.settled();
  await expect(page.getByText(/“own.ndjson”, a file on somebody’s device/)).toBeVisible();
  await trace.pick(file);
  await expect(trace.event).toContainText('5 of');
  await expect(page.getByRole('button', { name: 'by start' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
});

test('every form that can be saved holds the recording', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const trace = new TracePage(page);
  await trace.open('#/trace/wrong-kill');
  const save = async (label: string): Promise<{ readonly name: string; readonly text: string }> => {
    const saved = page.waitForEvent('download');
    await page.getByLabel('Save this recording as').selectOption({ label });
    const file = await saved;
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
  };
  const chrome = await save('Chrome trace JSON, for Perfetto');
  expect(chrome.name).toBe('wrong-kill.trace.json');
  const { traceEvents } = JSON.parse(chrome.text) as { traceEvents: { name: string }[] };
  expect(traceEvents.some(event => event.name.startsWith('kill'))).toBe(true);
  const events = await save('CSV of the events');
  expect(events.name).toBe('wrong-kill.events.csv');
  expect(events.text).toContain('watchdog,kill,"303,');
  const lives = await save('CSV of who held which number');
  expect(lives.name).toBe('wrong-kill.numbers.csv');
  expect(lives.text).toMatch(/^\d*303\b.*postgres|303.*B.*postgres/m);
  const own = await save('NDJSON, this program’s own format');
  expect(own.name).toBe('wrong-kill.ndjson');
  await page.getByRole('button', { name: 'Copy report' }).click();
  await expect(page.getByText('Copied.')).toBeVisible();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toContain('kill(303, SIGKILL)');
  await trace.pick({ name: own.name, bytes: own.text });
  await expect(trace.result).toHaveText('watchdog signalled the wrong process once.');
});
