// What the page's own tables hold, read off the page itself, so that no test types it: the examples of the gallery, the
// faults of the catalogue, the kinds of steps with a link to one of each, the languages and themes.
import assert from 'node:assert/strict';

/** Follows a link within the page, and waits until its step is on screen. */
export async function follow(page, link) {
  await page.evaluate(
    link =>
      new Promise(done => {
        document.documentElement.removeAttribute('data-ready');
        const seen = new MutationObserver(() => {
          if (!document.documentElement.hasAttribute('data-ready')) return;
          seen.disconnect();
          requestAnimationFrame(() => requestAnimationFrame(done));
        });
        seen.observe(document.documentElement, { attributes: true });
        location.hash = link;
      }),
    link,
  );
}

/** The scenarios of the gallery, as texts; the page goes there, and back to the run. */
export async function examples(page) {
  await page.click('.bar nav [data-text=gallery]');
  await page.waitForSelector('.place.gallery .run');
  const all = await page.$$eval('.place.gallery .run', cards => cards.map(card => card.dataset.text));
  await page.click('.bar nav [data-text=run]');
  await page.waitForSelector('#stage', { state: 'visible' });
  return all;
}

/** The ids of the catalogue. */
export async function faults(page) {
  await page.click('.bar [data-act=faults]');
  await page.waitForSelector('dialog[open] [data-fault]');
  const all = await page.$$eval('dialog [data-fault]', cards => cards.map(card => card.dataset.fault));
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog:not([open])', { state: 'attached' });
  return all;
}

/** The panes of the step that is shown, by the names that links have for them. */
export const panes = page => page.$$eval('[role=tab]', tabs => tabs.map(tab => tab.id.replace('tab-', '')));

/**
 * A step of every kind there is in gallery and catalogue, a kind being what happens, and whether it goes wrong:
 * [{ kind, link }], with a link to the step. tests/run.rs holds that these are all.
 */
export async function steps(page) {
  const found = new Map();
  const named = (await faults(page)).map(id => `v=1&fault=${id}`);
  for (const text of [...(await examples(page)), ...named]) {
    await follow(page, text);
    const here = await page.$$eval('.ladder a[data-s]', all =>
      all.map(step => ({ kind: `${step.dataset.kind}${step.classList.contains('bad') ? ', failing' : ''}`, link: step.getAttribute('href') })),
    );
    for (const step of here) if (!found.has(step.kind)) found.set(step.kind, step);
  }
  assert.ok(found.size > 25, [...found.keys()].join());
  return [...found.values()];
}
