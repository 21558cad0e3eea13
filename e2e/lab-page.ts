// The lab as a visitor sees it: by role and name only. Waits for the app's own idle signal
// (`data-idle` on the root element), never for time.

import { expect, type Locator, type Page } from '@playwright/test';

export const STEPS = [
  /^Step 0 of 7\. /,
  /watchdog wants to reach worker later/,
  /worker exits\. It is a zombie/,
  /Number 303 is free/,
  /cron starts tar/,
  /cron starts curl/,
  /postgres starts, and gets 303/,
  /postgres dies\. Right: nothing is hit/,
] as const;

export class LabPage {
  readonly page: Page;
  readonly result: Locator;
  readonly chooser: Locator;
  readonly tape: Locator;

  constructor(page: Page) {
    this.page = page;
    this.result = page.getByRole('heading', { level: 1 });
    this.chooser = page.getByRole('group', { name: 'Who runs next?' });
    this.tape = page.getByRole('list', { name: 'Steps of this order' });
  }

  async open(hash = '#/lab/stale-pidfile'): Promise<void> {
    await this.page.goto(`./${hash}`);
    await this.settled();
  }

  /** Nothing loads, moves or plays. */
  async settled(): Promise<void> {
    await expect(this.page.locator('html')).toHaveAttribute('data-idle', 'true');
    await expect(this.result).toBeVisible();
  }

  async press(key: string, times = 1): Promise<void> {
    for (let i = 0; i < times; i++) await this.page.keyboard.press(key);
    await this.settled();
  }

  async isAt(step: number): Promise<void> {
    await expect(this.result).toContainText(`Step ${step} of`);
  }

  world(name: 'Plain PID' | 'pidfd'): Locator {
    return this.page.getByRole('group', { name: `${name} world` });
  }

  /** The hidden table of numbers has this row: number, held by, which holder, state. */
  async numberIs(name: 'Plain PID' | 'pidfd', row: string): Promise<void> {
    const table = this.world(name).getByRole('table', { name: `${name}: numbers` });
    await expect(table.getByRole('row', { name: row })).toBeAttached();
  }

  /** Nothing is wider than the window, and no line of text is cut off. */
  async fits(): Promise<void> {
    const problems = await this.page.evaluate(() => {
      const root = document.documentElement;
      const cut = [...document.querySelectorAll('h1, p, span, strong, button, a, code')]
        .filter(e => e.closest('.sr') === null && !e.classList.contains('sr') && e.clientWidth > 0)
        .filter(e => e.tagName === 'BUTTON' || getComputedStyle(e).overflowX !== 'visible')
        .filter(e => e.scrollWidth > e.clientWidth + 1)
        .map(e => `cut off: ${e.textContent}`);
      return root.scrollWidth > root.clientWidth ? ['scrolls sideways', ...cut] : cut;
    });
    expect(problems).toEqual([]);
  }

  /** Every drawn thing with its place: equal for equal states. */
  async picture(): Promise<string> {
    const worlds = await this.page.locator('svg.scene').all();
    const drawn = await Promise.all(worlds.map(world => world.innerHTML()));
    return drawn.join('\n');
  }
}
