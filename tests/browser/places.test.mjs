// The entrance, the tour, the gallery and the comparison, as a reader goes through them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations } from './axe.mjs';
import { start } from './harness.mjs';

let browser;
before(async () => (browser = await start()));
after(() => browser?.close());

const open = async hash => (await browser.open(hash && `#${hash}`)).page;

test('a first visit says what this is, and one press goes on', async () => {
  const page = await open('');
  assert.match(await page.textContent('.head .lead'), /real TLS client and a real TLS server/);
  await page.click('.begin [data-act=next]');
  await page.waitForFunction(() => !document.querySelector('.begin'));
  assert.match(await page.textContent('.player .count'), /step 6/);
  await page.close();
});

test('a link to a step goes there without an entrance', async () => {
  const page = await open('v=1&~at=c0.s.server_hello%231.send');
  assert.equal(await page.$('.begin'), null);
  await page.close();
});

test('the tour leads from stop to stop and ends in breaking something', async () => {
  const page = await open('');
  await page.click('.begin [data-act=tour]');
  const stops = [];
  for (;;) {
    await page.waitForSelector('.tour h2');
    stops.push(await page.textContent('.tour h2'));
    const next = await page.$('.tour .big');
    if (!next) break;
    const told = stops.at(-1);
    await next.click();
    await page.waitForFunction(told => document.querySelector('.tour h2')?.textContent !== told, told);
  }
  assert.equal(new Set(stops).size, 7, stops.join(', '));
  // What the last stop asks for is in sight, and nothing lies over it.
  await page.waitForFunction(() => {
    const button = document.querySelector('#flip [data-act=flip]');
    const box = button?.getBoundingClientRect();
    return box && button.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
  });
  await page.click('#flip [data-act=flip]');
  await page.waitForSelector('.tour .doors');
  assert.match(await page.textContent('.tabs, [role=tablist]'), /failed/i);
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !document.querySelector('.tour'));
  await page.close();
});

test('the gallery is narrowed, opened, and left by Back', async () => {
  const page = await open('v=1&~page=gallery');
  const count = () => page.$$eval('.place .run', all => all.length);
  await page.waitForSelector('.place .run .mini');
  const all = await count();
  await page.click('#outcome-fails');
  await page.waitForFunction(all => document.querySelectorAll('.place .run').length < all, all);
  assert.ok(await page.$$eval('.place .run .meta b', all => all.every(one => one.className === 'no')));
  await page.waitForFunction(() => location.hash.includes('~entry=fails'));
  await page.click('.place .run');
  await page.waitForSelector('#ladder .now', { state: 'visible' });
  await page.goBack();
  await page.waitForSelector('.place .run', { state: 'visible' });
  assert.ok((await count()) < all);
  await page.close();
});

test('the tour that was left is remembered', async () => {
  const page = await open('');
  assert.equal(await page.textContent('.begin .edged'), 'Take the tour again');
  await page.close();
});

test('what of a comparison cannot be read is named', async () => {
  const page = await open('v=1&~page=compare&~with=v=1%26fault=nothing');
  await page.waitForSelector('.pair .band');
  assert.match(await page.textContent('.banner'), /fault.*nothing/s);
  await page.close();
});

test('two runs stand side by side and move together', async () => {
  const page = await open('v=1&~page=compare');
  await page.waitForSelector('.pair .band');
  assert.match(await page.textContent('.place .verdict'), /round trip/);
  assert.equal(await page.$$eval('.pair mark', all => all.length), 2);
  const here = () => page.$$eval('.pair .now .m', all => all.map(one => one.textContent));
  const before = await here();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
  await page.waitForFunction(before => [...document.querySelectorAll('.pair .now .m')].map(one => one.textContent).join() !== before, before.join());
  await page.close();
});

test('what a comparison tells is a way to where it shows, in each of the runs', async () => {
  const page = await open('v=1&client.versions=1.2&server.versions=1.2&~page=compare&~with=v=1');
  await page.waitForSelector('.place > .figures, .place .figures');
  assert.equal(await page.$$eval('.place > .figures tbody tr', rows => rows.filter(row => row.querySelectorAll('td a').length < 2).length), 0);
  await page.click('.folded >> nth=0 >> summary >> nth=0');
  await page.click('.folded tbody details summary >> nth=0');
  assert.deepEqual(await violations(page), []);
  const way = page.locator('.folded tbody details[open] a').last();
  const path = await way.textContent();
  await way.click();
  await page.waitForFunction(path => document.querySelector('#said .path')?.textContent === path, path);
  await page.goBack();
  await page.waitForSelector('.folded');
  await page.click('.folded >> nth=1 >> summary >> nth=0');
  await page.click('.folded >> nth=1 >> td:last-child a >> nth=0');
  await page.waitForSelector('#tab-keys[aria-selected=true]');
  assert.doesNotMatch(await page.evaluate(() => location.hash), /versions=1\.2/);
  await page.close();
});

test('any two runs stand side by side: of the gallery, without faults, by a link', async () => {
  const page = await open('v=1&fault=expired_certificate&~page=compare');
  const names = () => page.$$eval('.place .pair > .name', all => all.map(name => name.textContent.trim()));
  const verdict = () => page.textContent('.place .verdict');
  const before = await names();
  await page.selectOption('#run-2', 'v=1&server.versions=1.2');
  await page.waitForFunction(name => document.querySelectorAll('.place .pair > .name')[1]?.textContent.trim() !== name, before[1]);
  assert.notEqual((await names())[1], before[1]);
  assert.match((await names())[0], /expired certificate/i, 'the first one stays');
  const told = await verdict();
  await page.selectOption('#run-1', 'v=1');
  await page.waitForFunction(told => document.querySelector('.place .verdict')?.textContent !== told, told);
  // A whole address, as somebody would paste it.
  await page.fill('#run-link', `${browser.url}#v=1&server.groups=secp256r1&~at=c0.s.hello_retry_request%231.send`);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => /HelloRetryRequest/.test(document.querySelector('.place .pair')?.textContent));
  // What cannot be read is named; the rest stays.
  await page.fill('#run-link', 'v=1&server.colour=green');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.banner');
  assert.match(await page.textContent('.banner'), /server\.colour/);
  await page.goBack();
  await page.waitForFunction(() => !document.querySelector('.banner'));
  assert.deepEqual(await violations(page), []);
  await page.close();
});

for (const [name, hash] of [['gallery', 'v=1&~page=gallery'], ['compare', 'v=1&~page=compare']]) {
  for (const theme of ['light', 'dark']) {
    test(`axe has nothing to say of the page ${name}, ${theme}`, async () => {
      const page = await open(`${hash}&~theme=${theme}`);
      await page.waitForSelector('.place h1', { state: 'visible' });
      assert.deepEqual(await violations(page), []);
      await page.close();
    });
  }
}
