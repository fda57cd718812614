// How long the engine takes in the browser: every scenario of the gallery, run from its link, in milliseconds as the
// page's own timeline has them. A report, not a race. Asserted is that every one of them runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './harness.mjs';
import { examples } from './tables.mjs';

const rounds = 5;

test('the gallery, run in the browser', { timeout: 300_000 }, async t => {
  const browser = await start();
  t.after(browser.close);
  const { page, seen } = await browser.open();
  const links = await examples(page);
  assert.ok(links.length >= 8, `${links.length} scenarios`);
  const times = new Map(links.map(link => [link, []]));
  for (let round = 0; round < rounds; round++) {
    for (const link of links) times.get(link).push(await page.evaluate(run, `${link}&seed=${100 + round}`));
  }
  const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
  console.log(`engine run in Chromium, median of ${rounds}, milliseconds`);
  for (const [link, list] of times) console.log(`${median(list).toFixed(1).padStart(8)}  ${link}`);
  assert.deepEqual([...seen.console, ...seen.errors], []);
});

/** Runs in the page: follows a link, and gives the duration of the engine's run that it caused. */
function run(link) {
  return new Promise(done => {
    const observer = new PerformanceObserver(list => {
      const entry = list.getEntries().find(e => e.name === 'handscope-run');
      if (!entry) return;
      observer.disconnect();
      done(entry.duration);
    });
    observer.observe({ type: 'measure' });
    location.hash = link;
  });
}
