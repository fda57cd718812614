// The pane of certificates: cards and checks of the chain that was judged, the clock that judges it again, what can be
// taken along; and how long a judging takes, a report and not a race.
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
    assert.ok((await page.locator('.decisive ~ li').count()) > 5, 'the checks after it are listed');
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
    await page.click('.cert .bytes >> nth=1');
    await page.waitForSelector('.inspect');
    assert.match(await page.textContent('#said .path'), /certificate_list\.1\.cert_data/);
    assert.deepEqual([...seen.console, ...seen.errors], []);
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
