// What a reader does: steps by key, follows a byte to its field and back, changes language and theme, opens links,
// goes back, breaks something. On the release build.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { start } from './harness.mjs';

const now = page => page.getAttribute('.ladder a.now', 'data-s').then(Number);
const headline = page => page.textContent('.stage h1');
// The address follows what is shown, a moment later.
const linked = (page, pattern) =>
  page.waitForFunction(source => new RegExp(source).test(decodeURIComponent(location.hash)), pattern.source);
const stepTo = (page, text) => page.click(`.ladder a:has-text("${text}")`);

describe('the page', () => {
  let browser, page;
  before(async () => {
    browser = await start();
  });
  after(() => browser.close());
  const open = async link => {
    await page?.close();
    ({ page } = await browser.open(link));
  };

  test('steps by keys, and the link follows', async () => {
    await open();
    const first = await now(page);
    await page.keyboard.press('ArrowRight');
    assert.equal(await now(page), first + 1);
    await page.keyboard.press('PageDown');
    assert.equal(await now(page), first + 2);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('PageUp');
    assert.equal(await now(page), first);
    await page.keyboard.press('Home');
    assert.equal(await now(page), 0);
    const history = await page.evaluate(() => window.history.length);
    await page.keyboard.press('End');
    const last = await now(page);
    assert.ok(last > 15, `${last + 1} steps`);
    await linked(page, /^#v=1&~at=c0\./);
    assert.equal(await page.evaluate(() => window.history.length), history, 'stepping adds no entries');
    assert.match(await page.textContent('.player .count'), new RegExp(`${last + 1}.*${last + 1}`));
  });

  test('every step has a headline and a paragraph, and says itself aloud', async () => {
    await open();
    await page.keyboard.press('Home');
    const steps = await page.locator('.ladder a[data-s]').count();
    for (let at = 0; at < steps; at++) {
      assert.equal(await now(page), at);
      const title = await headline(page);
      assert.ok(title && !/^(step|transfer|tcp|ending)\./.test(title), `step ${at + 1}: '${title}'`);
      assert.match(await page.textContent('.stage .lead >> nth=0'), /\S/);
      assert.match(await page.textContent('[aria-live=polite]'), new RegExp(`${at + 1}\\b`));
      await page.keyboard.press('ArrowRight');
    }
  });

  test('opens a certificate down to any byte of it, and then has its texts', async () => {
    await open('#v=1&~at=c0.s.certificate%231.send');
    const path = () => page.textContent('#said .path');
    await page.locator('.box-hex b[data-o="330"]').click();
    // What opens a certificate comes with the first click.
    await page.waitForFunction(() => /\.tbsCertificate\./.test(document.querySelector('#said .path').textContent));
    assert.match(await path(), /^certificate\.certificate_list\.0\.cert_data\.value\.tbsCertificate\.extensions\.\w+/);
    const shut = '[role=treeitem]:not([hidden])[aria-selected=true]';
    assert.equal(await page.locator(shut).count(), 1, 'everything around it is open');
    await page.waitForFunction(() => !/\./.test(document.querySelector('#said h2').textContent));
  });

  test('links fields and bytes both ways, by pointer and by keyboard', async () => {
    await open();
    await stepTo(page, 'ServerHello');
    const item = page.locator('[role=treeitem]', { hasText: /^random/ }).first();
    await item.hover();
    assert.equal(await page.locator('.box-hex b.on').count(), 32);
    await page.hover('.box-hex b[data-o="0"]');
    assert.equal(await page.locator('[role=treeitem].on .m').textContent(), 'msg_type');
    await page.mouse.move(5, 5);
    await page.click('.box-hex b[data-o="6"]');
    assert.equal(await page.locator('[role=treeitem][aria-selected=true] .m').textContent(), 'random');
    await page.focus('[role=treeitem][aria-selected=true]');
    const before = await page.textContent('.why h2');
    await page.keyboard.press('ArrowUp');
    assert.equal(await page.locator('[role=treeitem]:focus .m').textContent(), 'legacy_version');
    assert.equal(await page.locator('.box-hex b.on').count(), 2);
    assert.notEqual(await page.textContent('.why h2'), before);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await page.locator('[role=treeitem]:visible').count(), 1, 'the root closes');
    await page.keyboard.press('ArrowRight');
    assert.ok((await page.locator('[role=treeitem]:visible').count()) > 5);
    await page.focus('.box-hex');
    await page.click('.box-hex b[data-o="4"]');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.getAttribute('.box-hex b.spot', 'data-o'), '20');
  });

  test('flips a byte on the wire and says who noticed', async () => {
    await open();
    await stepTo(page, 'ServerHello');
    await page.click('.box-hex b[data-o="10"]');
    await page.click('.flip .go');
    await page.waitForSelector('.failed');
    await linked(page, /fault=wire:c0\.s\.server_hello(#1)?@server_hello\.random\+4\^01/);
    assert.match(await headline(page), /so the client refuses/);
    assert.match(await page.textContent('.why-parted'), /ServerHello.*random.*offset 10/);
    assert.ok((await page.locator('.ladder a.bad').count()) >= 2, 'the ladder shows where it struck and who refused');
    assert.equal(await page.locator('.faults li').count(), 1);
    await page.goBack();
    await page.waitForFunction(() => !location.hash.includes('fault'));
    assert.equal(await page.locator('.failed').count(), 0);
    await page.goForward();
    await page.waitForSelector('.failed');
    await page.click('.faults button');
    await page.waitForSelector('.failed', { state: 'detached' });
  });

  test('flips a byte of a record', async () => {
    await open();
    await stepTo(page, 'EncryptedExtensions');
    await page.click('#tab-record');
    await page.waitForSelector('.box-hex >> nth=1');
    await page.click('.box-hex >> nth=0 >> b[data-o="20"]');
    await page.click('.flip .go');
    await page.waitForSelector('.failed');
    await linked(page, /fault=wire:c0\.s\.record#\d+@\+20\^01/);
    assert.match(await page.textContent('.failed'), /bad_record_mac/);
  });

  test('changes language and theme, and both travel in the link', async () => {
    await open();
    await page.keyboard.press('l');
    await page.waitForSelector('html[lang=ja]');
    assert.match(await page.textContent('.player .big'), /次へ/);
    await page.keyboard.press('t');
    await page.keyboard.press('t');
    assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
    await linked(page, /~lang=ja.*~theme=dark/);
    await open(await page.evaluate(() => location.hash));
    assert.equal(await page.getAttribute('html', 'lang'), 'ja');
    assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
    await page.keyboard.press('l');
    await page.waitForSelector('html[lang=en]');
  });

  test('single letters can be turned off', async () => {
    await open();
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open] .keys');
    await page.click('#letters');
    await page.keyboard.press('Escape');
    await page.keyboard.press('l');
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
    await page.click('.bar [data-act=help]');
    await page.click('#letters');
  });
});
