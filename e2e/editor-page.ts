// The editor as somebody who writes a race sees it: by role and name only, and by the text's lines.

import { expect, type Locator, type Page } from '@playwright/test';

export class EditorPage {
  readonly page: Page;
  readonly text: Locator;
  readonly problems: Locator;
  readonly verdicts: Locator;
  readonly run: Locator;

  constructor(page: Page) {
    this.page = page;
    this.text = page.getByRole('textbox', { name: 'Program' });
    this.problems = page.getByRole('region', { name: 'Problems' });
    this.verdicts = page.getByRole('region', { name: 'Verdicts' });
    this.run = page.getByRole('region', { name: 'The program, running' });
  }

  async open(hash = '#/edit/stale-pidfile'): Promise<void> {
    await this.page.goto(`./${hash}`);
    await this.settled();
  }

  /** Nothing loads, moves, compiles or searches. */
  async settled(): Promise<void> {
    await expect(this.page.locator('html')).toHaveAttribute('data-idle', 'true', {
      timeout: 20_000,
    });
    await expect(this.text).toBeVisible();
  }

  /** Replaces the whole text, as by paste. */
  async write(program: string): Promise<void> {
    await this.text.click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.insertText(program);
    await this.settled();
  }

  /** Types at the end of the line that has these words. */
  async typeAfter(words: string, typed: string): Promise<void> {
    await this.page.locator('.cm-line', { hasText: words }).first().click();
    await this.page.keyboard.press('End');
    await this.page.keyboard.type(typed);
  }

  /** Lines at which somebody stands, with their names. */
  marks(): Locator {
    return this.page.locator('.race-line');
  }

  world(name: string): Locator {
    return this.page.getByRole('group', { name: `${name} world` });
  }
}
