// The first visit: silent, private, small, under a strict policy, in either language.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { readParts } from '../../scripts/parts.mjs';
import { measure } from '../../scripts/size.mjs';
import { ready, start } from './harness.mjs';
import { panes } from './tables.mjs';
import { visit } from './visit.mjs';

// Every part of the program but the first.
const later = /handscope-(?!first)(\w+)-\w+\.wasm/;
const parts = readParts(readFileSync('assets/parts.txt', 'utf8')).parts.slice(1);

for (const locale of ['en-US', 'ja-JP']) {
  test(`a first visit in ${locale}`, async t => {
    const browser = await start({ locale });
    t.after(browser.close);
    const { page, seen } = await browser.open();

    await t.test("shows a handshake in the reader's language", async () => {
      assert.equal(await page.getAttribute('html', 'lang'), locale.slice(0, 2));
      assert.match(await page.title(), /Handscope/);
    });

    await t.test('asks nothing of any other origin', () => {
      const foreign = seen.requests.filter(r => !r.startsWith(browser.url) && !/^(data|blob):/.test(r));
      assert.deepEqual(foreign, []);
    });

    await t.test('is within the size budget', () => {
      const { total, budget, table } = measure(seen.fetched);
      console.log(table);
      assert.ok(total <= budget, `${total} bytes, ${budget} allowed`);
    });

    await t.test('downloads the texts of one language only', () => {
      const languages = seen.fetched.map(f => /^text\/(\w+)\//.exec(f.name)?.[1]).filter(Boolean);
      assert.deepEqual([...new Set(languages)], [locale.slice(0, 2)]);
    });

    await t.test('fetches nothing twice', () => {
      // Above all a preload that is not used, on which Chromium comments only seconds later.
      const twice = seen.requests.filter((r, i) => seen.requests.indexOf(r) !== i);
      assert.deepEqual(twice, []);
    });

    await t.test('keeps to a strict policy', async () => {
      const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', 'content');
      assert.match(policy, /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'(?: 'sha256-[^ ;]+')+; style-src 'self';/);
      assert.doesNotMatch(policy, /'unsafe-|[*]/);
    });

    await t.test('says nothing on the console', () => {
      assert.deepEqual([...seen.console, ...seen.errors], []);
    });
  });
}

test("a first visit needs nothing of the program's later parts", async t => {
  const browser = await start();
  t.after(browser.close);
  const asked = [];
  await browser.context.route(later, route => {
    asked.push(route.request().resourceType());
    return route.abort();
  });
  const { page, seen } = await browser.open();
  assert.deepEqual(asked, [], 'not asked for by itself');
  await visit(page);
  assert.deepEqual(seen.errors.filter(e => !later.test(e)), [], 'no function was missing');
  assert.deepEqual(asked.filter(type => type !== 'fetch'), [], 'nothing waited for it');
  assert.ok(asked.length > 0, 'it is asked for when the reader begins to do something');

  // What does need it has said so, and works once the network is there again.
  await browser.context.unroute(later);
  await page.click('.bar .scenario');
  await page.waitForSelector('dialog[open] .sides');
  assert.equal(await page.locator('.banner').count(), 0);
});

test('what a link needs is asked for at once, before the program is there to ask', async t => {
  const browser = await start();
  t.after(browser.close);
  const told = ['core', 'ui', 'further'];
  const failing = [...told, 'faults'];
  for (const [link, areas] of [
    ['', ['core', 'ui']],
    ['#v=1&~at=c0.s.server_hello%231.send', ['core', 'ui', 'fields', 'checks']],
    ['#v=1&server.versions=1.2', [...told, 'tls12']],
    ['#v=1&fault=expired_certificate', [...failing, 'certificates', 'faults_certificate']],
    ['#v=1&fault=expired_certificate&~tab=certificates&~lang=ja', [...failing, 'certificates', 'faults_certificate', 'details']],
    ['#v=1&fault=version_rollback', [...failing, 'tls12', 'refusals', 'checks', 'faults_protocol']],
    ['#v=1&connections=2&client.resume=1&server.tickets=1', [...told, 'memory']],
  ]) {
    const page = await browser.context.newPage();
    const [early, late] = [[], []];
    let release;
    const held = new Promise(done => (release = done));
    let asked = early;
    page.on('request', request => {
      const text = /text\/(\w+\/\w+)/.exec(request.url());
      const name = text?.[1] ?? later.exec(request.url())?.[1];
      if (name) asked.push(name);
    });
    await page.route(/handscope-first/, async route => {
      await held;
      await route.continue();
    });
    await page.goto(browser.url + link, { waitUntil: 'commit' });
    await page.waitForFunction(() => globalThis.later);
    // Requests are told in their order: when this one is answered, all before it have been told.
    await page.evaluate(() => fetch('./?told').then(response => response.text()));
    asked = late;
    release();
    await ready(page);
    const lang = link.includes('~lang=ja') ? 'ja' : 'en';
    const needed = parts.filter(part => part.links && link.slice(1).split('&').some(word => new RegExp(part.links).test(word)));
    const words = areas.map(area => `${lang}/${area}`);
    assert.deepEqual(early.sort(), [...words, ...needed.map(part => part.name)].sort(), link);
    // What terms and fields mean, and the rest of the program, come once the page is usable.
    const soon = needed.length ? ['glossary', 'fields', 'details'].map(area => `${lang}/${area}`) : [];
    const rest = needed.length ? parts.filter(part => !needed.includes(part)).map(part => part.name) : [];
    assert.deepEqual(late.filter(name => ![...rest, ...soon].includes(name)), [], `${link}: nothing is asked for late, or twice`);
    await page.close();
  }
});

test('no link makes the page wait for a part of the program or a text that was not asked for at once', { timeout: 240_000 }, async t => {
  const browser = await start();
  t.after(browser.close);
  const { page } = await browser.open('#v=1&~page=gallery');
  const own = await page.$$eval('.place [data-act=example]', cards => cards.map(card => `#${card.dataset.text}`));
  const places = await page.$$eval('header [data-text][data-act=page]', all => all.map(one => `#v=1&~page=${one.dataset.text}`));
  const views = (await panes(page)).map(pane => `#v=1&~tab=${pane}`);
  assert.ok(own.length > 30 && places.length > 3 && views.length > 4, [own.length, places.length, views.length].join());
  const waited = [];
  const changed = [];
  const restyled = [];
  for (const link of [...own, ...places, ...views, '#v=1&server.versions=1.2', '#v=1&server.cert=p384', '#v=1&~at=c0.s.server_hello%231.send&~field=server_hello.random']) {
    const other = await browser.context.newPage();
    // Whatever is asked for in this way, the page waits for.
    await other.addInitScript(() => {
      globalThis.waits = 0;
      const open = XMLHttpRequest.prototype.open;
      XMLHttpRequest.prototype.open = function (...given) {
        globalThis.waits++;
        return open.apply(this, given);
      };
      // What stands on the page when it becomes usable.
      // The way to a page that a later part draws comes with it.
      const words = part => {
        const copy = part?.cloneNode(true);
        copy?.querySelectorAll('a[href*="~page=sweep"]').forEach(link => link.remove());
        return copy?.textContent ?? '';
      };
      globalThis.said = () => ['.bar .scenario', '#head', '#pane', '#banner', '.faults'].map(id => words(document.querySelector(id)));
      // How it looks: what a stylesheet of a later part changes is drawn by that part, or comes with another.
      const looks = ['display', 'fontSize', 'fontWeight', 'color', 'backgroundColor', 'padding', 'margin', 'borderWidth'];
      globalThis.looked = () =>
        [...document.querySelectorAll('body *')]
          .filter(one => !one.closest('.term, a[href*="~page=sweep"]') && one.checkVisibility())
          .map(one => [one.tagName, one.className.baseVal ?? one.className, looks.map(name => getComputedStyle(one)[name]).join(' ')].join(' | '));
      new MutationObserver(() => (globalThis.began ??= [globalThis.said(), globalThis.looked()])).observe(document, { subtree: true, attributeFilter: ['data-ready'] });
    });
    await other.goto(browser.url + link);
    await ready(other);
    await other.waitForLoadState('networkidle');
    if (await other.evaluate(() => globalThis.waits)) waited.push(link);
    const [[began, dressed], ended, looks] = await other.evaluate(() => [globalThis.began, globalThis.said(), globalThis.looked()]);
    // A field is picked once its message is laid out.
    if (!link.includes('~field=') && JSON.stringify(began) !== JSON.stringify(ended)) changed.push({ link, began, ended });
    const after = new Set(looks);
    const anew = dressed.filter(one => !after.has(one));
    if (anew.length) restyled.push({ link, anew: anew.slice(0, 6) });
    await other.close();
  }
  assert.deepEqual(waited, []);
  assert.deepEqual(changed, [], 'what is shown first is whole');
  assert.deepEqual(restyled, [], 'and dressed');
});

test('what cannot be fetched is missed in words', async t => {
  const browser = await start({ locale: 'ja-JP' });
  t.after(browser.close);
  for (const [missing, link] of [[/handscope-first/, ''], [/text\/ja\/core/, ''], [later, '#v=1&fault=wrong_host']]) {
    const page = await browser.context.newPage();
    await page.route(missing, route => route.abort());
    await page.goto(browser.url + link, { waitUntil: 'load' });
    await page.waitForFunction(() => getComputedStyle(document.querySelector('#coming')).opacity === '1');
    assert.match(await page.locator('#coming').innerText(), /reload the page[^]*再読み込み/);
    await page.close();
  }
  const { page } = await browser.open();
  assert.equal(await page.locator('#coming').isVisible(), false);
});
