// The pane of certificates: cards and checks of the chain that was judged, the clock that judges it again, every byte of
// a certificate, what can be taken along; and how long a judging takes, a report and not a race.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { start } from './harness.mjs';

const rounds = 9;

test('the pane of certificates', async t => {
  const browser = await start();
  t.after(browser.close);
  await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const open = async link => {
    const opened = await browser.open(link);
    await opened.page.waitForSelector('.checks .outcome');
    return opened;
  };

  await t.test('marks what decided, and the clock changes it', async () => {
    const { page, seen } = await browser.open('#v=1&fault=expired_certificate');
    await page.click('#tab-certificates');
    await page.waitForSelector('.checks .outcome.no');
    assert.ok((await page.locator('.cert').count()) >= 3, 'leaf, intermediate, root');
    assert.equal(await page.locator('.decisive').count(), 1);
    assert.match(await page.textContent('.decisive'), /notAfter/);
    assert.ok((await page.locator('.checks .group li').count()) > 40, 'the other checks are listed');
    assert.equal(await page.locator('.cert:has(.differ)').count(), 1, 'one card shows a flaw');
    const at = await page.getAttribute('#clock', 'aria-valuetext');
    assert.match(at, /^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
    await page.focus('#clock');
    for (let i = 0; i < 60 && !(await page.locator('.outcome.ok').count()); i++) await page.keyboard.press('ArrowLeft');
    assert.equal(await page.locator('.outcome.ok').count(), 1, 'on an earlier day it was valid');
    assert.equal(await page.locator('.differ, .decisive').count(), 0);
    assert.notEqual(await page.getAttribute('#clock', 'aria-valuetext'), at);
    await page.keyboard.press('Home');
    assert.match(await page.textContent('.decisive'), /notBefore/);
    await page.click('#clock-back');
    assert.equal(await page.getAttribute('#clock', 'aria-valuetext'), at);
    assert.equal(await page.locator('.outcome.no').count(), 1);
    assert.deepEqual([...seen.console, ...seen.errors], []);
    await page.close();
  });

  await t.test('gives certificates away as OpenSSL reads them', async () => {
    const { page, seen } = await open('#v=1&~tab=certificates');
    const card = page.locator('.cert').first();
    const read = (bytes, form) => execFileSync('openssl', ['x509', '-inform', form, '-noout', '-subject'], { input: bytes }).toString();
    await card.locator('[data-act=copy]').first().click();
    await page.waitForFunction(() => document.querySelector('.take [data-act=copy]').textContent === 'Copied');
    const subject = read(await page.evaluate(() => navigator.clipboard.readText()), 'PEM');
    assert.match(subject, /subject=.*\w/);
    for (const form of ['pem', 'der']) {
      const [download] = await Promise.all([page.waitForEvent('download'), card.locator(`a[download$=".${form}"]`).click()]);
      assert.match(download.suggestedFilename(), new RegExp(`^server-1\\.${form}$`));
      assert.equal(read(readFileSync(await download.path()), form.toUpperCase()), subject);
    }
    assert.deepEqual([...seen.console, ...seen.errors], []);
    await page.close();
  });

  await t.test('lays certificates open to the last byte, roots too', async () => {
    const { page, seen } = await open('#v=1&~tab=certificates');
    const cards = await page.locator('.cert').count();
    for (let card = 0; card < cards; card++) {
      await page.focus(`#bytes-0-${card}`);
      await page.keyboard.press('Enter');
      await page.waitForSelector(`#bytes-0-${card}[aria-expanded=true]`);
      assert.equal(await page.locator('[aria-expanded=true].bytes').count(), 1, 'one at a time');
      const href = await page.locator('.cert').nth(card).locator('a[download$=".der"]').getAttribute('href');
      const der = Buffer.from(href.split(',')[1], 'base64');
      const shown = await page.locator('.inside .box-hex b').allTextContents();
      assert.equal(shown.join(''), der.toString('hex'), 'the grid has every byte');
      const items = page.locator('.inside [role=treeitem]');
      assert.match(await items.first().textContent(), new RegExp(`^Certificate.*${der.length}$`));
      assert.match(await page.textContent('#said'), /three parts/);
    }
    // The last one is the root: no message carries it, so that nothing can be changed on its way.
    assert.match(await page.textContent('#said .path'), /^Certificate$/);
    assert.equal(await page.locator('#flip button, .inside [data-act=carried]').count(), 0);
    await page.locator('.inside [role=treeitem][tabindex="0"]').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
    await page.waitForFunction(() => document.querySelector('#said .path').textContent === 'Certificate.tbsCertificate');
    assert.deepEqual([...seen.console, ...seen.errors], []);
    await page.close();
  });

  for (const [version, field] of [['1.3', 'certificate_list.1.cert_data'], ['1.2', 'certificate_list.1']]) {
    await t.test(`goes from a certificate to its message, and changes it there, in TLS ${version}`, async () => {
      const { page, seen } = await open(`#v=1&server.versions=${version}&~tab=certificates`);
      await page.click('#bytes-0-1');
      const item = page.locator('.inside [role=treeitem]').filter({ hasText: 'subjectPublicKeyInfo' }).first();
      await item.click();
      const path = await page.textContent('#said .path');
      assert.match(path, new RegExp(`^certificate\\.${field}\\.value\\.tbsCertificate\\.`));
      await page.click('[data-act=carried]');
      await page.waitForSelector('#tab-message[aria-selected=true]');
      assert.equal(await page.textContent('#said .path'), `certificate.${field}`);
      await page.click('#tab-certificates');
      await page.waitForSelector('.inside .tree');
      await page.click('.inside .box-hex b >> nth=-1');
      await page.click('[data-act=flip]');
      await page.waitForSelector('.faults');
      await page.waitForFunction(path => decodeURIComponent(location.hash).includes(path), `@certificate.${field}.value.signatureValue.`);
      assert.match(await page.textContent('main'), /bad_certificate|decrypt_error/);
      assert.deepEqual([...seen.console, ...seen.errors], []);
      await page.close();
    });
  }

  await t.test('orders the cards by the path, whatever else was sent', async () => {
    const { page } = await open('#v=1&fault=extra_certificate&~tab=certificates');
    const cards = await page.locator('.cert').evaluateAll(all =>
      all.map(card => ({
        subject: card.querySelector('h3').textContent,
        issuer: [...card.querySelectorAll('dt')].find(dt => dt.textContent === 'Issuer').nextSibling.textContent,
        unused: card.textContent.includes('on no path'),
      })),
    );
    const path = cards.findIndex(card => card.unused);
    assert.ok(path >= 3 && cards.slice(path).every(card => card.unused), JSON.stringify(cards));
    for (let at = 0; at + 1 < path; at++) assert.equal(cards[at].issuer, cards[at + 1].subject);
    await page.close();
  });

  await t.test("shows the client's chain too", async () => {
    const { page } = await open('#v=1&server.client_auth=require&client.cert=ecdsa&~tab=certificates');
    assert.equal(await page.locator('.court').count(), 2);
    assert.equal(await page.locator('.outcome.ok').count(), 2);
    await page.close();
  });

  await t.test('reports how long a judging takes', async () => {
    console.log(`judging a chain of three in Chromium, median of ${rounds}, milliseconds`);
    for (const [name, keys] of [
      ['ECDSA P-256', ''],
      ['RSA-2048', '&server.cert=rsa&server.authorities=rsa'],
    ]) {
      const { page } = await open(`#v=1${keys}&~tab=certificates`);
      await page.focus('#clock');
      for (let i = 0; i < rounds; i++) await page.keyboard.press('ArrowRight');
      const times = await page.evaluate(() => performance.getEntriesByName('handscope-judge').map(e => e.duration));
      assert.ok(times.length > rounds, `${times.length} judgings of ${name}`);
      const last = times.slice(-rounds).sort((a, b) => a - b);
      console.log(`${last[Math.floor(rounds / 2)].toFixed(1).padStart(8)}  ${name}`);
      await page.close();
    }
  });
});
