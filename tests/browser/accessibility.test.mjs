// axe-core finds nothing, in both themes and languages, on desktop and phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { violations } from './axe.mjs';
import { start } from './harness.mjs';

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
