// Reading recordings: the shipped ones, files of one's own, broken files; by mouse and by keyboard.

import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { faults } from './axe.ts';
import { TracePage } from './trace-page.ts';

const real = readFileSync('public/traces/wrong-kill.ndjson', 'utf8');
const strace = readFileSync('src/trace/testing/jobd.strace', 'utf8');
const lines = real.trimEnd().split('\n');

test('the shipped wrong kill is opened from the list and explains itself', async ({ page }) => {
  const trace = new TracePage(page);
  await trace.open();
  await page.getByRole('button', { name: /wrong-kill\.ndjson/ }).click();
  await trace.settled();
  await expect(trace.result).toHaveText('watchdog signalled the wrong process once.');
  await expect(trace.details).toContainText('watchdog meant worker');
  await expect(trace.details).toContainText('pidfd_send_signal');
  await trace.tableHas(/303, first holder worker/);
  await trace.tableHas(/303, second holder/);
});

test('a file of one’s own is read, and nothing leaves the device', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', request => asked.push(request.url()));
  const trace = new TracePage(page);
  await trace.open();
  await trace.pick({ name: 'jobd.strace', bytes: strace });
  await expect(trace.result).toHaveText('jobd signalled the wrong process once.');
  await expect(page.getByText(/lines, .* read on this device only/)).toBeVisible();
  await expect(page).toHaveURL(/#\/trace\?file=jobd\.strace&e=/);
  const origin = new URL(page.url()).origin;
  expect(
    asked.filter(
      url => !url.startsWith(origin) && !url.startsWith('blob:') && !url.startsWith('data:'),
    ),
  ).toEqual([]);
});

test('a file may be dropped, and may be gzipped', async ({ page }) => {
  const trace = new TracePage(page);
  await trace.open();
  await trace.drop({ name: 'dropped.ndjson', bytes: real });
  await expect(trace.result).toHaveText('watchdog signalled the wrong process once.');
  await trace.pick({ name: 'jobd.strace.gz', bytes: gzipSync(strace) });
  await expect(trace.result).toHaveText('jobd signalled the wrong process once.');
});

test('the keyboard steps through events and hazards, both ways', async ({ page }) => {
  const trace = new TracePage(page);
  await trace.open('#/trace/wrong-kill?e=0');
  await expect(trace.event).toContainText(`1 of ${lines.length - 1} · line 2`);
  await trace.press('ArrowRight', 3);
  await expect(trace.event).toContainText('4 of');
  await trace.press('ArrowLeft');
  await expect(trace.event).toContainText('3 of');
  await trace.press('.');
  await expect(trace.words).toContainText('watchdog calls kill(303, SIGKILL)');
  await trace.press('End');
  await expect(trace.words).toHaveText('The recording ends.');
  await trace.press('Home');
  await expect(trace.event).toContainText('1 of');
  await trace.press('w', 4);
  await expect(page).toHaveURL(/from=\d+&to=\d+/);
  await trace.press('0');
  await expect(page).not.toHaveURL(/from=/);
});

test('the address holds recording and cursor', async ({ page }) => {
  const trace = new TracePage(page);
  await trace.open('#/trace/wrong-kill?e=20&order=start&lanes=all');
  await expect(trace.event).toContainText('21 of');
  await expect(page.getByRole('button', { name: 'by start' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await trace.press('ArrowRight');
  await expect(page).toHaveURL(/wrong-kill\?e=21/);
  await page.reload();
  await trace.settled();
  await expect(trace.event).toContainText('22 of');
});

test('an unknown recording in the address is said, and the page still opens files', async ({
  page,
}) => {
  const trace = new TracePage(page);
  await trace.open('#/trace/nobody');
  await expect(page.getByText('There is no recording named “nobody”')).toBeVisible();
  await trace.pick({ name: 'a.ndjson', bytes: real });
  await expect(trace.timeline).toBeVisible();
});

const broken: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  [
    'a picture',
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    /looks like a PNG picture/,
  ],
  ['JSON', '{"hello": [1, 2, 3]}', /looks like JSON, but no recording/],
  ['binary data', new Uint8Array([1, 0, 2, 0, 3, 0]), /looks like binary data/],
  ['nothing', '', /The file is empty/],
  ['prose', 'Dear diary,\nnothing happened.\n', /text, but no line of it/],
];
test('a file that is no recording is named, and another can be opened', async ({ page }) => {
  const trace = new TracePage(page);
  await trace.open();
  for (const [what, bytes, said] of broken) {
    await trace.pick({ name: `${what}.log`, bytes });
    await expect(page.getByRole('alert'), what).toContainText(said);
  }
  await trace.pick({ name: 'good.ndjson', bytes: real });
  await expect(trace.timeline).toBeVisible();
});

test('a broken line is named with its reason, and the rest is shown', async ({ page }) => {
  const trace = new TracePage(page);
  await trace.open();
  const spoilt = [...lines.slice(0, 5), '{"t":12,"ev":"call","tid":', ...lines.slice(5)].join('\n');
  await trace.pick({ name: 'spoilt.ndjson', bytes: spoilt });
  await expect(
    page.getByText('Line 6 was skipped: not valid JSON; is the line cut?'),
  ).toBeVisible();
  await expect(trace.result).toHaveText('watchdog signalled the wrong process once.');
});

test('a recording cut short shows what there is, and says so', async ({ page }) => {
  const trace = new TracePage(page);
  await trace.open();
  await trace.pick({
    name: 'cut.ndjson',
    bytes: `${lines.slice(0, 20).join('\n')}\n${lines[20]?.slice(0, 30)}`,
  });
  await expect(page.getByText(/The last line, 21, is cut off/)).toBeVisible();
  await expect(trace.timeline).toBeVisible();
  await trace.pick({ name: 'header.ndjson', bytes: `${lines[0]}\n` });
  await expect(page.getByText('There is a header and no event')).toBeVisible();
});

test('the filter and the lanes can be chosen', async ({ page }) => {
  const trace = new TracePage(page);
  await trace.open();
  await trace.pick({ name: 'jobd.strace', bytes: strace });
  await page.getByRole('button', { name: /2 unprotected/ }).click();
  await expect(trace.details).toContainText('Another thread of jobd waits for its children');
  await page.getByRole('button', { name: /^All \d+/ }).click();
  await expect(page.getByRole('img', { name: /^Timeline, 14 rows/ })).toBeVisible();
});

test('search and filter find their way through the events', async ({ page }) => {
  const trace = new TracePage(page);
  await trace.open('#/trace/wrong-kill?e=0');
  await trace.search('303·B');
  await expect(trace.found).toHaveText('5');
  await trace.press('Enter');
  await expect(trace.words).toContainText('this is its second holder, 303·B');
  await expect(trace.found).toHaveText('1/5');
  await trace.press('Shift+Enter');
  await expect(trace.found).toHaveText('5/5');
  await trace.search('watchdog kill');
  await trace.press('Enter');
  await expect(trace.words).toContainText('watchdog calls kill(303, SIGKILL)');
  await trace.search('no such thing');
  await expect(trace.found).toHaveText('none');
  await trace.press('Escape');
  await page.getByText('Filter', { exact: true }).click();
  for (const kind of ['Births and programs', 'Waits', 'Ends and reaps', 'Everything else']) {
    await page.getByLabel(kind).uncheck();
  }
  await trace.press('Escape');
  await trace.press('Home');
  await trace.press('ArrowRight');
  await expect(trace.words).toContainText(/kill|SIG/);
});

test('numbers and processes at the cursor, holder to holder, by keyboard', async ({ page }) => {
  const trace = new TracePage(page);
  await trace.open('#/trace/wrong-kill?e=20');
  await trace.press('t');
  const ring = page.getByRole('img', { name: /numbers that this recording saw are held/ });
  await expect(ring).toHaveAccessibleName(/Last handed out: 3\d\d/);
  const tree = page.getByRole('tree');
  await tree.getByRole('treeitem', { name: /303·A\s*worker/ }).click();
  await page.keyboard.press(']');
  await expect(trace.words).toContainText('303·B');
  await expect(tree.getByRole('treeitem', { name: /303·B/ })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await tree.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await expect(tree.getByRole('treeitem', { selected: true })).toContainText('1·Ainit');
  await page.keyboard.press('ArrowLeft');
  await expect(tree.getByRole('treeitem', { selected: true })).toHaveAttribute(
    'aria-expanded',
    'false',
  );
  await expect(tree.getByRole('treeitem')).toHaveCount(2);
});

test('a stretch is selected, and lanes are folded', async ({ page }) => {
  const trace = new TracePage(page);
  await trace.open('#/trace/wrong-kill?e=9');
  await trace.press('m');
  await trace.press('ArrowRight', 3);
  await trace.press('m');
  const stretch = page.getByRole('region', { name: 'Selected stretch' });
  await expect(stretch).toContainText('Events 10 to 13 selected: 4 events');
  await trace.press('Shift+ArrowLeft');
  await expect(stretch).toContainText('Events 10 to 12 selected');
  await trace.press('Escape');
  await expect(stretch).toBeHidden();
  await expect(page.getByRole('img', { name: /^Timeline, 6 rows/ })).toBeVisible();
  await trace.press('Shift+z');
  await expect(page.getByRole('img', { name: /^Timeline, 4 rows/ })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`it fits every window, ${colorScheme}, and has no accessibility fault`, async ({ page }) => {
    test.setTimeout(90_000);
    await page.emulateMedia({ colorScheme });
    const trace = new TracePage(page);
    // More verdicts and the other panel as well, in one of the two themes.
    await trace.open(colorScheme === 'dark' ? '#/trace/jobd' : '#/trace/wrong-kill');
    if (colorScheme === 'dark') await trace.press('t');
    for (const [width, height] of [
      [1440, 900],
      [1280, 720],
      [768, 1024],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await expect(trace.timeline).toBeVisible();
      await trace.fits();
      expect(await faults(page), `${width}x${height}`).toEqual([]);
    }
  });
}

test('every result is held against the model, and a difference leads to its event', async ({
  page,
}) => {
  const trace = new TracePage(page);
  await trace.open('#/trace/wrong-kill');
  await page.getByText(/^Model agrees/).click();
  await expect(page.getByText(/^The model agrees with \d\d results\./)).toBeVisible();
  const doctored = real.replace(/("name":"kill".*?)"ret":0/, '$1"ret":-1,"err":"ESRCH"');
  await trace.pick({ name: 'doctored.ndjson', bytes: doctored });
  await page.getByText(/^Model differs at line/).click();
  await trace.page.keyboard.press('Home');
  await page.getByRole('button', { name: /L54.*the kernel said ESRCH; the model says 0/ }).click();
  await expect(trace.event).toContainText('line 54');
});

test('a hazard opens in the lab as a race of the processes involved', async ({ page }) => {
  const trace = new TracePage(page);
  await trace.open('#/trace/wrong-kill');
  await trace.details.getByRole('link', { name: 'Open in the lab' }).click();
  await expect(trace.result).toHaveText(/15 hit the wrong process/);
  await expect(page.getByText('No problems.')).toBeVisible();
});
