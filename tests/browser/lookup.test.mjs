// The failure index and the registries: what tools printed is pasted and leads to a cause and to its run, and is still there
// afterwards; entries have links; tables are narrowed; axe finds nothing, in both languages and themes, wide and narrow.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { violations } from './axe.mjs';
import { start } from './harness.mjs';

const folder = fileURLToPath(new URL('../vectors/symptoms/', import.meta.url));
const vectors = readdirSync(folder).map(name => {
  const all = readFileSync(folder + name, 'utf8');
  const expect = all.match(/^#: expect (.*)$/m)[1].split(', ');
  return { name, expect, text: all.slice(all.indexOf('\n\n') + 2) };
});
const titles = readdirSync(fileURLToPath(new URL('../../assets/text/en/failures/', import.meta.url)))
  .map(name => readFileSync(fileURLToPath(new URL(`../../assets/text/en/failures/${name}`, import.meta.url)), 'utf8'))
  .join('\n');
const headline = id => titles.match(new RegExp(`^## symptom\\.${id}\\n# (.*)$`, 'm'))[1];

/** Puts a text into the box as a paste does: all at once. */
const paste = (page, text) => page.locator('#pasted').fill(text);
const card = page => page.locator('.cause h2');

test('what tools printed leads to its cause', { timeout: 300_000 }, async t => {
  const browser = await start();
  t.after(browser.close);
  const { page, seen } = await browser.open('#v=1&~page=failures');
  await page.waitForSelector('#found .none h2');
  const wrong = [];
  for (const { name, expect, text } of vectors) {
    await paste(page, text);
    const wanted = expect.map(headline);
    const got = await card(page).textContent({ timeout: 5000 });
    if (!wanted.includes(got)) wrong.push(`${name}: ${got}`);
  }
  assert.deepEqual(wrong, []);
  assert.ok(vectors.length > 100);
  assert.ok(!page.url().includes('curl'), page.url());

  await paste(page, '<img src=x onerror=alert(1)> curl: (60) SSL certificate problem: certificate has expired');
  assert.equal(await card(page).textContent(), headline('expired'));
  assert.equal(await page.locator('#place img').count(), 0);
  assert.match(await page.locator('#mirror').textContent(), /^<img src=x/);
  await paste(page, 'everything works');
  await page.waitForSelector('#found .none h2');
  assert.equal(await page.locator('#mirror mark').count(), 0);
  assert.deepEqual([...seen.console, ...seen.errors], []);
});

test('a run is opened where it is refused, and the text is still there afterwards', async t => {
  const browser = await start();
  t.after(browser.close);
  const { page } = await browser.open('#v=1&~page=failures');
  await page.waitForSelector('#found .none h2');
  const { text } = vectors.find(one => one.name === 'curl-expired.txt');
  await paste(page, text);
  await page.locator('.cause .go').click();
  await page.waitForSelector('#panel .failed');
  assert.match(page.url(), /fault=expired_certificate/);
  await page.goBack();
  await page.waitForSelector('.cause h2');
  assert.equal(await page.inputValue('#pasted'), text);
  assert.ok((await page.locator('#mirror mark').count()) > 1);
  // In another language too, and the box keeps focus and caret while something is typed into it.
  await page.locator('#pasted').press('End');
  await page.keyboard.type(' x');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'pasted');
  await page.click('[data-act=language]');
  await page.waitForSelector('html[lang=ja]');
  await page.waitForFunction(() => /期限/.test(document.querySelector('.cause h2')?.textContent ?? ''));
  assert.match(await page.inputValue('#pasted'), / x/);
});

test('entries have links, and what is pasted takes their place', async t => {
  const browser = await start();
  t.after(browser.close);
  const { page } = await browser.open('#v=1&~page=failures&~entry=no_common_suite');
  await page.waitForSelector('.cause h2');
  assert.equal(await card(page).textContent(), headline('no_common_suite'));
  await page.click('#order-check');
  await page.waitForSelector('#order-check[aria-pressed=true]');
  await page.click('#index a[href$="~entry=wrong_host"]');
  await page.waitForFunction(title => document.querySelector('.cause h2')?.textContent === title, headline('wrong_host'));
  assert.equal(await page.evaluate(() => document.activeElement.id), 'entry-wrong_host');
  await page.goBack();
  await page.waitForFunction(title => document.querySelector('.cause h2')?.textContent === title, headline('no_common_suite'));
  await page.click('[data-act=sample][data-n="0"]');
  await page.waitForFunction(title => document.querySelector('.cause h2')?.textContent === title, headline('expired'));
  assert.doesNotMatch(page.url(), /~entry=no_common_suite/);
});

test('what is chosen and sought is in the link, a press is a place to come back to, and what was pasted stays out', async t => {
  const browser = await start();
  t.after(browser.close);
  const { page, seen } = await browser.open('#v=1&~page=registry');
  const hash = pattern => page.waitForFunction(source => new RegExp(source).test(decodeURIComponent(location.hash)), pattern.source);
  await page.click('#is-v12');
  await hash(/~by=v12$/);
  await page.click('#is-aead');
  await hash(/~by=v12,aead$/);
  const length = await page.evaluate(() => history.length);
  await page.fill('#seek', 'chacha rsa');
  await hash(/~by=v12,aead\/chacha rsa$/);
  assert.equal(await page.evaluate(() => history.length), length, 'what is typed makes no entries');
  const told = await page.textContent('#narrowed');
  const { page: other } = await browser.open(new URL(page.url()).hash);
  await other.waitForFunction(told => document.querySelector('#narrowed')?.textContent === told, told);
  assert.equal(await other.inputValue('#seek'), 'chacha rsa');
  assert.equal(await other.getAttribute('#is-aead', 'aria-pressed'), 'true');
  await other.close();
  // An entry keeps what the table is narrowed by; another registry keeps what it can be narrowed by.
  await page.click('tr:not([hidden]) th a');
  await hash(/~entry=suites\/TLS_\w+&~by=v12,aead\/chacha rsa$/);
  await page.click('.registries a[href$="~entry=groups"]');
  await hash(/~entry=groups&~by=\/chacha rsa$/);
  await page.goBack();
  await page.goBack();
  await hash(/registry&~by=v12,aead\/chacha rsa$/);
  await page.goBack();
  await hash(/~by=v12$/);
  assert.equal(await page.getAttribute('#is-aead', 'aria-pressed'), 'false');
  assert.equal(await page.inputValue('#seek'), '');

  await page.click('.bar nav [data-text=failures]');
  await page.waitForSelector('#order-tool');
  await hash(/~page=failures$/);
  await paste(page, 'curl: (60) SSL certificate problem: certificate has expired');
  await page.click('#order-tool');
  await hash(/~page=failures&~by=tool$/);
  await page.goBack();
  await page.waitForSelector('#order-alert[aria-pressed=true]');
  assert.match(await page.inputValue('#pasted'), /^curl/);
  assert.match(await page.textContent('#place header'), /the link to this page leaves it out/);

  await page.click('.bar nav [data-text=gallery]');
  await page.click('#outcome-fails');
  await hash(/~entry=fails$/);
  await page.goBack();
  await page.waitForSelector('#outcome-all[aria-pressed=true]');
  assert.equal(await page.locator('.banner').count(), 0);
  assert.deepEqual([...seen.console, ...seen.errors], []);
});

test('a link to an entry that does not exist says so, and the page opens', async t => {
  const browser = await start();
  t.after(browser.close);
  for (const [link, named, shown] of [
    ['~page=registry&~entry=groups/x25518', /registry.*groups\/x25518.*x25519/, 'table.groups'],
    ['~page=failures&~entry=expird&~by=tool', /failures.*expird.*expired/, '#order-tool[aria-pressed=true]'],
    ['~page=glossary&~entry=nonse', /glossary.*nonse.*nonce/, '.place.glossary .entry'],
    ['~page=gallery&~entry=fails,nothing', /gallery.*nothing/, '#outcome-fails[aria-pressed=true]'],
    ['~page=compare&~by=v13', /~by/, '.place.compare .pair'],
  ]) {
    const { page } = await browser.open(`#v=1&${link}`);
    await page.waitForSelector(shown);
    assert.match((await page.textContent('.banner')).replaceAll('\n', ' '), named, link);
    await page.close();
  }
});

// How long it takes is a report.
test('a log of 100 kB is looked up', async t => {
  const browser = await start();
  t.after(browser.close);
  const { page } = await browser.open('#v=1&~page=failures');
  await page.waitForSelector('#found .none h2');
  const line = '2026/11/27 02:47:45 [info] 16960#16960: *3 client 127.0.0.1 closed keepalive connection\n';
  const log = line.repeat(1200) + 'SSL_do_handshake() failed (SSL: error:0A0000C1:SSL routines::no shared cipher)\n' + line;
  const spent = await page.evaluate(async log => {
    const box = document.querySelector('#pasted');
    const began = performance.now();
    box.value = log;
    box.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
    while (!document.querySelector('.cause h2')) await new Promise(done => requestAnimationFrame(done));
    document.body.offsetHeight;
    return performance.now() - began;
  }, log);
  console.log(`${log.length} bytes looked up and drawn in ${Math.round(spent)} ms`);
  assert.equal(await card(page).textContent(), headline('no_common_suite'));
});

test('a registry is narrowed, and an entry laid open', async t => {
  const browser = await start();
  t.after(browser.close);
  const { page, seen } = await browser.open('#v=1&~page=registry&~entry=suites/TLS_RSA_WITH_RC4_128_SHA');
  await page.waitForSelector('.laid .opened');
  assert.match(await page.textContent('.laid .opened'), /TLS_RSA_WITH_RC4_128_SHA/);
  assert.ok((await page.locator('.laid .said li').count()) > 1);
  const rows = () => page.locator('tr[data-name]:visible').count();
  const all = await rows();
  assert.ok(all > 300, `${all}`);
  await page.click('#is-v13');
  await page.click('#is-runs');
  await page.waitForFunction(() => document.querySelectorAll('tr[data-name]:not([hidden])').length < 10);
  await page.click('.laid header a');
  await page.waitForSelector('#opened-row', { state: 'hidden' });
  const some = await rows();
  await page.fill('#seek', 'chacha');
  await page.waitForFunction(some => document.querySelectorAll('tr[data-name]:not([hidden])').length < some, some);
  assert.match(await page.textContent('#narrowed'), /^1 of \d+$/);
  await page.click('tr:not([hidden]) th a');
  await page.waitForSelector('.laid .opened');
  assert.match(await page.evaluate(() => document.activeElement.id), /^entry-suites\/TLS_.*CHACHA20/);
  await page.click('.laid .go');
  await page.waitForSelector('.ladder a[data-s]');
  await page.goBack();
  await page.waitForSelector('.laid .opened');
  assert.equal(await page.inputValue('#seek'), 'chacha');
  await page.click('#is-any');
  await page.waitForFunction(() => document.querySelectorAll('tr[data-name]:not([hidden])').length > 300);
  for (const registry of ['alerts', 'extensions', 'groups', 'schemes']) {
    await page.click(`.registries a[href$="~entry=${registry}"]`);
    await page.waitForSelector(`table.${registry} tbody a`);
    await page.locator(`table.${registry} tbody th a`).nth(3).click();
    await page.waitForSelector('.laid .opened');
  }
  assert.deepEqual([...seen.console, ...seen.errors], []);
});

const links = ['~page=failures', '~page=failures&~entry=expired', '~page=registry', '~page=registry&~entry=suites/TLS_RSA_WITH_3DES_EDE_CBC_SHA', '~page=registry&~entry=groups/x25519'];
for (const [locale, colorScheme, width] of [['en-US', 'light', 1440], ['ja-JP', 'dark', 390], ['ja-JP', 'light', 1440], ['en-US', 'dark', 390]]) {
  test(`axe, ${locale}, ${colorScheme}, ${width} pixels wide`, { timeout: 300_000 }, async t => {
    const browser = await start({ locale, colorScheme, viewport: { width, height: 900 } });
    t.after(browser.close);
    for (const link of links) {
      const { page } = await browser.open(`#v=1&${link}`);
      await page.waitForSelector(link.includes('failures') ? '#found h2' : 'table.registry');
      if (link === '~page=failures') {
        await page.click('[data-act=sample][data-n="0"]');
        await page.waitForSelector('.cause');
      }
      // A table of hundreds of rows that are alike: some of them tell.
      await page.evaluate(() => document.querySelectorAll('tr[data-name]:nth-of-type(n+40)').forEach(row => row.remove()));
      const found = await violations(page);
      const wide = await page.evaluate(() => [document.documentElement, document.querySelector('#place')].filter(one => one.scrollWidth > one.clientWidth).map(one => `${one.id} is ${one.scrollWidth} wide`));
      const ids = await page.evaluate(() => document.querySelector('#place').innerText.match(/\b(page|registry|symptom|look|check|chain)\.[a-z_]+\.[a-z_.]+|\{[a-z]+\}/g) ?? []);
      assert.deepEqual([...found, ...wide, ...ids], [], link);
      await page.close();
    }
  });
}
