// The frames of the page with a large recording open, beside the least that a frame can be: one rectangle
// drawn anew on an empty page. Interleaved, so that both see the same load.

import { installActions } from './actions.mjs';
import { median } from './bundle.mjs';
import { frames } from './frames.mjs';

/** What is done, and what it is called in the table. */
const ACTIONS = {
  seek: 'seek anywhere',
  step: 'step to the next event',
  lane: 'go to the next lane',
  scroll: 'scroll the lanes',
  jump: 'scroll anywhere',
  zoom: 'zoom',
  pan: 'pan',
};
const COUNT = 60;
const WARM = 10;
export const WINDOW = { width: 1440, height: 900 };

/** Prints the table for a page with a recording open. */
export async function printFrames(browser, page, rounds) {
  const floor = await browser.newPage({ viewport: WINDOW });
  await floor.setContent('<canvas width="1050" height="430"></canvas>');
  for (const each of [page, floor]) await each.evaluate(installActions);
  for (const name of Object.keys(ACTIONS)) await frames(browser, page, WARM, name);
  await frames(browser, floor, WARM, 'rectangle');
  const found = Object.fromEntries(Object.keys(ACTIONS).map(name => [name, []]));
  const least = [];
  for (let i = 0; i < rounds; i++) {
    for (const name of Object.keys(ACTIONS)) {
      await floor.bringToFront();
      least.push(...(await frames(browser, floor, COUNT / 4, 'rectangle')));
      await page.bringToFront();
      // Each begins with the whole recording in view, where there is most to draw, and no lane chosen:
      // then the lanes follow the cursor.
      for (const key of ['0', 'Escape']) await page.keyboard.press(key);
      found[name].push(...(await frames(browser, page, COUNT, name)));
    }
  }
  await floor.close();
  const base = median(least.map(each => each.cpu));
  row('one rectangle (the floor)', least, base);
  for (const [name, words] of Object.entries(ACTIONS)) row(words, found[name], base);
}

function row(words, list, base) {
  const seen = list.map(each => each.seen).sort((a, b) => a - b);
  const late = seen.filter(ms => ms > 1000 / 60).length / seen.length;
  const cpu = median(list.map(each => each.cpu));
  const ms = n => n.toFixed(1).padStart(5);
  console.log(
    `  ${words.padEnd(26)} ${ms(cpu)} ms of processor, ${(cpu / base).toFixed(1)} of the floor;` +
      ` ${ms(seen[seen.length >> 1])} ms, 95 % within ${ms(seen[Math.floor(seen.length * 0.95)])} ms,` +
      ` ${(late * 100).toFixed(0)} % over 16.7 ms;` +
      ` with what follows ${ms(median(list.map(each => each.all)))} ms`,
  );
}
