import { expect, test } from '@playwright/test';

// A speaker without wifi: the site was opened once, then the network is gone.
test.use({ serviceWorkers: 'allow' });

test('every page and recording opens without a network after one visit', async ({
  page,
  context,
}) => {
  await page.goto('./');
  await page.keyboard.press('?');
  await expect(page.getByText('works without a network')).toBeVisible();
  await context.setOffline(true);
  await page.goto('about:blank');
  await page.goto('./');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  for (const [label, hash] of [
    ['Catalogue', '#/catalogue'],
    ['Explorer', '#/explore'],
    ['Challenge', '#/challenge'],
    ['Edit', '#/edit'],
  ] as const) {
    await page.goto(`./${hash}`);
    await page.reload();
    await expect(page.getByRole('link', { name: label, exact: true })).toHaveAttribute(
      'aria-current',
      'page',
    );
    await expect(page.getByText('could not be loaded')).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  }
  await page.goto('./#/trace/build');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('No wrong target');
});
