// The lab by user task: step to the wrong kill and back by keyboard, take another order, come back
// by a link, on a screen, a projector, a tablet and a phone, in both themes.

import { expect, test } from '@playwright/test';
import { faults } from './axe.ts';
import { LabPage, STEPS } from './lab-page.ts';

const SIZES = [
  { name: 'screen', width: 1440, height: 900 },
  { name: 'projector', width: 1280, height: 720 },
  { name: 'tablet', width: 768, height: 1024 },
  { name: 'phone', width: 390, height: 844 },
] as const;

for (const { name, width, height } of SIZES) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${name}, ${colorScheme}`, () => {
      test.use({ viewport: { width, height }, colorScheme });

      test('steps to the wrong kill and back by keyboard alone, accessibly', async ({ page }) => {
        const lab = new LabPage(page);
        await lab.open();
        await lab.fits();
        for (let step = 1; step <= 7; step++) {
          await lab.press('ArrowRight');
          await expect(lab.result).toContainText(STEPS[step] ?? '');
          await lab.fits();
        }
        await lab.numberIs('Plain PID', '303 postgres second held by a zombie');
        await lab.numberIs('pidfd', '303 postgres second in use');
        await expect(lab.world('Plain PID')).toContainText(/killed/);
        await expect(lab.world('pidfd')).toContainText(/nobody harmed/i);
        expect(await faults(page)).toEqual([]);
        await lab.press('ArrowLeft', 7);
        await lab.isAt(0);
        await lab.numberIs('Plain PID', '303 worker first in use');
      });
    });
  }
}

test.describe('on a screen', () => {
  test.use({ viewport: { width: 1440, height: 900 } });

  test('a reload and a shared link land on exactly the same state, paused', async ({
    page,
    context,
  }) => {
    const lab = new LabPage(page);
    await lab.open();
    await lab.press('ArrowRight');
    await lab.press('2');
    await lab.isAt(2);
    await lab.press('x');
    const address = page.url();
    const picture = await lab.picture();
    await page.reload();
    await lab.settled();
    expect(page.url()).toBe(address);
    expect(await lab.picture()).toBe(picture);
    const friend = new LabPage(await context.newPage());
    await friend.page.goto(address);
    await friend.settled();
    expect(await friend.picture()).toBe(picture);
    await expect(friend.page.getByRole('button', { name: 'Play' })).toBeVisible();
  });

  test('another order becomes a branch, and the first one stays', async ({ page }) => {
    const lab = new LabPage(page);
    await lab.open();
    await lab.press('ArrowRight', 5);
    await lab.chooser.getByRole('button', { name: /watchdog kill/ }).click();
    await lab.settled();
    await expect(lab.world('Plain PID')).toContainText('ESRCH');
    await lab.press('b');
    const drawer = page.getByRole('dialog', { name: 'Orders tried so far' });
    await expect(drawer.getByRole('listitem')).toHaveCount(2);
    await drawer.getByRole('button', { name: /The script/ }).click();
    await expect(drawer).toBeHidden();
    await lab.press('End');
    await expect(lab.result).toContainText(STEPS[7]);
  });

  test('says why a process cannot run', async ({ page }) => {
    const lab = new LabPage(page);
    await lab.open();
    const init = lab.chooser.getByRole('button', { name: /init/ });
    await expect(init).toHaveAttribute('aria-disabled', 'true');
    await expect(init).toContainText('nothing to reap');
    await init.click({ force: true });
    await lab.isAt(0);
  });

  test('undo, redo, home, end, clicker keys and scrubbing move along the order', async ({
    page,
  }) => {
    const lab = new LabPage(page);
    await lab.open();
    await lab.press('PageDown', 3);
    await lab.isAt(3);
    await lab.press('PageUp');
    await lab.isAt(2);
    await lab.press('Control+z');
    await lab.isAt(1);
    await lab.press('Control+y');
    await lab.isAt(2);
    await lab.press('End');
    await lab.isAt(7);
    await lab.press('Home');
    await lab.isAt(0);
    const steps = lab.tape.getByRole('listitem');
    const from = await steps.nth(0).boundingBox();
    const to = await steps.nth(4).boundingBox();
    if (from === null || to === null) throw new Error('the tape is not drawn');
    await page.mouse.move(from.x + 20, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(to.x + to.width / 2 + 4, to.y + 20, { steps: 4 });
    await page.mouse.up();
    await lab.isAt(5);
  });

  test('plays to the end by itself and stops there', async ({ page }) => {
    const lab = new LabPage(page);
    await lab.open();
    for (let i = 0; i < 2; i++) await page.keyboard.press('+');
    await page.keyboard.press('a');
    await expect(lab.result).toContainText(STEPS[7], { timeout: 20_000 });
    await lab.settled();
    await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  });

  test('quick steps never wait for motion', async ({ page }) => {
    const lab = new LabPage(page);
    await lab.open();
    for (let i = 0; i < 7; i++) await page.keyboard.press('ArrowRight');
    await lab.isAt(7);
    await lab.settled();
    const stepped = await lab.picture();
    await page.reload();
    await lab.settled();
    await lab.numberIs('Plain PID', '303 postgres');
    expect(stepped).toContain('struck');
  });

  test('an old or broken link still shows something, and says what', async ({ page }) => {
    const lab = new LabPage(page);
    await lab.open('#/lab/no-such-race?v=1&at=3');
    await expect(page.getByText('no scenario named “no-such-race”')).toBeVisible();
    await lab.isAt(0);
    await lab.open('#/lab/stale-pidfile?v=1&s=1.wwww&at=4');
    await expect(page.getByText(/is not possible here/)).toBeVisible();
    await lab.open('#/lab/stale-pidfile?v=1&s=%3F%3F&at=4');
    await expect(page.getByText(/cannot be read/)).toBeVisible();
    await lab.open('#/lab/stale-pidfile?v=99&at=4');
    await expect(page.getByText(/another version/)).toBeVisible();
    await page.goto('./#/nowhere');
    await expect(page.getByRole('heading', { name: 'There is no such page.' })).toBeVisible();
  });

  test('help lists the keys, and closes', async ({ page }) => {
    const lab = new LabPage(page);
    await lab.open();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys and settings' });
    await expect(help.getByText('Step back (undo)')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(help).toBeHidden();
    await lab.isAt(0);
  });

  test('the focus is never lost when a step takes the focused control away', async ({ page }) => {
    const lab = new LabPage(page);
    await lab.open();
    const focused = () => page.evaluate(() => document.activeElement?.tagName);
    const quiz = page.getByRole('region', { name: 'Before you step' });
    for (let i = 0; i < 6; i++) {
      if (await quiz.isVisible()) {
        await quiz.getByRole('button', { name: 'Skip' }).focus();
        await page.keyboard.press('Enter');
        expect(await focused()).not.toBe('BODY');
      }
      await lab.chooser.getByRole('button').first().focus();
      await page.keyboard.press('Enter');
      expect(await focused()).not.toBe('BODY');
    }
    await lab.isAt(6);
    await quiz
      .getByRole('group', { name: /Plain PID/ })
      .getByText('postgres')
      .click();
    await quiz.getByRole('group', { name: /pidfd/ }).getByText('nobody').click();
    await quiz.getByRole('button', { name: 'Fire' }).focus();
    await page.keyboard.press('Enter');
    expect(await focused()).not.toBe('BODY');
    await lab.isAt(7);
    await expect(page.getByText('Plain PID: you said postgres, right.')).toBeVisible();
  });

  test('asks nothing of any other host', async ({ page, baseURL }) => {
    const hosts = new Set<string>();
    page.on('request', request => {
      const { protocol, host } = new URL(request.url());
      if (protocol.startsWith('http') || protocol.startsWith('ws')) hosts.add(host);
    });
    const lab = new LabPage(page);
    await lab.open();
    await lab.press('End');
    await page.keyboard.press('s');
    expect([...hosts]).toEqual([new URL(baseURL ?? '').host]);
  });

  test('the theme is the system’s until it is chosen, and is kept', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    const lab = new LabPage(page);
    await lab.open();
    const background = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(await background()).toBe('rgb(14, 17, 23)');
    await lab.press('d');
    expect(await background()).toBe('rgb(251, 250, 247)');
    await page.reload();
    await lab.settled();
    expect(await background()).toBe('rgb(251, 250, 247)');
  });
});

test.describe('with reduced motion', () => {
  test.use({ viewport: { width: 1440, height: 900 }, contextOptions: { reducedMotion: 'reduce' } });

  test('a step shows the same without travel', async ({ page }) => {
    const lab = new LabPage(page);
    await lab.open();
    for (let step = 1; step <= 7; step++) {
      await page.keyboard.press('ArrowRight');
      await lab.isAt(step);
      await page.waitForTimeout(50);
      const running = await page.evaluate(
        () => document.getAnimations().filter(a => a.playState === 'running').length,
      );
      expect(running).toBe(0);
    }
    await expect(page.locator('.letter .envelope').first()).toBeVisible();
    await expect(page.locator('.stamp')).toHaveText('ESRCH');
  });
});

test.describe('other scenarios', () => {
  test.use({ viewport: { width: 1440, height: 900 } });

  test('a container’s process has a number in both rings, and the stranger is hit', async ({
    page,
  }) => {
    const lab = new LabPage(page);
    await lab.open('#/lab/another-seven');
    await lab.press('End');
    const world = lab.world('Plain PID');
    await expect(world.locator('.spoke')).toHaveCount(2);
    await expect(world.locator('.inner .cell[data-inner="7"]')).toBeVisible();
    await expect(world.locator('.tile.low.killedWrongly')).toContainText('sshd 7');
    const table = world.getByRole('table', { name: 'Plain PID: numbers inside a namespace' });
    await expect(table.getByRole('row', { name: '7 app 303' })).toBeAttached();
  });

  test('three worlds fit beside each other, each with its code and its last call', async ({
    page,
  }) => {
    for (const [width, height] of [
      [1440, 900],
      [1280, 720],
      [768, 1024],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      const lab = new LabPage(page);
      await lab.open('#/lab/threads');
      await lab.press('End');
      await lab.fits();
      await expect(page.getByRole('group', { name: / world$/ })).toHaveCount(3);
      // A tablet tells the calls in the transcript.
      if (width === 768) continue;
      await expect(page.getByText(/tgkill\(300, 303, SIGPROF\) = -1 ESRCH/).first()).toBeVisible();
    }
  });

  test('why: a chain of causes whose steps can be gone to', async ({ page }) => {
    const lab = new LabPage(page);
    await lab.open();
    await lab.press('ArrowRight', 3);
    await lab.world('Plain PID').locator('.cell[data-nr="303"]').click();
    const inspector = page.getByRole('dialog', { name: 'Inspector' });
    await expect(inspector.getByRole('heading', { name: 'Why is 303 free?' })).toBeVisible();
    await expect(inspector.getByText(/init collected worker/).first()).toBeVisible();
    await inspector.getByRole('button', { name: 'Step 2' }).first().click();
    await lab.isAt(2);
    await expect(inspector.getByRole('heading', { name: 'Why is worker a zombie?' })).toBeVisible();
    await inspector.getByText('Words used here').click();
    await expect(inspector.getByText('Collecting a zombie with wait.')).toBeVisible();
  });

  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    test(`a question about one world is asked, answered by a digit, and told (${width})`, async ({
      page,
    }) => {
      await page.setViewportSize({ width, height });
      const lab = new LabPage(page);
      await lab.open('#/lab/threads');
      await lab.press('ArrowRight', 3);
      const quiz = page.getByRole('region', { name: 'Before you step' });
      await expect(quiz.getByRole('group', { name: /All worlds/ })).toBeVisible();
      await lab.fits();
      await lab.press('1');
      await expect(quiz.getByRole('button', { pressed: true })).toHaveCount(1);
      await lab.press('ArrowRight');
      await lab.isAt(4);
      await expect(page.getByText(/you said jvm, until it joins the thread, not so/)).toBeVisible();
      await lab.press('ArrowRight');
      await expect(quiz.getByRole('group', { name: /tgkill/ })).toBeVisible();
      await quiz.getByRole('button', { name: 'Skip' }).click();
      await expect(quiz).toBeHidden();
      await lab.isAt(5);
    });
  }
});
