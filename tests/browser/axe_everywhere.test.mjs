// axe-core finds nothing behind the first page either: in every pane of every kind of step, in the menus, the help, with
// a bad link; on desktop in light and English, on a phone in dark and Japanese. Nothing there makes a desktop's page
// scroll or is wider than a phone, no pane is empty, and no id or placeholder is seen where words should stand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { violations } from './axe.mjs';
import { start } from './harness.mjs';
import { follow, panes, steps } from './tables.mjs';

const readers = [
  { locale: 'en-US', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { locale: 'ja-JP', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
];

/** What is wrong with what is on screen, besides what axe finds. */
const amiss = wide => {
  // Text by text: where one ends with a point and the next begins at once, the two are no id.
  const walk = document.createTreeWalker(document.querySelector('.app'), NodeFilter.SHOW_TEXT);
  const ids = [];
  while (walk.nextNode()) ids.push(...(walk.currentNode.data.match(/\b(page|did|key|step|transfer|state|ending)\.(?!pem\b)[a-z_]+\b|\{[a-z_]+\}/g) ?? []));
  return [
    wide && document.documentElement.scrollHeight > innerHeight && 'the page itself scrolls',
    document.documentElement.scrollWidth > innerWidth && 'wider than the screen',
    !/\S{3}/.test(document.querySelector('[role=tabpanel]').textContent) && 'an empty pane',
    ...ids,
  ].filter(Boolean);
};

/**
 * What there is in a pane for axe to judge that it has not judged before: elements by tag, class and roles, within their
 * parent. Runs in the page, where what was judged is kept.
 */
const news = () => {
  const judged = (window.judged ??= new Set());
  const before = judged.size;
  const told = element => {
    const says = [...element.attributes].filter(a => /^(class|role|tabindex|hidden|aria-(selected|expanded|current|pressed|hidden))$/.test(a.name));
    return `${element.tagName} ${says.map(a => `${a.name}=${a.value}`).join(' ')}`;
  };
  for (const element of document.querySelectorAll('#panel *')) judged.add(`${told(element.parentElement)} > ${told(element)}`);
  return judged.size > before;
};

let kinds;
for (const reader of readers) {
  const wide = reader.viewport.width > 820;
  test(`every pane of every kind of step, ${reader.locale}, ${reader.colorScheme}, ${reader.viewport.width} pixels wide`, async t => {
    const browser = await start(reader);
    t.after(browser.close);
    const { page, seen } = await browser.open();
    const found = [];
    const count = { looked: 0, judged: 0 };
    kinds ??= await steps(page);
    for (const { kind, link } of kinds) {
      await follow(page, link);
      found.push(...(await violations(page)).map(what => `${kind}: ${what}`));
      for (const pane of await panes(page)) {
        await page.click(`#tab-${pane}`);
        await page.waitForSelector(`#tab-${pane}[aria-selected=true]`);
        // Texts and the certificates' pane come when they are first needed.
        await page.waitForFunction(() => /\S{3}/.test(document.querySelector('[role=tabpanel]').textContent));
        const wrong = await page.evaluate(amiss, wide);
        if (await page.evaluate(news)) {
          wrong.push(...(await violations(page, '#panel')));
          count.judged++;
        }
        found.push(...wrong.map(what => `${kind}, ${pane}: ${what}`));
        count.looked++;
      }
    }
    console.log(`looked at ${count.looked} panes of ${kinds.length} kinds of steps; axe had something new to judge in ${count.judged}`);
    assert.deepEqual(found, []);
    assert.deepEqual([...seen.console, ...seen.errors], []);
  });
}

const menu = (act, shown) => async page => {
  await page.click(`[data-act=${act}]`);
  await page.waitForSelector(`dialog[open] ${shown}`);
};
const places = [
  ['certificate laid open', '#v=1&~tab=certificates', async page => {
    await page.click('#bytes-0-0');
    await page.waitForSelector('.inside .tree');
    // What lies half below the edge of its pane is too small to touch until it is scrolled to.
    await page.locator('.inside .tree').first().evaluate(tree => tree.scrollIntoView({ block: 'start' }));
  }],
  ['flipped byte', '#v=1&fault=wire:c0.s.server_hello@server_hello.random+6%5E01', () => {}],
  ['bad link', '#v=1&seed=x&fault=nonsense&colour=red&~tab=x&~at=y', page => page.waitForSelector('.banner')],
  ['scenario menu', '#v=1', menu('scenario', '.sides')],
  ['fault menu', '#v=1', menu('faults', '.cards')],
  ['fault menu beside a fault', '#v=1&fault=wrong_host', menu('faults', '.beside')],
  ['two faults, one without effect', '#v=1&fault=bad_server_key_exchange&fault=wrong_host', page => page.waitForSelector('.there')],
  ['help', '#v=1', menu('help', '.keys')],
  ['search', '#v=1', menu('search', '#hits [data-query]')],
  ['search, with results', '#v=1&fault=wrong_host&~menu=search/key', page => page.waitForSelector('dialog[open] #hits mark')],
];

for (const reader of readers) {
  test(`menus and other places, ${reader.locale}, ${reader.colorScheme}, ${reader.viewport.width} pixels wide`, async t => {
    const browser = await start(reader);
    t.after(browser.close);
    for (const [name, link, go] of places) {
      await t.test(name, async () => {
        const { page } = await browser.open(link);
        await go(page);
        assert.deepEqual([...(await violations(page)), ...(await page.evaluate(amiss, reader.viewport.width > 820))], []);
        await page.close();
      });
    }
  });
}
