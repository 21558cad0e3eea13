// The challenge as a visitor sees it: by role and name only.

import { expect, type Locator, type Page } from '@playwright/test';

export class ChallengePage {
  readonly page: Page;
  readonly goal: Locator;
  readonly chooser: Locator;
  readonly tape: Locator;
  readonly solved: Locator;
  readonly said: Locator;

  constructor(page: Page) {
    this.page = page;
    this.goal = page.getByRole('heading', { level: 1 });
    this.chooser = page.getByRole('group', { name: 'Who runs next?' });
    this.tape = page.getByRole('list', { name: 'Steps of this order' });
    this.solved = page.getByRole('group', { name: 'Solved: what then?' });
    this.said = page.getByRole('status').last();
  }

  async open(level = ''): Promise<void> {
    await this.page.goto(`./#/challenge/${level}`);
    await this.settled();
  }

  /** Nothing loads or moves. */
  async settled(): Promise<void> {
    await expect(this.page.locator('html')).toHaveAttribute('data-idle', 'true');
    await expect(this.goal).toBeVisible();
  }

  /** Lets these run, one after the other. */
  async run(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      await this.chooser.getByRole('button', { name: new RegExp(`^${name} `) }).click();
      await this.settled();
    }
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
    await this.settled();
  }

  move(name: 'Undo' | 'Redo' | 'Start again' | 'Hint' | 'No order does it'): Locator {
    const order = this.page.getByRole('region', { name: 'Your order' });
    return order.getByRole('button', { name, exact: true }).last();
  }

  steps(): Locator {
    return this.tape.getByRole('button');
  }

  async fits(): Promise<void> {
    const wide = await this.page.evaluate(() => {
      const root = document.documentElement;
      return root.scrollWidth > root.clientWidth;
    });
    expect(wide, 'scrolls sideways').toBe(false);
  }
}
