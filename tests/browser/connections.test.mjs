// Runs of several connections: folded by their headers, jumped to by a list, with what is kept between them, the session
// inside a ticket, what each cost, and how often an order was carried out.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.mjs';
import { start } from './harness.mjs';
import { follow } from './tables.mjs';

const psk = '#v=1&connections=2&1.after=600&client.resume=1&server.tickets=1&server.ticket_form=sealed';
const replay = '#v=1&fault=replay';
const at = (link, anchor, more = '') => `${link}&~at=${anchor.replace('#', '%23')}${more}`;

describe('several connections', () => {
  let browser, page, seen;
  before(async () => {
    browser = await start();
    ({ page, seen } = await browser.open(psk));
  });
  after(() => browser.close());
  const open = link => follow(page, link.slice(1));
  const folds = () => page.$$eval('.conn [data-act=fold]', all => all.map(header => header.getAttribute('aria-expanded')).join());
  const visible = () => page.$$eval('.conn', all => all.map(one => !one.querySelector('h2 + div').hidden).join());
  const now = () => page.getAttribute('.ladder a.now', 'data-s').then(Number);

  test('are nowhere told of where there is one', async () => {
    await open('#v=1');
    assert.equal(await page.locator('.jump, .conn, .pause, .player .of, .scrub u, #tab-costs, .orders').count(), 0);
    assert.equal(await page.locator('.ladder > svg').count(), 1);
  });

  test('fold, but for that of the present step, by mouse and by keys', async () => {
    await open(at(replay, 'c1.c.client_hello#1.send'));
    assert.equal(await folds(), 'false,true,false');
    assert.equal(await visible(), 'false,true,false');
    await page.click('.conn >> nth=0 >> button');
    assert.equal(await folds(), 'true,true,false');
    assert.equal(await visible(), 'true,true,false');
    // The present one stays.
    await page.click('.conn >> nth=1 >> [data-act=fold]', { force: true });
    assert.equal(await folds(), 'true,true,false');
    for (const key of ['Enter', ' ']) {
      await page.focus('.conn [data-act=fold][data-n="2"]');
      const step = await now();
      await page.keyboard.press(key);
      assert.equal(await folds(), 'true,true,true', key);
      await page.keyboard.press(key);
      assert.equal(await folds(), 'true,true,false', key);
      assert.equal(await now(), step, 'no step is taken');
      assert.equal(await page.getAttribute('.player [data-act=play]', 'aria-pressed'), 'false');
    }
    assert.deepEqual(await violations(page, '.ladder'), []);
  });

  test('open when they are stepped into, and what the reader opened stays open', async () => {
    await open(at(replay, 'c2.a.syn#1.send'));
    assert.equal(await folds(), 'true,false,true');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await folds(), 'true,true,false');
    assert.ok(await page.locator('.ladder a.now').isVisible());
    // Another scenario begins anew, and so does this one when it is told in another language.
    await page.keyboard.press('l');
    await page.waitForSelector('html[lang=ja]');
    assert.equal(await folds(), 'true,true,false');
    await page.keyboard.press('l');
    await page.waitForSelector('html[lang=en]');
    await open(psk);
    assert.equal(await folds(), 'true,false');
  });

  test('are jumped to by a list, and named wherever one stands', async () => {
    await open(replay);
    assert.deepEqual(await page.locator('.jump button').allInnerTexts().then(all => all.map(text => text.replace(/\s+/g, ' '))), ['1 full', '2 PSK, 0-RTT', '3 replay']);
    for (const [n, who] of [[1, 'Client'], [2, 'Client'], [3, 'Attacker']]) {
      await page.click(`.jump [data-c="${n}"]`);
      assert.equal(await page.locator('.jump [aria-current]').getAttribute('data-c'), `${n}`);
      assert.match(await page.textContent('.kick'), new RegExp(`^Connection ${n} · ${who} → Server`));
      assert.equal(await page.textContent('.parties .client b'), who);
      assert.equal(await page.textContent('.player .of'), `connection ${n} of 3`);
      assert.equal(await page.locator('.conn h2 [aria-expanded=true]').count(), 1);
    }
    assert.match(await page.locator('.conn.network svg .name').textContent(), /Attacker/);
  });

  test('have time between them, with what each side keeps', async () => {
    await open(psk);
    assert.match(await page.locator('.pause').textContent(), /ticket.*10 minutes later.*ticket key/);
    await page.locator('.pause .server button').click();
    await page.waitForSelector('#tab-state[aria-selected=true]');
    assert.equal(await page.locator('.keep').count(), 2);
    assert.ok(await page.locator('.keep.server li').isVisible());
  });

  test('keep what the state pane lists, and a step marks what it changed', async () => {
    const find = await page.evaluate(() => [...document.querySelectorAll('.conn a.client[data-kind=find_session]')].at(-1).getAttribute('href'));
    await open(`${find}&~tab=state`);
    const thing = page.locator('.keep.client li');
    assert.match(await thing.textContent(), /ticket.*gone.*TLS 1\.3 · TLS_AES_128_GCM_SHA256.*www\.example\.com.*from connection 1, used in 2.*10 minutes old, good for 2 hours.*used in this step.*forgotten in this step/);
    await page.keyboard.press('ArrowRight');
    assert.match(await page.locator('.keep.client').textContent(), /nothing/);
    assert.match(await page.locator('.keep.server').textContent(), /ticket key.*encrypts and decrypts/);
    assert.equal(await page.locator('.keep .edge').count(), 0);
  });

  test('of an attacker tell what it has copied, and that it cannot read it', async () => {
    await open(`${at(replay, 'c2.a.syn#1.send')}&~tab=state`);
    assert.match(await page.textContent('.stage h1'), /SYN: the attacker opens/);
    const card = page.locator('.keep.network');
    assert.match((await card.innerText()).replace(/\s+/g, ' '), /Attacker Copied records: 3 ClientHello in the clear 16 03 01 .* bytes, from connection 2 ChangeCipherSpec .*Encrypted record ciphertext 17 03 03 .* Keys none It cannot read/);
    assert.deepEqual(await violations(page, '#panel'), []);
    // Before anything has passed it has nothing.
    await open(`${at(replay, 'c1.c.syn#1.send')}&~tab=state`);
    assert.match(await card.innerText(), /Attacker\s+nothing/);
  });

  test('show the session inside a ticket where it is sealed and where it is opened', async () => {
    for (const kind of ['make_ticket', 'open_ticket']) {
      await open(psk);
      const link = await page.evaluate(kind => [...document.querySelectorAll(`.ladder a[data-kind=${kind}]`)].at(-1).getAttribute('href'), kind);
      await open(`${link}&~tab=message`);
      assert.match(await page.locator('#panel').textContent(), /Inside the ticket, \d+ bytes: only the holder of the ticket key can read this/, kind);
      assert.ok(await page.locator('[role=treeitem] >> text=ticket_state').count(), kind);
    }
  });

  test('are compared by what they cost', async () => {
    await open(psk);
    await page.keyboard.press('End');
    await page.click('#tab-costs');
    const rows = await page.$$eval('.costs tbody tr', all => all.map(row => [...row.children].map(cell => (cell.querySelector('b') ?? cell).textContent)));
    const row = name => rows.find(([head]) => head.startsWith(name)).slice(1);
    assert.deepEqual(row('Round trips before the client'), ['1', '1', '0']);
    assert.deepEqual(row('Certificates'), ['2', '0', '− 2']);
    assert.deepEqual(row('Public-key operations, client'), ['5', '2', '− 3']);
    assert.deepEqual(await violations(page, '#panel'), []);
  });

  test('tell how often an order was carried out', async () => {
    await open(replay);
    assert.match(await page.textContent('.orders'), /✗ 2.*the client sent 1: “POST \/orders\?item=1”/);
    assert.deepEqual(await page.locator('.ladder .order').allTextContents().then(all => all.map(text => text.trim())), ['✓ 1', '✗ 2']);
    await page.click('.orders button >> nth=0');
    assert.match(await page.textContent('.orders'), /✓ 1/);
    assert.deepEqual([...seen.console, ...seen.errors], []);
  });
});
