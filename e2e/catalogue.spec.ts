// The catalogue by user task: find a scenario by chapter, by mechanism, by story or by a word, see its
// point, and go on to the lab, the explorer or the editor.

import { expect, test } from '@playwright/test';
import { faults } from './axe.ts';
import { CataloguePage } from './catalogue-page.ts';

const SIZES = [
  { name: 'screen', width: 1440, height: 900, colorScheme: 'light' },
  { name: 'projector', width: 1280, height: 720, colorScheme: 'dark' },
  { name: 'tablet', width: 768, height: 1024, colorScheme: 'dark' },
  { name: 'phone', width: 390, height: 844, colorScheme: 'light' },
] as const;

for (const { name, width, height, colorScheme } of SIZES) {
  test.describe(`${name}, ${colorScheme}`, () => {
    test.use({ viewport: { width, height }, colorScheme });

    test('shows every scenario with its picture, accessibly', async ({ page }) => {
      const catalogue = new CataloguePage(page);
      await catalogue.open();
      await expect(catalogue.cards).toHaveCount(27);
      await expect(page.getByRole('img', { name: /In the end/ })).toHaveCount(27);
      await catalogue.fits();
      expect(await faults(page)).toEqual([]);
    });
  });
}

test.describe('on a screen', () => {
  test.use({ viewport: { width: 1440, height: 900 } });

  test('groups by chapter, mechanism and story, and a link keeps the grouping', async ({
    page,
  }) => {
    const catalogue = new CataloguePage(page);
    await catalogue.open();
    await expect(catalogue.group('1. A number is not a name')).toContainText('The stale pidfile');
    await catalogue.groupBy('Mechanism');
    await expect(catalogue.group('Threads')).toBeVisible();
    await catalogue.groupBy('Real story');
    await expect(catalogue.group('Containers and checkpoints')).toContainText('Two reapers');
    await page.reload();
    await expect(catalogue.group('Containers and checkpoints')).toContainText('Two reapers');
    await expect(catalogue.cards).toHaveCount(27);
  });

  test('is searched by keyboard, and says when nothing is found', async ({ page }) => {
    const catalogue = new CataloguePage(page);
    await catalogue.open();
    await page.keyboard.press('/');
    await expect(catalogue.search).toBeFocused();
    await page.keyboard.type('systemd');
    await expect(catalogue.cards).toHaveCount(1);
    await expect(page.getByRole('status').getByText('1 of 27')).toBeVisible();
    await catalogue.search.fill('nothing has this');
    await expect(page.getByText('No scenario has “nothing has this”.')).toBeVisible();
  });

  test('says verdict and source, and leads to lab, explorer and editor', async ({ page }) => {
    const catalogue = new CataloguePage(page);
    await catalogue.open();
    const card = catalogue.card('The library whose child was stolen');
    await expect(card).toContainText('Plain PID breaks in 7 steps');
    await expect(card).toContainText('pidfd holds in every order');
    await expect(card.getByRole('link', { name: /netdata/ })).toHaveAttribute(
      'href',
      'https://github.com/netdata/netdata/issues/23815',
    );
    await card.getByRole('link', { name: /: explorer$/ }).click();
    await expect(page).toHaveURL(/#\/explore\/stolen-child/);
    await page.goBack();
    await card.getByRole('link', { name: /: edit a copy$/ }).click();
    await expect(page).toHaveURL(/#\/edit\/stolen-child/);
    await page.goBack();
    await card
      .getByRole('link', { name: 'The library whose child was stolen', exact: true })
      .click();
    await expect(page).toHaveURL(/#\/lab\/stolen-child/);
  });
});
