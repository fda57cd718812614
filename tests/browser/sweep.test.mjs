// What every change does: the runs are made by a worker, show where their places were, can be stopped and gone on with, and keep
// nobody waiting; without a worker the page makes them itself.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations } from './axe.mjs';
import { start } from './harness.mjs';

let browser;
before(async () => (browser = await start()));
after(() => browser?.close());

const BYTES = 'v=1&~page=sweep&~entry=c0.s.server_hello';
// A message of a thousand bytes, which does not begin by itself.
const LONG = 'v=1&~page=sweep&~entry=c0.s.certificate';
const done = page => page.waitForSelector('#swept-run [role=status]', { timeout: 60_000 });
/** What each byte came to. */
const cells = page => page.$$eval('.swept .cell a', all => all.map(a => a.getAttribute('aria-label')));

test('every byte of a ServerHello gets a result, and its link leads to a run that ends so', async () => {
  const { page, seen } = await browser.open(`#${BYTES}`);
  await done(page);
  assert.equal(page.workers().length, 1, 'one worker has made them');
  const told = await cells(page);
  assert.ok(told.length > 100, `${told.length} bytes`);
  assert.equal(told.filter(text => /not run yet/.test(text)).length, 0);
  const marks = await page.$$eval('.swept .cell i', all => all.map(i => i.textContent));
  assert.ok(marks.every(mark => /^[A-Z]\d*$/.test(mark)));
  assert.equal((await page.$$('#swept-sums li')).length, new Set(marks).size, 'the legend has each mark once');
  assert.ok(seen.requests.some(url => /work\.js\?\w+$/.test(url)));
  // The mark says the alert; so does the run.
  for (const field of ['random', 'cipher_suite']) {
    const link = page.locator(`.swept .cell a[aria-label*=", ${field}"]`).first();
    const [label, href] = [await link.getAttribute('aria-label'), await link.getAttribute('href')];
    const { page: run } = await browser.open(href);
    await run.waitForSelector('#tab-failed');
    const alert = label.match(/\((\w+)\)$/)[1];
    assert.ok((await run.textContent('#stage')).includes(alert), `${label}: ${href}`);
    await run.close();
  }
  // The second byte of the record's version passes.
  assert.match(told[2], /Nobody refuses/);
  assert.deepEqual([seen.console, seen.errors], [[], []]);
  assert.deepEqual(await violations(page), []);
  await page.close();
});

test('every fault of the catalogue gets a row', async () => {
  const { page } = await browser.open('#v=1&~page=sweep&~entry=faults');
  await done(page);
  assert.equal(await page.$$eval('.swept-faults .waits', all => all.length), 0);
  assert.match(await page.textContent('.swept-faults'), /certificate_expired/);
  assert.deepEqual(await violations(page), []);
  await page.close();
});

test('long work waits for a press, keeps the page free, stops, and goes on where it stopped', async () => {
  const { page } = await browser.open(`#${LONG}`);
  await page.waitForSelector('#sweep-press');
  const height = () => page.$eval('.swept-grids', grids => grids.getBoundingClientRect().height);
  const room = await height();
  await page.click('#sweep-press');
  const count = () => page.$eval('#swept-run progress', bar => bar.value);
  await page.waitForFunction(() => document.querySelector('#swept-run progress')?.value > 0);
  // The page answers while runs come: what is pressed now is there before the work is done.
  await page.click('[data-act=theme]');
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'light');
  assert.ok((await count()) < 1000);
  await page.click('#sweep-press');
  await page.waitForFunction(() => /Go on/.test(document.querySelector('#sweep-press')?.textContent));
  const stopped = await count();
  assert.ok(stopped > 0);
  assert.equal(await height(), room, 'nothing has moved');
  // Another run of the same page does not touch it: what was stopped stays so.
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.equal(await count(), stopped);
  assert.equal(await page.$$eval('.swept .cell a:not(.waits)', all => all.length), stopped);
  await page.click('#sweep-press');
  await done(page);
  assert.equal((await cells(page)).filter(text => /not run yet/.test(text)).length, 0);
  // Back and here again, all is still there.
  await page.click('[data-act=page][data-text=run]');
  await page.waitForSelector('#place[hidden]', { state: 'attached' });
  await page.goBack();
  await page.waitForSelector('#swept-run [role=status]');
  await page.close();
});

test('a step is taken by key while runs are made, and leaving the page stops them', async () => {
  const { page } = await browser.open(`#${LONG}`);
  await page.click('#sweep-press');
  await page.waitForFunction(() => document.querySelector('#swept-run progress')?.value > 0);
  await page.click('[data-act=page][data-text=run]');
  await page.waitForSelector('#stage:not([hidden])');
  const before = await page.textContent('.player .count');
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(before => document.querySelector('.player .count').textContent !== before, before);
  await page.goBack();
  // It goes on by itself.
  await page.waitForFunction(() => document.querySelector('#swept-run progress')?.value > 0);
  await done(page);
  await page.close();
});

test('without workers the page makes the runs itself, and answers meanwhile', async () => {
  const { page, seen } = await browser.open(`#${BYTES}`, () => delete globalThis.Worker);
  await page.keyboard.press('?');
  await page.waitForSelector('dialog[open]');
  await page.keyboard.press('Escape');
  await done(page);
  assert.equal(page.workers().length, 0);
  assert.equal((await cells(page)).filter(text => /not run yet/.test(text)).length, 0);
  assert.deepEqual([seen.console, seen.errors], [[], []]);
  await page.close();
});

test('the ways there: from a byte, and from the menu of faults', async () => {
  const { page } = await browser.open('#v=1&~at=c0.s.server_hello%231.send');
  await page.click('.box-hex [data-o="7"]');
  await page.waitForSelector('#flip a');
  await page.click('#flip a');
  await page.waitForSelector('.place.sweep .cell');
  assert.match(page.url(), /~page=sweep&~entry=c0\.s\.server_hello/);
  await page.click('.bar [data-act=faults]');
  await page.click('dialog .all a');
  await page.waitForSelector('.swept-faults');
  assert.equal(await page.$('dialog[open]'), null);
  await page.close();
});

test('in Japanese, on a phone', async () => {
  const phone = await start({ locale: 'ja-JP', viewport: { width: 390, height: 844 }, touch: true });
  const { page } = await phone.open(`#${BYTES}`);
  await done(page);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than the page');
  assert.deepEqual(await violations(page), []);
  await phone.close();
});
