// The catalogue as a visitor sees it: by role and name only.

import { expect, type Locator, type Page } from '@playwright/test';

export class CataloguePage {
  readonly page: Page;
  readonly search: Locator;
  readonly cards: Locator;

  constructor(page: Page) {
    this.page = page;
    this.search = page.getByRole('searchbox', { name: 'Search' });
    this.cards = page.getByRole('article');
  }

  async open(hash = '#/catalogue'): Promise<void> {
    await this.page.goto(`./${hash}`);
    await expect(this.page.locator('html')).toHaveAttribute('data-idle', 'true', {
      timeout: 25_000,
    });
    await expect(this.page.getByRole('heading', { level: 1 })).toBeVisible();
  }

  card(title: string): Locator {
    return this.page.getByRole('article', { name: title });
  }

  group(title: string): Locator {
    return this.page.getByRole('region', { name: title });
  }

  async groupBy(name: 'Chapter' | 'Mechanism' | 'Real story'): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  async fits(): Promise<void> {
    const wide = await this.page.evaluate(() => {
      const root = document.documentElement;
      return root.scrollWidth > root.clientWidth;
    });
    expect(wide, 'scrolls sideways').toBe(false);
  }
}
