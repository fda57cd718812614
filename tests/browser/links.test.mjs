// Links: they open at step, pane and field, what is broken in them is named kindly and the rest opens, and the page's
// title and address tell what is shown.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { start } from './harness.mjs';

const headline = page => page.textContent('.stage h1');
const hash = page => page.evaluate(() => decodeURIComponent(location.hash));
// A link that does not decode stays in the address until the page has written its own.
const linked = (page, pattern) =>
  page.waitForFunction(source => {
    try {
      return new RegExp(source).test(decodeURIComponent(location.hash));
    } catch {
      return false;
    }
  }, pattern.source);

describe('links', () => {
  let browser, page, seen;
  before(async () => {
    browser = await start();
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  });
  after(() => browser.close());
  const open = async link => {
    await page?.close();
    ({ page, seen } = await browser.open(link));
  };

  test('open at their step and pane', async () => {
    await open('#v=1&client.versions=1.2&~at=c0.s.server_hello%231.send&~tab=keys');
    assert.match(await headline(page), /ServerHello/);
    assert.equal(await page.getAttribute('#tab-keys', 'aria-selected'), 'true');
  });

  for (const [link, path] of [
    ['#v=1&~at=c0.s.server_hello%231.send&~field=server_hello.random+6', 'server_hello.random'],
    ['#v=1&~at=c0.s.certificate%231.send&~field=certificate.certificate_list.0.cert_data.value.tbsCertificate.subject', ''],
    ['#v=1&~tab=certificates&~field=Certificate.tbsCertificate.version', ''],
    ['#v=1&~tab=certificates&~field=certificate.certificate_list.1.cert_data.value.tbsCertificate.serialNumber', ''],
  ]) {
    test(`open at their field: ${link}`, async () => {
      await open(link);
      const wanted = path || link.split('~field=')[1];
      await page.waitForFunction(wanted => document.querySelector('#said .path')?.textContent === wanted, wanted);
      const byte = link.split('+')[1];
      if (byte) assert.equal(await page.getAttribute('.box-hex b.spot', 'data-o'), String(6 + Number(byte)));
      assert.equal(await page.locator('.banner').count(), 0);
      assert.match(await hash(page), /~field=/);
      assert.deepEqual([...seen.console, ...seen.errors], []);
    });
  }

  test('of a field can be copied, and lead back to it', async () => {
    await open('#v=1&~at=c0.s.server_hello%231.send&~tab=record');
    await page.click('.box-hex >> nth=0 >> b[data-o="7"]');
    const path = await page.textContent('#said .path');
    await page.click('[data-act=link]');
    await page.waitForFunction(() => /Copied/.test(document.querySelector('[data-act=link]').textContent));
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied.split('#')[0], browser.url);
    await open('#' + copied.split('#')[1]);
    await page.waitForFunction(path => document.querySelector('#said .path')?.textContent === path, path);
    assert.equal(await page.getAttribute('#tab-record', 'aria-selected'), 'true');
    assert.equal(await page.getAttribute('.box-hex b.spot', 'data-o'), '7');
  });

  // The link, what the banner names, and what of the link still opens.
  for (const [link, named, shown] of [
    ['#v=1&~at=zzz', /zzz/, /ClientHello/],
    ['#v=1&~tab=nonsense', /nonsense.*message, /, /ClientHello/],
    ['#v=1&~ladder=nonsense', /nonsense.*steps, messages/, /ClientHello/],
    ['#v=1&~lang=xx', /xx.*en, ja/, /ClientHello/],
    ['#v=1&~theme=pink', /pink.*dark/, /ClientHello/],
    ['#v=1&~mood=good&~at=c0.s.server_hello%231.send', /~mood/, /ServerHello/],
    ['#v=1&~at=c0.s.server_hello%231.send&~at=c0.s.finished%231.send', /twice/, /ServerHello/],
    ['#v=1&~field=client_hello.nonsense', /nonsense/, /ClientHello/],
    ['#v=1&~at=%E0%A4%A', /%E0/, /ClientHello/],
    ['#v=1&client.suite=x&~at=c0.s.server_hello%231.send', /client\.suite.*client\.suites/, /ServerHello/],
    ['#garbage', /garbage/, /ClientHello/],
    ['#%%%&=&&==', /./, /ClientHello/],
    ['#v=1&seed=4&seed=5&~at=c0.s.server_hello%231.send', /seed.*twice/, /ServerHello/],
    ['#v=1&fault=nonsense&~at=c0.s.server_hello%231.send', /nonsense.*one of/, /ServerHello/],
    ['#v=1&client.versions=1.9&server.versions=1.2&~at=c0.s.server_hello_done%231.send', /client\.versions.*1\.9.*1\.3, 1\.2/, /ServerHelloDone/],
    ['#v=1&~entry=nonsense', /~entry.*no effect on this page/, /ClientHello/],
    ['#v=1&~menu=faults/nonsense', /faults.*nonsense.*one of/, /ClientHello/],
    ['#v=1&server.hash=sha1&~at=c0.s.server_hello%231.send', /server\.hash.*sha1/, /ServerHello/],
  ]) {
    test(`say what of them is broken, and open: ${link}`, async () => {
      await open(link);
      const banner = page.locator('.banner');
      await banner.waitFor();
      assert.match((await banner.textContent()).replaceAll('\n', ' '), named);
      assert.match(await headline(page), shown);
      assert.ok(link.endsWith((await page.inputValue('#bad-link')).slice(-8)), 'the text is there to be mended');
      await page.click('[data-act=leave]');
      await banner.waitFor({ state: 'detached' });
      assert.match(await headline(page), shown);
      await linked(page, /^#v=1.*&~at=/);
      assert.doesNotMatch(await hash(page), /nonsense|garbage|zzz|mood|pink|xx/);
      assert.deepEqual([...seen.console, ...seen.errors], []);
    });
  }

  test('of nonsense name the three nearest, and fold the rest', async () => {
    await open('#v=1&fault=expired');
    assert.match(await page.textContent('.banner li'), /expired_certificate/);
    assert.equal(await page.locator('.banner li > code').count(), 4, 'the key and three names');
    assert.equal(await page.locator('.banner details p').isVisible(), false);
    await page.click('.banner summary');
    assert.match(await page.textContent('.banner details p'), /wrong_host/);
  });

  test('that cannot be read stay in the address until the reader goes on', async () => {
    await open('#v=1&client.versions=1.9&seed=7');
    await page.keyboard.press('ArrowRight');
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => setTimeout(() => setTimeout(done)))));
    assert.equal(await hash(page), '#v=1&client.versions=1.9&seed=7');
    await page.fill('.banner input', 'v=1&client.versions=1.2&seed=7');
    await page.click('.banner [data-act=retry]');
    await page.waitForSelector('.banner', { state: 'detached' });
    await linked(page, /client\.versions=1\.2.*seed=7/);
  });

  test('are told by the title, which follows scenario, step and language', async () => {
    await open('#v=1&server.versions=1.2&~at=c0.s.server_hello%231.send');
    const titles = [await page.title()];
    const scenario = (await page.textContent('.bar .scenario')).replace(' ▾', '');
    assert.equal(titles[0], `${await headline(page)} · ${scenario} · Handscope`);
    await page.keyboard.press('ArrowRight');
    titles.push(await page.title());
    await page.keyboard.press('l');
    await page.waitForSelector('html[lang=ja]');
    titles.push(await page.title());
    assert.match(titles[2], /サーバー/);
    assert.equal(new Set(titles).size, 3, titles.join('\n'));
  });

  test('Back closes a dialog and stays on the page', async () => {
    await open('#v=1');
    await page.keyboard.press('ArrowRight');
    await linked(page, /~at=/);
    const before = await hash(page);
    for (const close of [() => page.goBack(), () => page.keyboard.press('Escape'), () => page.click('dialog [data-act=close]')]) {
      const step = await headline(page);
      await page.click('.bar [data-act=help]');
      await page.waitForSelector('dialog[open] .keys');
      await close();
      await page.waitForSelector('dialog:not([open])', { state: 'attached' });
      await page.waitForFunction(before => decodeURIComponent(location.hash) === before, before);
      assert.equal(await headline(page), step);
    }
    // What is chosen in a dialog is one entry, behind which lies the scenario before.
    await page.click('.bar .break');
    await page.click('dialog [data-fault=wrong_host]');
    await linked(page, /fault=wrong_host/);
    await page.goBack();
    await page.waitForFunction(() => !location.hash.includes('fault'));
    // A way out of it is one entry too.
    await page.click('.bar .scenario');
    await page.click('dialog a[href$="~page=gallery"]');
    await linked(page, /~page=gallery/);
    await page.waitForSelector('dialog:not([open])', { state: 'attached' });
    await page.goBack();
    await page.waitForFunction(() => !location.hash.includes('~page'));
    // A control changes the run behind the dialog: Back closes the dialog, and keeps what was chosen.
    await page.click('.bar .scenario');
    await page.click('#fresh');
    await linked(page, /seed=/);
    await page.goBack();
    await page.waitForSelector('dialog:not([open])', { state: 'attached' });
    await linked(page, /seed=/);
    await page.goBack();
    await page.waitForFunction(() => !location.hash.includes('seed='));
  });
});
