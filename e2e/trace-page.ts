// The trace page as a visitor sees it: by role and name only. Waits for the app's own idle signal,
// never for time.

import { expect, type Locator, type Page } from '@playwright/test';

export interface Dropped {
  readonly name: string;
  readonly bytes: Uint8Array | string;
}

export class TracePage {
  readonly page: Page;
  readonly result: Locator;
  readonly event: Locator;
  readonly words: Locator;
  readonly details: Locator;
  readonly timeline: Locator;
  /** How many events the search found. */
  readonly found: Locator;

  constructor(page: Page) {
    this.page = page;
    this.result = page.getByRole('heading', { level: 1 });
    this.event = page.getByRole('region', { name: 'Event at the cursor' });
    this.words = this.event.locator('[aria-live=polite]');
    this.details = page.getByRole('complementary', { name: 'Details' });
    this.found = page.getByRole('search').getByRole('status');
    this.timeline = page.getByRole('img', { name: /^Timeline/ });
  }

  async open(hash = '#/trace'): Promise<void> {
    await this.page.goto(`./${hash}`);
    await this.settled();
  }

  async settled(): Promise<void> {
    await expect(this.result).toBeVisible();
    await expect(this.page.locator('html')).toHaveAttribute('data-idle', 'true');
  }

  async pick(...files: readonly Dropped[]): Promise<void> {
    await this.page
      .getByLabel('Recording to open; it is read on this device only')
      .setInputFiles(
        files.map(file => ({ name: file.name, mimeType: '', buffer: Buffer.from(file.bytes) })),
      );
    await this.settled();
  }

  /** Opens the search by its key and types words. */
  async search(words: string): Promise<void> {
    if (!(await this.page.getByRole('search').isVisible())) await this.page.keyboard.press('/');
    await this.page.getByRole('searchbox').fill(words);
    await this.settled();
  }

  /** Drops a file on the page's middle, as from the desktop. */
  async drop(file: Dropped): Promise<void> {
    const data = await this.page.evaluateHandle(
      ([name, text]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text ?? ''], name ?? ''));
        return transfer;
      },
      [file.name, String(file.bytes)],
    );
    await this.page.dispatchEvent('main', 'drop', { dataTransfer: data });
    await this.settled();
  }

  async press(key: string, times = 1): Promise<void> {
    for (let i = 0; i < times; i++) await this.page.keyboard.press(key);
    await this.settled();
  }

  /** The table that says the same as the lanes has a row with these words. */
  async tableHas(row: RegExp): Promise<void> {
    const summary = this.page.getByText('The lanes as a table');
    if (!(await this.page.getByRole('table').isVisible())) await summary.click();
    await expect(this.page.getByRole('row', { name: row })).toBeVisible();
  }

  /** The window on the time axis as the address has it; undefined for the whole recording. */
  async range(): Promise<{ readonly from: number; readonly to: number } | undefined> {
    await this.page.waitForTimeout(200);
    const [, from, to] = /[?&]from=(\d+)&to=(\d+)/.exec(this.page.url()) ?? [];
    return from === undefined ? undefined : { from: Number(from), to: Number(to) };
  }

  /** A point of the picture whose words begin so, found as one finds it with the mouse. */
  async pointOf(words: RegExp, x: number): Promise<{ readonly x: number; readonly y: number }> {
    const box = this.page.locator('.timeline');
    const { x: left, y: top, height } = await this.boxOf(box);
    for (let y = 44; y < height; y += 9) {
      await this.page.mouse.move(left + x, top + y);
      if (words.test((await box.getAttribute('title')) ?? '')) return { x: left + x, y: top + y };
    }
    throw new Error(`nothing of ${words} at ${x}`);
  }

  async boxOf(part: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
    const box = await part.boundingBox();
    if (box === null) throw new Error('not to be seen');
    return box;
  }

  /** Nothing is wider than the window. */
  async fits(): Promise<void> {
    const { wide, window } = await this.page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      window: document.documentElement.clientWidth,
    }));
    expect(wide).toBeLessThanOrEqual(window);
  }
}
