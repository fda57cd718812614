// The Basics and the glossary, and the card of a term where it stands in prose: by pointer, key and finger, in both
// languages and themes.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.mjs';
import { quiet, start } from './harness.mjs';

const lead = '#head .lead a.term';
const card = '#term:popover-open';
const gone = page => page.waitForFunction(() => !document.querySelector('#term')?.matches(':popover-open'));
const box = (page, selector) => page.$eval(selector, element => element.getBoundingClientRect().toJSON());
const away = page => page.mouse.move(5, 5);
/** Whether an element is seen, whatever scrolls. */
const seen = (page, selector) =>
  page.waitForFunction(selector => {
    const place = document.querySelector(selector)?.getBoundingClientRect();
    return place && place.top >= 0 && place.top < innerHeight - 40;
  }, selector);

describe('by pointer and key', () => {
  let browser, page;
  before(async () => {
    browser = await start();
  });
  after(() => browser.close());
  const open = async link => {
    await page?.close();
    ({ page } = await browser.open(link));
  };

  test('a first visit marks nothing; with the first key terms are marked, and nothing moves', async () => {
    await open('#v=1&~at=c0.c.client_hello%231.send');
    assert.equal(await page.locator('a.term').count(), 0);
    const before = await box(page, '#head .lead');
    await page.keyboard.press('Shift');
    await page.waitForSelector(lead);
    assert.deepEqual(await box(page, '#head .lead'), before);
    const bare = 'h1 a.term, h2 a.term, button a.term, summary a.term, code a.term, [role=tab] a.term';
    assert.equal(await page.locator(bare).count(), 0);
  });

  test('the card opens under the pointer, can be pointed at, and never lies over its word', async () => {
    await open('#v=1&~at=c0.c.client_hello%231.send');
    await page.keyboard.press('Shift');
    await page.hover(lead);
    await page.waitForSelector(card);
    const id = await page.getAttribute(lead, 'data-term');
    const told = await page.textContent('#term-told');
    assert.ok(told.length > 20, told);
    assert.equal(await page.getAttribute(lead, 'aria-describedby'), 'term-told');
    const [word, shown] = [await box(page, lead), await box(page, card)];
    assert.ok(shown.top >= word.bottom || shown.bottom <= word.top, 'beside the word');
    await page.hover('#term-told');
    await quiet(page);
    assert.ok(await page.isVisible(card), 'it stays while it is pointed at');
    await away(page);
    await gone(page);
    assert.equal(await page.getAttribute(lead, 'aria-describedby'), null);
    assert.equal(await page.locator(`.entry, #entry-${id}`).count(), 0, 'the page has not changed');
  });

  test('the card opens with the focus, Escape closes it, and it stays closed until the word is left', async () => {
    await open('#v=1&~at=c0.c.client_hello%231.send');
    await page.keyboard.press('Shift');
    await page.waitForSelector(lead);
    await page.focus(lead);
    await page.waitForSelector(card);
    await page.keyboard.press('Escape');
    await gone(page);
    assert.ok(await page.$eval(lead, word => word === document.activeElement), 'the focus stays');
    await page.keyboard.press('Tab');
    await page.waitForSelector(card);
    await page.hover(lead);
    await page.keyboard.press('Escape');
    await page.mouse.move((await box(page, lead)).left + 3, (await box(page, lead)).top + 4);
    await quiet(page);
    assert.ok(!(await page.isVisible(card)), 'a pointer that only trembles does not open it again');
    await page.keyboard.press('ArrowRight');
    await quiet(page);
    assert.ok(!(await page.isVisible(card)));
  });

  test('a word leads to its entry, the run stays, and Back returns to it', async () => {
    await open('#v=1&fault=wrong_host');
    await page.waitForSelector('.stage a.term');
    const before = await page.evaluate(() => location.hash);
    const id = await page.getAttribute('.stage a.term', 'data-term');
    await page.focus('.stage a.term');
    await page.keyboard.press('Enter');
    await page.waitForSelector(`#entry-${id}[aria-current=true]`);
    await seen(page, `#entry-${id}`);
    await page.waitForFunction(id => document.activeElement.id === `entry-${id}`, id);
    assert.match(await page.evaluate(() => location.hash), new RegExp(`fault=wrong_host.*~page=glossary&~entry=${id}$`));
    await gone(page);
    await page.goBack();
    await page.waitForSelector('#stage:not([hidden])');
    await page.waitForFunction(hash => location.hash.startsWith(hash) && !location.hash.includes('~page'), before);
  });

  test('the glossary opens at a term, and its box narrows it by word, spelling and meaning', async () => {
    await open('#v=1&~page=glossary&~entry=nonce');
    await page.waitForSelector('#entry-nonce[aria-current=true]');
    await seen(page, '#entry-nonce');
    const all = await page.locator('.entry').count();
    assert.ok(all > 150);
    const left = () => page.$$eval('.entry:not([hidden])', entries => entries.map(entry => entry.id.slice(6)));
    await page.fill('#term-filter', '0-rtt');
    await page.waitForFunction(() => document.querySelector('#entry-nonce').hidden);
    assert.ok((await left()).includes('early_data'), 'by spelling');
    const said = await page.textContent('#term-filtered');
    assert.match(said, new RegExp(`^${(await left()).length} term`));
    assert.equal(await page.locator('.place section.group:not([hidden]):not(:has(.entry:not([hidden])))').count(), 0);
    await page.fill('#term-filter', 'xyzzy');
    await page.waitForFunction(() => document.querySelector('#term-filtered').textContent.includes('“xyzzy”'));
    assert.deepEqual(await left(), []);
    await page.fill('#term-filter', '');
    await page.waitForFunction(all => document.querySelectorAll('.entry:not([hidden])').length === all, all);
    await page.click('#entry-nonce .meta a[href*="~entry=iv"]');
    await page.waitForSelector('#entry-iv[aria-current=true]');
    await seen(page, '#entry-iv');
    await page.goBack();
    await page.waitForSelector('#entry-nonce[aria-current=true]');
  });

  test('the Basics open at a lesson, lead into a run, and Back returns to where they were read', async () => {
    await open('#v=1&~page=basics&~entry=hash');
    await seen(page, '#entry-hash h2');
    await page.click('.toc a[href$="~entry=diffie_hellman"]');
    await page.waitForFunction(() => document.activeElement.id === 'entry-diffie_hellman');
    await seen(page, '#entry-diffie_hellman h2');
    const far = () => page.$eval('#place', place => place.scrollTop);
    const before = await far();
    const link = page.locator('#entry-diffie_hellman .way a').first();
    const to = decodeURIComponent((await link.getAttribute('href')).match(/~at=([^&]*)/)[1]);
    await link.click();
    await page.waitForFunction(to => decodeURIComponent(location.hash).includes(`~at=${to}`), to);
    await page.waitForSelector('#stage:not([hidden])');
    await page.goBack();
    await page.waitForSelector('#place:not([hidden]) .lessons');
    await page.waitForFunction(before => Math.abs(document.querySelector('#place').scrollTop - before) < 3, before);
    // A word in the middle of the page, and back again.
    await page.$eval('#place', place => {
      place.scrollTop = 900;
      const words = [...place.querySelectorAll('a.term')];
      words.find(word => word.getBoundingClientRect().top > 200).click();
    });
    await page.waitForSelector('.entry[aria-current=true]');
    await page.goBack();
    await page.waitForSelector('.lessons');
    await page.waitForFunction(() => Math.abs(document.querySelector('#place').scrollTop - 900) < 3);
  });

  test('with the other language its own terms are marked', async () => {
    await open('#v=1&fault=wrong_host');
    await page.waitForSelector('.stage a.term');
    await page.click('[data-act=language]');
    await page.waitForSelector('html[lang=ja]');
    await page.waitForFunction(() => /[ぁ-ん一-龠ァ-ヶ]/.test(document.querySelector('.stage a.term')?.textContent ?? ''));
    await page.focus('.stage a.term');
    await page.waitForSelector(card);
    assert.match(await page.textContent('#term-told'), /です|ます/);
  });
});

test('by finger the first tap explains, and the link in the card leads on', async t => {
  const browser = await start({ viewport: { width: 390, height: 844 }, touch: true });
  t.after(browser.close);
  const { page } = await browser.open('#v=1&~at=c0.c.client_hello%231.send');
  await page.tap('#head h1');
  await page.waitForSelector(lead);
  await page.tap(lead);
  await page.waitForSelector(card);
  const id = await page.getAttribute(lead, 'data-term');
  assert.doesNotMatch(await page.evaluate(() => location.hash), /~page/);
  const shown = await box(page, card);
  assert.ok(shown.left >= 0 && shown.right <= 390, JSON.stringify(shown));
  await page.tap('#head h1');
  await gone(page);
  await page.tap(lead);
  await page.waitForSelector(card);
  await page.tap('#term a');
  await page.waitForSelector(`#entry-${id}[aria-current=true]`);
  await seen(page, `#entry-${id}`);
  await gone(page);
});

for (const reader of [
  { locale: 'en-US', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { locale: 'en-US', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
  { locale: 'ja-JP', colorScheme: 'light', viewport: { width: 390, height: 844 } },
  { locale: 'ja-JP', colorScheme: 'dark', viewport: { width: 1280, height: 720 } },
]) {
  test(`axe, ${reader.locale}, ${reader.colorScheme}, ${reader.viewport.width} pixels wide`, async t => {
    const browser = await start(reader);
    t.after(browser.close);
    const { page, seen } = await browser.open('#v=1&~page=basics');
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth && 'wider than the screen');
    await page.waitForSelector('.lessons a.term');
    assert.deepEqual([...(await violations(page)), await wide()], [false]);
    await page.focus('.lessons a.term');
    await page.waitForSelector(card);
    assert.deepEqual(await violations(page), []);
    await page.click('nav [data-text=glossary]');
    await page.waitForSelector('.entry');
    assert.deepEqual([...(await violations(page)), await wide()], [false]);
    await page.click('nav [data-text=run]');
    await page.waitForSelector('#stage:not([hidden]) .lead a.term');
    await page.focus(lead);
    await page.waitForSelector(card);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual([...seen.console, ...seen.errors], []);
  });
}
