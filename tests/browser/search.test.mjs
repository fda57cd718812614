// The search, as a reader meets it: `/` opens it anywhere but where something is typed, what is typed finds, Enter and a click
// lead to where the thing shows, Escape gives the focus back, an input method keeps its own Enter, and typing is instant.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { violations } from './axe.mjs';
import { start } from './harness.mjs';

/** Opens the search by its key and waits until it knows what there is. */
async function open(page) {
  await page.keyboard.press('/');
  await page.waitForSelector('#hits [data-query]');
}
const type = async (page, words) => {
  await page.fill('#sought', words);
  await page.waitForFunction(() => document.querySelector('#sought').hasAttribute('aria-activedescendant'));
};
/** What Enter would open: its kind, and what it says. */
const active = page =>
  page.evaluate(() => {
    const option = document.getElementById(document.querySelector('#sought').getAttribute('aria-activedescendant'));
    return { kind: option.parentElement.getAttribute('aria-labelledby').replace('kind-', ''), title: option.querySelector('b')?.textContent, href: option.getAttribute('href') };
  });
/** Opens the first result of a kind. */
const follow = async (page, kind) => {
  await page.click(`[aria-labelledby=kind-${kind}] a`);
  await page.waitForSelector('dialog:not([open])', { state: 'attached' });
};
const focused = page => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);
const alive = async (page, seen) => assert.deepEqual([...seen.console, ...seen.errors], []);

test('the key opens it, Escape gives the focus back, and what is typed elsewhere stays there', async t => {
  const browser = await start();
  t.after(browser.close);
  const { page, seen } = await browser.open('#v=1');
  await page.focus('[data-act=next]');
  await open(page);
  assert.equal(await focused(page), 'sought');
  assert.equal(await page.getAttribute('.bar [data-act=search]', 'title'), 'Search (/)');
  await type(page, 'key_share');
  assert.match(await page.textContent('#search-told'), /^\d+ results$/);
  assert.deepEqual(await page.$$eval('#hits mark', all => all.slice(0, 2).map(mark => mark.textContent)), ['key', 'share']);
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog:not([open])', { state: 'attached' });
  assert.equal(await page.evaluate(() => document.activeElement.dataset.act), 'next');
  assert.equal(new URL(page.url()).hash.includes('~menu'), false);

  // In the boxes of other menus it is a character.
  await page.click('.bar [data-act=faults]');
  await page.fill('#filter', 'a');
  await page.press('#filter', '/');
  assert.equal(await page.inputValue('#filter'), 'a/');
  // The first Escape is the box's own.
  await page.fill('#filter', '');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog:not([open])', { state: 'attached' });

  await page.click('.bar [data-act=search]');
  await page.waitForSelector('#sought:focus');
  assert.equal(await page.inputValue('#sought'), '');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog:not([open])', { state: 'attached' });
  // The help names the key.
  await page.keyboard.press('?');
  assert.match(await page.textContent('.keys'), /\/Search/);
  await alive(page, seen);
});

test('results lead to where they show, and Back leads to where the reader was', async t => {
  const browser = await start();
  t.after(browser.close);
  const { page, seen } = await browser.open('#v=1&~at=c0.s.finished%231.send');
  const was = page.url();

  await open(page);
  await type(page, 'server random');
  await page.click('[aria-labelledby=kind-field] a:has-text("ServerHello")');
  await page.waitForSelector('.tree [aria-selected=true]');
  assert.match(await page.textContent('.tree [aria-selected=true]'), /random/);
  assert.match(page.url(), /~at=c0\.s\.server_hello%231\.send.*~tab=message.*~field=server_hello\.random/);
  await page.goBack();
  await page.waitForFunction(was => location.href === was, was);

  await open(page);
  await type(page, 'forward secrecy');
  assert.equal((await active(page)).kind, 'term');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#entry-forward_secrecy[aria-current]');
  assert.match(page.url(), /~page=glossary&~entry=forward_secrecy/);
  await page.goBack();
  await page.waitForSelector('#stage:visible');
  assert.equal(page.url(), was);

  await open(page);
  await type(page, '0x1301');
  assert.deepEqual((await active(page)).title, 'TLS_AES_128_GCM_SHA256');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.laid .opened');
  assert.match(await page.textContent('.laid .opened'), /TLS_AES_128_GCM_SHA256/);

  // From a page beside the run, a log as it was copied.
  await open(page);
  await type(page, 'curl: (60) SSL certificate problem: certificate has expired');
  assert.equal((await active(page)).kind, 'cause');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.cause h2');
  assert.match(page.url(), /~page=failures&~entry=expired/);

  await open(page);
  await type(page, 'client_handshake_traffic_secret');
  await follow(page, 'secret');
  await page.waitForSelector('#tab-keys[aria-selected=true]');

  await open(page);
  await type(page, 'wrong host');
  await page.click('[aria-labelledby=kind-fault] a');
  await page.waitForSelector('#fault-wrong_host:focus');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash.includes('fault=wrong_host'));

  await open(page);
  await type(page, 'replay');
  await follow(page, 'example');
  await page.waitForFunction(() => location.hash.includes('replay') && !location.hash.includes('wrong_host'));
  await alive(page, seen);
});

test('a combobox: arrows, Home and End, kinds, more of a kind, and nothing', async t => {
  const browser = await start();
  t.after(browser.close);
  const { page, seen } = await browser.open('#v=1');
  await open(page);
  // What there is to try is tried by a key.
  await page.waitForSelector('#hits [data-query]');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#sought').value === 'forward secrecy');
  await type(page, 'key');
  const count = await page.locator('#hits [role=option]').count();
  const at = async () => Number((await page.getAttribute('#sought', 'aria-activedescendant')).replace('hit-', ''));
  assert.equal(await at(), 0);
  await page.keyboard.press('Home');
  assert.equal(await page.evaluate(() => document.querySelector('#sought').selectionStart), 0, 'Home is of the text');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await at(), 2);
  await page.keyboard.press('End');
  assert.equal(await at(), count - 1);
  await page.keyboard.press('ArrowDown');
  assert.equal(await at(), 0);
  await page.keyboard.press('ArrowUp');
  assert.equal(await at(), count - 1);
  await page.keyboard.press('Home');
  assert.equal(await at(), 0);
  assert.equal(await page.locator('#hits [aria-selected=true]').count(), 1);
  const shown = await page.evaluate(() => {
    const [option, list] = [document.querySelector('#hits [aria-selected=true]'), document.querySelector('#hits')].map(e => e.getBoundingClientRect());
    return option.top >= list.top && option.bottom <= list.bottom;
  });
  assert.ok(shown, 'what is chosen is in sight');

  await page.click('#hits [data-kind=term]');
  await page.waitForSelector('#only-term[aria-pressed=true]');
  assert.deepEqual(await page.$$eval('#hits [role=group]', all => all.map(one => one.getAttribute('aria-labelledby'))), ['kind-term']);
  assert.ok((await page.locator('#hits [role=option]').count()) > 10);
  await page.click('#only-all');
  await page.waitForFunction(() => document.querySelectorAll('#hits [role=group]').length > 3);

  await page.fill('#sought', 'xyzzy');
  await page.waitForSelector('[aria-labelledby=kind-else] a');
  assert.match(await page.textContent('#search-told'), /xyzzy/);
  assert.equal(await page.locator('[aria-labelledby=kind-else] a').count(), 2);
  await page.fill('#sought', 'extention server name');
  await page.waitForSelector('[aria-labelledby=kind-extension]');
  assert.match(await page.textContent('#search-told'), /“extension server name”/);
  // A value of the run, by its bytes.
  await page.fill('#sought', '<img src=x onerror=alert(1)>');
  assert.equal(await page.locator('dialog img').count(), 0);
  await alive(page, seen);
});

test('in Japanese, with an input method at work', async t => {
  const browser = await start({ locale: 'ja-JP', colorScheme: 'dark', viewport: { width: 390, height: 844 } });
  t.after(browser.close);
  const { page, seen } = await browser.open('#v=1');
  await open(page);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Input.imeSetComposition', { text: 'ぜんぽう', selectionStart: 4, selectionEnd: 4 });
  assert.equal(await page.inputValue('#sought'), 'ぜんぽう');
  const enter = (isComposing, keyCode) =>
    page.evaluate(init => {
      const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init });
      document.querySelector('#sought').dispatchEvent(event);
      return event.defaultPrevented;
    }, { isComposing, keyCode });
  await page.fill('#sought', '前方秘匿性');
  await page.waitForSelector('#sought[aria-activedescendant]');
  assert.equal(await enter(true, 229), false);
  assert.equal(await enter(false, 229), false, 'Safari says so by the code alone');
  assert.ok(await page.locator('dialog[open] #sought').count());
  assert.equal((await active(page)).title, '前方秘匿性');
  await page.fill('#sought', 'forward secrecy');
  assert.equal((await active(page)).title, '前方秘匿性');
  await page.fill('#sought', 'ﾊﾝﾄﾞｼｪｲｸ');
  assert.equal((await active(page)).title, 'ハンドシェイク');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#entry-handshake[aria-current]');
  await alive(page, seen);
});

test('a link opens a menu, and the search with its words', async t => {
  const browser = await start();
  t.after(browser.close);
  const { page, seen } = await browser.open('#v=1&~menu=search/1301');
  await page.waitForSelector('#sought[aria-activedescendant]');
  assert.equal((await active(page)).title, 'TLS_AES_128_GCM_SHA256');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog:not([open])', { state: 'attached' });
  const other = await browser.open('#v=1&~menu=faults/wrong_host');
  await other.page.waitForSelector('#fault-wrong_host:focus');
  await alive(page, seen);
  await alive(other.page, other.seen);
});

// How long: a report. Asserted is only that what is found stands there as soon as a key is pressed.
test('each key finds at once', async t => {
  const browser = await start();
  t.after(browser.close);
  const { page } = await browser.open('#v=1');
  await open(page);
  await page.waitForFunction(() => document.querySelectorAll('#hits a').length > 8);
  const [spent, found] = await page.evaluate(async () => {
    const box = document.querySelector('#sought');
    const [spent, found] = [[], {}];
    for (const words of ['certificate expired', 'TLS_AES_128_GCM', 'server hello random', 'key exchange', 'extention', 'xyzzy quux']) {
      for (let n = 1; n <= words.length; n++) {
        await new Promise(requestAnimationFrame);
        const began = performance.now();
        box.value = words.slice(0, n);
        box.dispatchEvent(new InputEvent('input', { bubbles: true }));
        document.querySelector('#hits').offsetHeight;
        spent.push(performance.now() - began);
        found[box.value] = document.querySelector('#hits').textContent;
      }
    }
    return [spent.sort((a, b) => a - b), found];
  });
  const index = await page.evaluate(() => performance.getEntriesByName('handscope-search-index').map(one => one.duration));
  const of = part => spent[Math.floor((spent.length - 1) * part)].toFixed(1);
  console.log(`${spent.length} keys: half within ${of(0.5)} ms, nine tenths within ${of(0.9)} ms, all within ${of(1)} ms; an index made in ${index.map(ms => ms.toFixed(0)).join(', ')} ms`);
  for (const words of ['certificate expired', 'TLS_AES_128_GCM', 'server hello random', 'key exchange']) assert.match(found[words], new RegExp(words.split(' ')[0], 'i'));
  assert.notEqual(found['certificate expired'], found.cert);
});

for (const [locale, colorScheme, width] of [['en-US', 'light', 1440], ['ja-JP', 'dark', 1280], ['ja-JP', 'dark', 390], ['en-US', 'light', 390]]) {
  test(`axe, ${locale}, ${colorScheme}, ${width} pixels wide`, { timeout: 120_000 }, async t => {
    const browser = await start({ locale, colorScheme, viewport: { width, height: 800 } });
    t.after(browser.close);
    const { page, seen } = await browser.open('#v=1&fault=wrong_host');
    await open(page);
    for (const words of ['', 'key', 'xyzzy', 'extention', 'curl: (60) SSL certificate problem: certificate has expired']) {
      await page.fill('#sought', words);
      const found = await violations(page);
      const wide = await page.evaluate(() => [...document.querySelectorAll('html, dialog, #hits')].filter(one => one.scrollWidth > one.clientWidth + 1).map(one => `${one.tagName} is ${one.scrollWidth} wide`));
      const ids = await page.evaluate(() => document.querySelector('dialog').innerText.match(/\b(page|other)\.[a-z_.]+|\{[a-z]+\}/g) ?? []);
      assert.deepEqual([...found, ...wide, ...ids], [], words);
    }
    await alive(page, seen);
  });
}
