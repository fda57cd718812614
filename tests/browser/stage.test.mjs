// What a step shows: the pane that opens is what the step is about, and the reader's own choice stays; the figure of a step's
// values leads to the steps that use them; a failure leads to the bytes that it was about; bytes are heard.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ready, start } from './harness.mjs';

const chosen = page => page.locator('[role=tab][aria-selected=true]').getAttribute('id');
const opens = (page, pane) => page.waitForSelector(`#tab-${pane}[aria-selected=true]`);
const at = (anchor, rest = '') => `#v=1${rest}&~at=${encodeURIComponent(anchor)}`;

describe('the stage', () => {
  let browser, page, seen;
  before(async () => {
    browser = await start();
  });
  after(() => browser.close());
  const open = async link => {
    await page?.close();
    ({ page, seen } = await browser.open(link));
  };

  test('opens with what the step is about, until the reader chooses', async () => {
    await open();
    assert.equal(await chosen(page), 'tab-message');
    await page.click('.ladder a:has-text("derives the handshake keys") >> nth=0');
    await opens(page, 'keys');
    await page.keyboard.press('ArrowRight');
    await opens(page, 'message');
    assert.doesNotMatch(await page.evaluate(() => location.hash), /~tab/, 'what opens by itself is no choice');
    await page.click('#tab-state');
    await page.evaluate(() => document.activeElement.blur());
    for (let i = 0; i < 3; i++) {
      await page.keyboard.press('ArrowRight');
      await opens(page, 'state');
    }
    await page.waitForFunction(() => location.hash.includes('~tab=state'));
    await open('#v=1&fault=expired_certificate&~tab=record');
    await opens(page, 'record');
    assert.equal(await page.locator('#tab-failed').count(), 1, 'it has what failed, and the link has chosen');
  });

  test('shows where the values of a step come from and go', async () => {
    await open(at('c0.s.client_hello#1.derive_handshake_keys'));
    await page.waitForSelector('.flow .wires path', { state: 'attached' });
    const names = column => page.locator(`.flow .${column} h3`).allTextContents();
    assert.deepEqual(await names('from'), ['shared_secret', 'transcript_hash']);
    assert.deepEqual(await names('out'), ['server_handshake_key', 'server_handshake_iv', 'client_handshake_key', 'client_handshake_iv']);
    assert.equal(await page.textContent('#tab-keys .n'), '+4');
    assert.ok((await page.locator('.flow .wires path').count()) >= 8);
    assert.match(await page.textContent('.flow .notes'), /HKDF-Extract.*HKDF-Expand-Label/s);
    await page.click('.flow .out .next button >> nth=0');
    await page.waitForFunction(() => document.querySelector('.stage h1').textContent.includes('EncryptedExtensions'));
    assert.deepEqual([...seen.console, ...seen.errors], []);
  });

  test('says what failed, and leads to the bytes', async () => {
    await open('#v=1&fault=expired_certificate');
    assert.equal(await chosen(page), 'tab-failed');
    assert.match(await page.textContent('.stage h1'), /expired .* ago, so the client refuses/);
    assert.match(await page.textContent('.verdict .question'), /\?.*No/s);
    assert.equal(await page.locator('.verdict .dates rect.beyond').count(), 1);
    await page.click('.verdict .source .link');
    await opens(page, 'message');
    await page.mouse.move(5, 5);
    await page.waitForFunction(() => /\.validity\.notAfter$/.test(document.querySelector('#said .path')?.textContent));
    assert.deepEqual([...seen.console, ...seen.errors], []);
  });

  test('marks only what was cut out, and names it', async () => {
    await open(at('c0.n.fault#1.strike', '&fault=version_rollback'));
    assert.match(await page.textContent('.stage h1'), /supported_versions/);
    await page.waitForSelector('.tree.before .hurt');
    assert.equal(await page.locator('.box-hex.before b.hurt').count(), 11, 'nine bytes, and one of each of two lengths');
    assert.equal(await page.locator('.box-hex:not(.before) b.hurt').count(), 2);
    assert.match(await page.textContent('#said .path'), /supported_versions$/);
  });

  test('what did not happen in a step is not at hand', async () => {
    await open(at('c0.c.application_data#1.read_data'));
    assert.match(await page.textContent('.box-hex .asc'), /^pong/);
    await open(at('c0.s.client_hello#1.derive_handshake_keys') + '&~tab=message');
    assert.equal(await page.locator('.inspect').count(), 0);
  });

  test('bytes are heard as one walks over them', async () => {
    await open();
    await page.click('.box-hex b[data-o="6"]');
    await page.focus('.box-hex');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => /offset 7: [0-9a-f]{2}, random/.test(document.querySelector('#aloud').textContent));
  });

  test('what lies open stays open while its terms are marked', async () => {
    const page = await browser.context.newPage();
    let release;
    const held = new Promise(done => (release = done));
    await page.route(/glossary/, async route => {
      await held;
      await route.continue();
    });
    await page.goto(`${browser.url}#v=1&~tab=keys`);
    await ready(page);
    await page.keyboard.press('End');
    await page.click('.ledger summary >> nth=1');
    const opened = await page.textContent('.ledger details[open]');
    release();
    await page.waitForSelector('.ledger a.term', { state: 'attached' });
    assert.equal(await page.textContent('.ledger details[open]'), opened);
    await page.close();
  });

  test('what one run showed is not shown of another', async () => {
    // Where a run was kept by its address in memory, the next one in the same place had its bytes.
    await open();
    for (const seed of [5001, 5002, 5003, 5004, 5005, 5006]) {
      const other = await browser.open(`#v=1&seed=${seed}`);
      const right = (await other.page.locator('.box-hex b').allTextContents()).join('');
      await page.evaluate(seed => void (location.hash = `v=1&seed=${seed}`), seed);
      const shows = right => [...document.querySelectorAll('.box-hex b')].map(b => b.textContent).join('') === right;
      await page.waitForFunction(shows, right);
      await other.page.close();
    }
  });
});
