// axe-core finds nothing behind the first page either: in the panes, the menus, the help, after a fault, with a bad
// link; on desktop in light, on a phone in dark. And nothing there makes a desktop's page scroll.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { start } from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const pane = name => page => page.click(`#tab-${name}`);
const menu = (act, shown) => async page => {
  await page.click(`[data-act=${act}]`);
  await page.waitForSelector(`dialog[open] ${shown}`);
};
const places = [
  ['record pane', '#v=1&~at=c0.s.certificate%231.send', pane('record')],
  ['keys pane', '#v=1&~at=c0.c.finished%231.send', pane('keys')],
  ['transcript pane', '#v=1&~at=c0.c.finished%231.send', pane('transcript')],
  ['state pane', '#v=1&~at=c0.c.finished%231.send', pane('state')],
  ['certificates pane', '#v=1&fault=expired_certificate&~tab=certificates', page => page.waitForSelector('.checks .decisive')],
  ['certificate laid open', '#v=1&~tab=certificates', async page => {
    await page.click('#bytes-0-0');
    await page.waitForSelector('.inside .tree');
  }],
  ['local step', '#v=1', page => page.press('body', 'ArrowRight')],
  ['fault', '#v=1&fault=expired_certificate', page => page.click('.practice summary')],
  ['flipped byte', '#v=1&fault=wire:c0.s.server_hello@server_hello.random+6%5E01', () => {}],
  ['bad link', '#v=1&seed=x', page => page.waitForSelector('.banner')],
  ['scenario menu', '#v=1', menu('scenario', '.sides')],
  ['fault menu', '#v=1', menu('faults', '.cards')],
  ['help', '#v=1', menu('help', '.keys')],
];
const readers = [
  { locale: 'en-US', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { locale: 'ja-JP', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
];

for (const reader of readers) {
  test(`axe everywhere, ${reader.locale}, ${reader.colorScheme}, ${reader.viewport.width} pixels wide`, async t => {
    const browser = await start(reader);
    t.after(browser.close);
    for (const [name, link, go] of places) {
      await t.test(name, async () => {
        const { page } = await browser.open(link);
        await go(page);
        await page.evaluate(axe);
        const found = await page.evaluate(runOnly => window.axe.run(document, { runOnly }), rules);
        const told = v => `${v.impact} ${v.id}: ${v.help}: ${v.nodes.map(n => n.target).join(' | ')}`;
        assert.deepEqual(found.violations.map(told), []);
        // Only panes scroll, never the page around them; on a phone the page does.
        const beyond = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
        if (reader.viewport.width > 820) assert.equal(beyond, 0, 'the page itself scrolls');
        await page.close();
      });
    }
  });
}
