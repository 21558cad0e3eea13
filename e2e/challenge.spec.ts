// The challenge, by user task: break a claim, take steps back, ask for help, say that nothing does it.

import { expect, test } from '@playwright/test';
import { faults } from './axe.ts';
import { ChallengePage } from './challenge-page.ts';

const SHORTEST = ['cron', 'cron', 'watchdog', 'worker', 'init', 'init', 'watchdog'] as const;

test('break a claim in the fewest steps, and go on to the next level', async ({ page }) => {
  const challenge = new ChallengePage(page);
  await challenge.open('stale-pidfile-pid');
  await expect(challenge.goal).toHaveText('Make watchdog kill somebody who is not worker.');
  await challenge.run(...SHORTEST);
  await expect(challenge.solved).toContainText('3 of 3 stars.');
  await expect(challenge.solved).toContainText('7 steps, 4 switches. No order does it in fewer.');
  await expect(challenge.said).toContainText('Done.');
  await expect(page.getByRole('alert').last()).toContainText('Wrong target. postgres');
  await challenge.solved.getByRole('link', { name: 'Next level' }).click();
  await expect(challenge.goal).toHaveText('Make supervisor hit somebody who is not its job.');
  await challenge.open();
  const solved = page.getByRole('link', { name: /The stale pidfile · Plain PID/ });
  await expect(solved).toContainText('3 of 3 stars, 7 steps');
});

test('steps are taken back and done again without penalty, by key', async ({ page }) => {
  const challenge = new ChallengePage(page);
  await challenge.open('zero-and-minus-one-pid');
  await challenge.press('1');
  await expect(challenge.steps()).toHaveCount(1);
  await challenge.press('Backspace', 'ArrowRight', 'Control+z', 'Control+y', 'ArrowLeft', '2', '2');
  await expect(challenge.solved).toContainText('3 of 3 stars.');
  await challenge.press('u');
  await expect(challenge.chooser).toBeVisible();
  await challenge.press('r');
  await expect(challenge.steps()).toHaveCount(0);
});

test('a hint is the next step; where no way is left, it says so; the order is replayed', async ({
  page,
}) => {
  const challenge = new ChallengePage(page);
  await challenge.open('stale-pidfile-pid');
  await challenge.press('h');
  await expect(challenge.said).toContainText('From here 7 steps will do.');
  await challenge.run('watchdog', 'watchdog');
  await challenge.press('h');
  await expect(challenge.said).toContainText('From here no way is left. Undo.');
  await challenge.move('Undo').click();
  for (let left = 6; left > 0; left--) {
    await challenge.move('Hint').click();
    await expect(challenge.said).toContainText(`From here ${left} step`);
    const words = (await challenge.said.textContent()) ?? '';
    await challenge.run(/Let (\S+) run/.exec(words)?.[1] ?? '');
  }
  await expect(challenge.solved).toContainText('2 of 3 stars.');
  await expect(challenge.solved).toContainText('With a hint, two stars at most.');
  await challenge.solved.getByRole('link', { name: 'Replay in the lab' }).click();
  await challenge.settled();
  await challenge.press('End');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Step 7 of 7');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/Left: \w+ dies/);
});

test('that no order does it is right where all orders were checked', async ({ page }) => {
  const challenge = new ChallengePage(page);
  await challenge.open('stale-pidfile-pidfd');
  await challenge.move('No order does it').click();
  await expect(challenge.solved).toContainText('All 78 orders (51 states) were checked.');
  await expect(challenge.solved).toContainText('3 of 3 stars.');
});

test('said of a level that can be broken, it is refuted, and shown on demand', async ({ page }) => {
  const challenge = new ChallengePage(page);
  await challenge.open('too-late-pidfd');
  await challenge.press('0');
  await expect(challenge.said).toContainText('Some order does it.');
  await expect(challenge.steps()).toHaveCount(0);
  await page.getByRole('button', { name: 'Show it' }).click();
  await expect(challenge.steps()).toHaveCount(8);
  for (let i = 0; i < 8; i++) await challenge.press('ArrowRight');
  await expect(challenge.solved).toContainText('1 of 3 stars.');
});

test('stars are kept over a visit; where they cannot be, that is said once', async ({ page }) => {
  const challenge = new ChallengePage(page);
  await challenge.open('zero-and-minus-one-pid');
  await challenge.press('2', '2');
  await page.reload();
  await challenge.open();
  await expect(page.getByText('3 of 48 stars')).toBeVisible();
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('refused', 'QuotaExceededError');
    };
  });
  await page.reload();
  await challenge.open('stale-pidfile-pidfd');
  await challenge.press('0');
  await expect(challenge.solved).toBeVisible();
  await expect(page.getByText('Progress will not be kept.')).toBeVisible();
});

test('an unknown level leads to the list, and says so', async ({ page }) => {
  const challenge = new ChallengePage(page);
  await challenge.open('nonsense');
  await expect(page.getByText('There is no level named “nonsense”.')).toBeVisible();
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(16);
});

for (const [width, height] of [
  [1440, 900],
  [1280, 720],
  [768, 1024],
  [390, 844],
] as const) {
  test(`fits ${width} by ${height}, and has no accessibility faults`, async ({ page }) => {
    test.slow();
    await page.setViewportSize({ width, height });
    const challenge = new ChallengePage(page);
    for (const [level, colorScheme] of [
      ['', 'light'],
      ['double-fork-pid', 'dark'],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await challenge.open(level);
      await challenge.press('1');
      await challenge.fits();
      expect(await faults(page)).toEqual([]);
    }
  });
}
