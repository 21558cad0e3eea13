// The editor by user task: change a scenario, break it and mend it, step it, come back to it, pass it
// on by link and by file.

import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { faults } from './axe.ts';
import { EditorPage } from './editor-page.ts';

const OWN = `race "Two lines"
numbers 300..303
process a 300 { b = fork(); if (b > 0) { wait4(-1); kill(b, SIGKILL); } }
claim "a lives": never SIGKILL reaches a
expect holds
`;

test.describe('on a screen', () => {
  test.use({ viewport: { width: 1440, height: 900 } });

  test('opens a scenario as a copy, with worlds and verdicts beside it', async ({ page }) => {
    const editor = new EditorPage(page);
    await editor.open();
    await expect(editor.problems).toContainText('No problems.');
    await expect(editor.verdicts).toContainText(/Plain PID \d+ of \d+ orders wrong/);
    await expect(editor.verdicts).toContainText(/pidfd holds in all \d+ orders/);
    await expect(editor.world('Plain PID')).toBeVisible();
    expect(await faults(page)).toEqual([]);
  });

  test('marks the current line of every process while stepping', async ({ page }) => {
    const editor = new EditorPage(page);
    await editor.open('#/edit');
    const marked = (code: string) => editor.marks().filter({ hasText: code });
    await expect(marked('load(pidfile);')).toHaveText(/▸ killer/);
    await expect(marked('kill(pid, SIGTERM);')).toHaveCount(0);
    await page.keyboard.press('ArrowRight');
    await expect(marked('load(pidfile);')).toHaveText(/✓ killer/);
    await expect(marked('kill(pid, SIGTERM);')).toHaveText(/▸ killer/);
    await expect(marked('exit(0);')).toHaveText(/▸ worker/);
    await page.keyboard.press('ArrowRight');
    await expect(marked('exit(0);')).toHaveText(/✓ worker/);
    await expect(marked('wait4(-1);')).toHaveText(/▸ init/);
    await page.keyboard.press('End');
    await expect(editor.world('Plain PID')).toContainText('Wrong process killed.');
    await expect(editor.world('pidfd')).toContainText('Nobody harmed.');
  });

  test('a broken program names place and hint, and the last good one stays', async ({ page }) => {
    const editor = new EditorPage(page);
    await editor.open();
    await page.keyboard.press('ArrowRight');
    await editor.typeAfter('wait4(-1);', ' kil(5);');
    await expect(editor.problems).toContainText('The last good program stays on show.');
    const problem = editor.problems.getByRole('button');
    await expect(problem).toContainText(/24:14.*unknown call 'kil'.*did you mean 'kill'\?/);
    await expect(editor.run).toContainText('watchdog wants to reach worker later.');
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(editor.run).toContainText('worker exits.');
    for (let i = 0; i < 8; i++) await page.keyboard.press('Backspace');
    await expect(editor.problems).toContainText('No problems.');
    await expect(editor.run).toContainText('worker exits.');
  });

  test('completes a call with its signature and its errnos', async ({ page }) => {
    const editor = new EditorPage(page);
    await editor.open();
    await editor.typeAfter('wait4(-1);', ' pidfd_o');
    const option = page.getByRole('option', { name: /pidfd_open/ });
    await expect(option).toContainText('(pid, flags)');
    await expect(page.locator('.call-card')).toContainText('ESRCH');
    // The list takes Enter only when it has been up for a moment.
    await expect(async () => {
      await page.keyboard.press('Enter');
      await expect(option).toBeHidden({ timeout: 500 });
    }).toPass();
    await expect(editor.text).toContainText('pidfd_open()');
  });

  test('an own program survives a reload, and travels in the link alone', async ({
    page,
    browser,
    baseURL,
  }) => {
    const editor = new EditorPage(page);
    await editor.open('#/edit');
    await editor.write(OWN);
    await expect(editor.verdicts).toContainText('holds in');
    await page.reload();
    await editor.settled();
    await expect(editor.text).toContainText('race "Two lines"');
    const link = page.url();
    await page.goto('about:blank');
    await editor.open('#/edit');
    await expect(editor.text).toContainText('race "Two lines"');

    const stranger = await browser.newPage();
    const asked: string[] = [];
    stranger.on('request', request => asked.push(request.url()));
    const theirs = new EditorPage(stranger);
    await stranger.goto(link);
    await theirs.settled();
    await expect(theirs.text).toContainText('race "Two lines"');
    expect(asked.filter(url => !url.startsWith(baseURL ?? ''))).toEqual([]);
    expect(asked.filter(url => url.includes('p='))).toEqual([]);
    await stranger.close();
  });

  test('a damaged link and an unknown scenario are said, never a blank page', async ({ page }) => {
    const editor = new EditorPage(page);
    await editor.open('#/edit?v=1&p=AAAA');
    await expect(page.getByText(/program in this link is damaged/)).toBeVisible();
    await page.goto('about:blank');
    await editor.open('#/edit/no-such-thing');
    await expect(page.getByText(/no scenario named “no-such-thing”/)).toBeVisible();
    await expect(editor.text).toContainText('race "My race"');
  });

  test('opens and saves files, formats and resets', async ({ page }) => {
    const editor = new EditorPage(page);
    await editor.open('#/edit/too-late');
    await page.getByLabel('Open a race file').setInputFiles({
      name: 'own.race',
      mimeType: 'text/plain',
      buffer: Buffer.from(OWN.replaceAll('\n', '\r\n')),
    });
    await expect(editor.text).toContainText('race "Two lines"');
    await page.getByRole('button', { name: 'Format' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save' }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe('too-late.race');
    expect(readFileSync(await file.path(), 'utf8')).toContain('b = fork();');
    await page.getByLabel('Open a race file').setInputFiles({
      name: 'picture.png',
      mimeType: 'image/png',
      buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff]),
    });
    await expect(page.getByText('“picture.png” is not a text file.')).toBeVisible();
    await page.getByRole('button', { name: 'Reset' }).click();
    await expect(editor.text).toContainText('race "Too late"');
  });

  test('does not hold the keyboard: Esc, then Tab', async ({ page }) => {
    const editor = new EditorPage(page);
    await editor.open();
    await editor.text.click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await expect(editor.text).not.toBeFocused();
  });

  test('works where the browser keeps nothing, and says so', async ({ page }) => {
    await page.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('refused', 'SecurityError');
      };
    });
    const editor = new EditorPage(page);
    await editor.open('#/edit');
    await editor.write(OWN);
    await expect(page.getByText(/This browser keeps nothing here/)).toBeVisible();
    await page.reload();
    await editor.settled();
    await expect(editor.text).toContainText('race "Two lines"');
  });
});

for (const { name, width, height } of [
  { name: 'tablet', width: 768, height: 1024 },
  { name: 'phone', width: 390, height: 844 },
]) {
  test(`fits a ${name}: the text and the verdicts`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const editor = new EditorPage(page);
    await editor.open();
    await expect(editor.verdicts).toContainText('orders wrong');
    const root = page.locator('html');
    expect(await root.evaluate(e => e.scrollWidth > e.clientWidth)).toBe(false);
    if (name === 'phone') return;
    await page.getByRole('button', { name: 'Lab', exact: true }).click();
    await expect(editor.world('pidfd')).toBeVisible();
    await expect(editor.text).toBeHidden();
  });
}
