// How long a step takes to be seen: a report, not a race. Asserted is only that every key press moves the cursor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './harness.mjs';

test('stepping forward and back', async t => {
  const browser = await start();
  t.after(browser.close);
  const { page } = await browser.open();
  const there = await page.evaluate(press, { key: 'ArrowRight', times: 12 });
  const back = await page.evaluate(press, { key: 'ArrowLeft', times: 12 });
  assert.equal(new Set(there.steps).size, 12, 'every press forward is a step');
  assert.deepEqual(back.steps.slice(0, 11), there.steps.slice(0, 11).reverse(), 'back goes through the same steps');
  const all = [...there.times, ...back.times].sort((a, b) => a - b);
  const at = share => all[Math.floor(share * (all.length - 1))].toFixed(1);
  console.log(`from key press to painted step, ${all.length} steps: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, most ${at(1)} ms`);
});

/**
 * Runs in the page. Presses a key several times; returns the step after each press, and the milliseconds from the press
 * until the frame that shows it is painted. The key is pressed when a frame begins; handlers, style, layout and paint
 * then belong to this frame's task, and a message posted meanwhile is delivered right after it.
 */
async function press({ key, times }) {
  const result = { steps: [], times: [] };
  const once = done => {
    const began = performance.now();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now() - began);
    port2.postMessage(0);
    const options = { key, code: key, bubbles: true, cancelable: true };
    (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', options));
  };
  for (let i = 0; i < times; i++) {
    result.times.push(await new Promise(done => requestAnimationFrame(() => once(done))));
    result.steps.push(document.querySelector('#scrub').getAttribute('aria-valuenow'));
  }
  return result;
}
