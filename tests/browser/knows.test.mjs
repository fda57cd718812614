// Who knows what: a theft is one press away and stands in the link, what it opens opens on the ladder, and paper holds all of it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.mjs';
import { start } from './harness.mjs';
import { follow } from './tables.mjs';

const rsa = 'v=1&client.versions=1.2&server.versions=1.2&server.suites=TLS_RSA_WITH_AES_128_GCM_SHA256&server.cert=rsa';
const ticket = 'v=1&connections=2&1.after=600&client.versions=1.2&client.session_ticket=on&client.resume=1&server.versions=1.2&server.session_ticket=on&server.ticket_form=sealed';

describe('who knows what', () => {
  let browser, page, seen;
  before(async () => {
    browser = await start();
    ({ page, seen } = await browser.open(`#${rsa}&~tab=knows`));
  });
  after(() => browser.close());
  const verdicts = () => page.locator('.verdicts li').allInnerTexts().then(all => all.map(text => text.trim()));
  const marks = selector => page.locator(`.ladder ${selector}`).allTextContents().then(all => all.map(text => text.trim()));
  const linked = pattern => page.waitForFunction(source => new RegExp(source).test(location.hash), pattern.source);

  test('a theft opens the arrows, years later too, and is given back by the same press', async () => {
    await page.keyboard.press('End');
    assert.equal(await page.locator('.ladder .read').count(), 0, 'without a theft there is nothing to mark');
    assert.match((await verdicts()).join('\n'), /^Listener: cannot read any of the 2 messages.*server's private key/);
    await page.click('.thefts button >> text="the server\'s private key"');
    await linked(/&theft=server_key&/);
    await page.waitForSelector('.ladder .read');
    assert.deepEqual((await marks('.read:not(.not)')).filter(Boolean), ['“ping”', '“pong”']);
    assert.match((await verdicts())[1], /^Thief with the server's private key: reads every message/);
    await page.click('.when button >> nth=1');
    await linked(/&theft=server_key@315576000&/);
    assert.match(await page.innerText('.knows'), /stolen 10 years later/);
    await page.click('.thefts button >> text="the server\'s private key"');
    await page.waitForFunction(() => !document.querySelector('.ladder .read'));
    assert.deepEqual(await violations(page, '#panel'), []);
  });

  test('what a resumed connection never has cannot be stolen from it, and the arrows stay closed', async () => {
    await follow(page, `${ticket}&theft=c1.pre_master_secret&~tab=knows`);
    await page.keyboard.press('End');
    const [, thief] = await verdicts();
    assert.match(thief, /pre-master secret of connection 2.*cannot read any of the 4/);
    assert.ok((await marks('.read.not')).length > 4);
  });

  test('paper holds the whole table in light colours, and nothing to press', async () => {
    await follow(page, `${ticket}&theft=ticket_key&~tab=knows&~theme=dark`);
    await page.keyboard.press('End');
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 720, height: 1000 });
    const seenOf = selector => page.$eval(selector, one => [one.scrollHeight - one.clientHeight, getComputedStyle(one).overflowY]);
    assert.deepEqual(await seenOf('.stage'), [0, 'visible']);
    const boxes = await page.$$eval('.knows tr, .way li', all => all.map(one => one.getBoundingClientRect()).map(box => [box.left, box.right]));
    assert.ok(boxes.length > 12 && boxes.every(([left, right]) => left >= 0 && right <= 720), JSON.stringify(boxes));
    assert.deepEqual(await page.$$eval('.player, [role=tablist], .thefts [aria-pressed=false]', all => all.filter(one => one.checkVisibility()).length), 0);
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), 'rgb(255, 255, 255)');
    const order = await page.$$eval('.knows, .ladder', all => all.map(one => one.getBoundingClientRect().top));
    assert.ok(order[0] > order[1], 'the step comes before the ladder');
    await page.emulateMedia({ media: null });
    assert.deepEqual([...seen.console, ...seen.errors], []);
  });
});
