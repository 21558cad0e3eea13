// The explorer by user task: read how many orders go wrong, follow the shortest one by keyboard, take
// it to the lab, ask "what if", on a screen, a projector, a tablet and a phone, in both themes.

import { expect, type Page, test } from '@playwright/test';
import { faults } from './axe.ts';

const SIZES = [
  { name: 'screen', width: 1440, height: 900 },
  { name: 'projector', width: 1280, height: 720 },
  { name: 'tablet', width: 768, height: 1024 },
  { name: 'phone', width: 390, height: 844 },
] as const;

/** Opens an address and waits until every variant has been searched. */
async function open(page: Page, hash = '#/explore/stale-pidfile'): Promise<void> {
  await page.goto(`./${hash}`);
  await settled(page);
}

async function settled(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-idle', 'true', { timeout: 20_000 });
  await expect(page.getByRole('heading', { level: 1 })).not.toContainText('Walking');
}

/** Nothing is wider than the window. */
async function fits(page: Page): Promise<void> {
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
  expect(wide).toBe(false);
}

const way = (page: Page) => page.getByRole('region', { name: /^Shortest way/ });
const field = (page: Page, name: string) =>
  page.getByRole('region', { name: `${name}: all orders` });
/** The drawing, in whichever of its two forms is shown. */
const state = (page: Page) => page.locator('svg.ex-graph:visible g.state');

for (const { name, width, height } of SIZES) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${name}, ${colorScheme}`, () => {
      test.use({ viewport: { width, height }, colorScheme });

      test('shows the counts and the shortest way, fits, and is accessible', async ({ page }) => {
        await open(page);
        await expect(page.getByRole('heading', { level: 1 })).toContainText('78 possible orders');
        await expect(field(page, 'Plain PID')).toContainText('15');
        await expect(field(page, 'pidfd')).toContainText('0');
        await expect(way(page).getByRole('listitem')).toHaveCount(7);
        await expect(way(page).getByRole('listitem').last()).toContainText('postgres is killed');
        await fits(page);
        const unfold = page.getByRole('button', { name: 'Show the graph' });
        if (await unfold.isVisible()) {
          await unfold.click();
          await fits(page);
        }
        expect(await faults(page)).toEqual([]);
      });
    });
  }
}

test('follows the way by keyboard and takes it to the lab', async ({ page }) => {
  await open(page);
  const marked = way(page).locator('[aria-current="step"]');
  await expect(marked).toContainText('postgres is killed');
  await page.keyboard.press('Home');
  await expect(marked).toHaveCount(0);
  await page.keyboard.press('ArrowRight');
  await expect(marked).toContainText('cron');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('heading', { name: 'Shortest way to this state' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(
    page.getByRole('heading', { name: 'Shortest way to the wrong target' }),
  ).toBeVisible();
  await page.keyboard.press('End');
  await page.getByRole('link', { name: 'Replay in the lab' }).click();
  await expect(page).toHaveURL(/#\/lab\/stale-pidfile\?v=1&s=1\./);
  await expect(page.getByRole('group', { name: 'Who runs next?' })).toBeVisible();
});

test('says the same as text, points at a state, explains the other world', async ({ page }) => {
  await open(page);
  const table = page.getByRole('table', { name: 'All orders by how they end' });
  await expect(table.getByRole('row', { name: 'Plain PID wrong target 15 3' })).toBeAttached();
  await expect(page.getByRole('status').last()).toContainText('15 of 78 wrong');
  await state(page).nth(3).click();
  await expect(page.getByRole('heading', { name: 'Shortest way to this state' })).toBeVisible();
  await page.keyboard.press('2');
  const why = page.getByRole('region', { name: 'Why nothing goes wrong' });
  await expect(why).toContainText('303 does come to mean someone else');
  await expect(why).toContainText('“no stranger is hit”: holds');
});

test('says where a pidfd does not help, and where nothing goes wrong', async ({ page }) => {
  await open(page, '#/explore/too-late');
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText(
    'A pidfd does not help here: 60 orders still hit the wrong process.',
  );
  await page.getByRole('combobox', { name: 'Scenario' }).selectOption('own-child');
  await expect(heading).toHaveText('No order goes wrong.');
  const why = page.getByRole('region', { name: 'Why nothing goes wrong' });
  await expect(why).toContainText('303 is never free before the deed');
});

test('asks what if, in the address too', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(page);
  await page.getByRole('group', { name: 'pidfd taken' }).getByText('late').click();
  await settled(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('A pidfd does not help here');
  await expect(page).toHaveURL(/pidfd=late/);
  await page.reload();
  await settled(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('A pidfd does not help here');
  await page.getByRole('switch').check();
  await settled(page);
  await expect(page).toHaveURL(/sigchld=ignored/);
});

test('takes an order of a changed scenario to the lab, and back to it as written', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(page, '#/explore/stale-pidfile?forks=3&pidfd=late');
  await page.getByRole('button', { name: 'pidfd', exact: true }).click();
  const steps = await way(page).getByRole('listitem').count();
  await way(page).getByRole('link', { name: 'Replay in the lab' }).click();
  await expect(page).toHaveURL(/#\/lab\/stale-pidfile\?.*forks=3&pidfd=late/);
  await expect(page.getByText('What if: cron forks 3 times, pidfd taken late.')).toBeVisible();
  await page.keyboard.press('End');
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toContainText(`Step ${steps} of ${steps}`);
  await expect(page.getByRole('group', { name: 'pidfd world' })).toContainText('killed');
  await page.getByRole('link', { name: 'As written' }).click();
  await expect(heading).toContainText('Step 0 of 7');
  await expect(page.getByText('What if:')).toHaveCount(0);
});

/** Four processes with their watchers, and one that forks sixteen times: over seven million states. */
const LARGE =
  '#/explore/own?p=3ZZBCsIwEEX3cwrxBEmmFMHTiFtB0GXp3Z0_zYyZQAN26bLlJ7ym0_e7Fcb7fnvIIUynPFfpnqmT70Sm2USuYSa1LCyQZNpkEgQuXckGQQ_3lVRowYyrR-oadWGdRFu1NHbzvFIgXvDtmoqUIMijUcdSPdOaZ5UtnT07e-7ZszbMkB0Rjux42j12xOHmwI59j7EXZy89e1GrD9kRmSM7znWPHfFLz14Os7Ozc8_OMl2YgAG7RKSZAjvacY8dO-K9BHb-ld37GxpGI8uvgvXsUz7Db9P-01Xz4Hpr0zmNdO6yVnWbrHU1fQA';

test('a program of one’s own, too large to finish: progress, cancel, a part marked as such', async ({
  page,
}) => {
  test.slow();
  await page.goto(`./${LARGE}`);
  await expect(page.getByRole('combobox', { name: 'Scenario' })).toHaveValue('own');
  const part = field(page, 'main');
  await expect(part).toContainText('steps deep');
  await part.getByRole('button', { name: 'Cancel' }).click();
  await settled(page);
  await expect(part).toContainText(/Cancelled after [\d\s]+ states\. What is shown is a part\./);
  await expect(page.getByRole('heading', { level: 1 })).not.toContainText('No order goes wrong');
  await part.getByRole('button', { name: 'Search further' }).click();
  await expect(part.getByRole('button', { name: 'Cancel' })).toBeVisible();
});
