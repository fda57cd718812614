// axe-core finds nothing, in both themes and languages, on desktop and phone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { start } from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const desktop = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
const readers = [
  { locale: 'en-US', colorScheme: 'light', viewport: desktop },
  { locale: 'en-US', colorScheme: 'dark', viewport: phone },
  { locale: 'ja-JP', colorScheme: 'light', viewport: phone },
  { locale: 'ja-JP', colorScheme: 'dark', viewport: desktop },
];

for (const reader of readers) {
  const { locale, colorScheme, viewport } = reader;
  test(`axe on the first page, ${locale}, ${colorScheme}, ${viewport.width} pixels wide`, async t => {
    const browser = await start(reader);
    t.after(browser.close);
    const { page } = await browser.open();
    assert.deepEqual(await violations(page), []);
  });
}

/** What axe finds, one line for each rule. Evaluated, not added as a script, which the page's policy forbids. */
async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(runOnly => window.axe.run(document, { runOnly }), rules);
  return found.violations.map(v => `${v.impact} ${v.id}: ${v.help}: ${v.nodes.map(n => n.target).join(' | ')}`);
}
