// The menus: faults with their parameters, one beside another, in the version that they need, filtered; the scenario's controls and the
// way to the gallery.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { start } from './harness.mjs';

const linked = (page, pattern) =>
  page.waitForFunction(source => new RegExp(source).test(decodeURIComponent(location.hash)), pattern.source);

for (const locale of ['en-US', 'ja-JP']) {
  test(`every parameter of every fault, and each of its values, is in words, ${locale}`, async t => {
    const browser = await start({ locale });
    t.after(browser.close);
    const { page } = await browser.open('#v=1');
    await page.click('.bar .break');
    await page.waitForSelector('dialog[open] .card .param');
    const words = await page.$$eval('dialog .param', all =>
      all.flatMap(param => {
        // Alerts and messages have names of their own.
        const choices = param.querySelector('[data-param=alert], [data-param=target]') ? [] : [...param.querySelectorAll('option')];
        return [param.querySelector('label').textContent, ...choices.map(choice => choice.textContent)];
      }),
    );
    assert.ok(words.length > 40, words.join());
    const raw = words.filter(word => /^(page|c0)\.|_|^(on|off|crl|ocsp|staple|sha1|md5)$/.test(word));
    assert.deepEqual(raw, []);
    assert.ok(await page.$$eval('dialog .param', all => all.every(param => param.closest('.card'))), 'inside its card');
  });
}

describe('the menus', () => {
  let browser, page;
  before(async () => {
    browser = await start();
  });
  after(() => browser.close());
  const open = async link => {
    await page?.close();
    ({ page } = await browser.open(link));
  };
  const faults = async () => {
    await page.click('.bar .break');
    await page.waitForSelector('dialog[open] .card');
  };

  test('a fault with a parameter', async () => {
    await open('#v=1');
    await faults();
    await page.selectOption('#revoked_certificate-source', 'staple');
    await page.click('dialog [data-fault=revoked_certificate]');
    await linked(page, /fault=revoked_certificate\(source=staple\)/);
    await faults();
    assert.equal(await page.inputValue('#revoked_certificate-source'), 'staple', 'the card shows what is set');
    assert.equal(await page.getAttribute('dialog [data-fault=revoked_certificate]', 'aria-pressed'), 'true');
    await page.click('dialog [data-fault=revoked_certificate]');
    await page.waitForFunction(() => !location.hash.includes('fault'));
  });

  test('a second fault replaces the first, or is added where the reader says so', async () => {
    await open('#v=1&fault=wrong_host');
    await faults();
    assert.match(await page.textContent('.beside legend'), /Wrong host/i);
    await page.click('dialog [data-fault=expired_certificate]');
    await linked(page, /^#v=1&fault=expired_certificate&/);
    assert.equal(await page.locator('.faults li').count(), 1);
    await faults();
    await page.check('#fault-add');
    await page.click('dialog [data-fault=wrong_host]');
    await linked(page, /fault=expired_certificate&fault=wrong_host/);
    assert.match(await page.textContent('.faults .all'), /2/);
  });

  test('a fault of TLS 1.2 is offered there, and runs there', async () => {
    await open('#v=1&fault=bad_server_key_exchange');
    await page.click('.faults .there');
    await linked(page, /versions=1\.2.*fault=bad_server_key_exchange/);
    await page.waitForSelector('.faults .idle', { state: 'detached' });
    await page.click('.faults [data-act=remove]');
    await page.waitForFunction(() => !location.hash.includes('fault'));
    await faults();
    const card = page.locator('.card', { has: page.locator('[data-fault=bad_certificate_verify]') });
    assert.match(await card.textContent(), /TLS 1\.3/);
    await card.locator('button').click();
    await linked(page, /^#v=1&fault=bad_certificate_verify/);
    assert.equal(await page.locator('.faults .idle').count(), 0);
    // What the scenario chose only for the older version would leave nothing to agree on.
    await open('#v=1&client.suites=TLS_AES_128_GCM_SHA256&fault=bad_server_key_exchange');
    await page.click('.faults .there');
    await linked(page, /versions=1\.2/);
    await page.waitForSelector('.faults .idle', { state: 'detached' });
  });

  for (const [name, menu, words, left] of [
    ['faults', '.break', 'expired', /^\d of \d\d$/],
    ['faults, by id', '.break', 'wildcard_too_wide', /^1 of/],
    ['nothing', '.break', 'xyzzy', /^0 of/],
  ]) {
    test(`the filter narrows ${name}`, async () => {
      await open('#v=1');
      await page.click(`.bar ${menu}`);
      await page.waitForSelector('dialog[open] .card');
      const all = await page.locator('dialog .card:visible').count();
      await page.fill('#filter', words);
      await page.waitForFunction(() => document.querySelector('#filtered').textContent);
      const text = await page.textContent('#filtered');
      assert.match(text, left);
      assert.equal(await page.locator('dialog .card:visible').count(), Number(text.split(' ')[0]));
      assert.ok((await page.locator('dialog .group:visible').count()) <= Number(text.split(' ')[0]), 'no empty group');
      await page.fill('#filter', '');
      assert.equal(await page.locator('dialog .card:visible').count(), all);
    });
  }

  test('the scenario menu leads to the gallery, and the run stays', async () => {
    await open('#v=1&fault=wrong_host&~tab=message');
    const run = await page.textContent('.bar .scenario');
    await page.click('.bar .scenario');
    const way = page.locator('dialog .inner a[href$="~page=gallery"]');
    assert.match(await way.getAttribute('href'), /^#v=1&fault=wrong_host&~at=[^&]+&~page=gallery$/);
    await way.click();
    await page.waitForSelector('.place.gallery .run');
    assert.equal(await page.textContent('.bar .scenario'), run);
    await page.goBack();
    await page.waitForSelector('#stage', { state: 'visible' });
    await linked(page, /^#v=1&fault=wrong_host&.*~tab=message/);
  });

  test('a control changes the scenario, and the focus stays', async () => {
    await open('#v=1');
    await page.click('.bar .scenario');
    await page.click('#fresh');
    await linked(page, /seed=/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'fresh');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog:not([open])', { state: 'attached' });
  });
});
