// The pane of keys: the tree of what was derived from what, as the figures of the RFCs draw it, and its way to the values.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './harness.mjs';

// Every value with the one above it: RFC 8446, 7.1 to 7.3; RFC 5246, 6.3, 7.4.9 and 8.1.
const schedules = {
  '#v=1&~tab=keys': {
    early_secret: '',
    derived_early_secret: 'early_secret “derived” + empty_hash',
    handshake_secret: 'derived_early_secret + shared_secret',
    client_handshake_traffic_secret: 'handshake_secret “c hs traffic” + transcript_hash',
    client_handshake_key: 'client_handshake_traffic_secret “key”',
    client_handshake_iv: 'client_handshake_traffic_secret “iv”',
    client_finished_key: 'client_handshake_traffic_secret “finished”',
    client_verify_data: 'client_finished_key + transcript_hash',
    server_handshake_traffic_secret: 'handshake_secret “s hs traffic” + transcript_hash',
    derived_handshake_secret: 'handshake_secret “derived” + empty_hash',
    master_secret: 'derived_handshake_secret',
    server_application_traffic_secret_0: 'master_secret “s ap traffic” + transcript_hash',
    server_application_key: 'server_application_traffic_secret_0 “key”',
    exporter_master_secret: 'master_secret “exp master” + transcript_hash',
    resumption_master_secret: 'master_secret “res master” + transcript_hash',
  },
  '#v=1&server.versions=1.2&~tab=keys': {
    pre_master_secret: ' + ephemeral_private_key + peer_public_key',
    master_secret: 'pre_master_secret “extended master secret” + session_hash',
    key_block: 'master_secret “key expansion” + server_random + client_random',
    client_write_key: 'key_block [0..16]',
    client_verify_data: 'master_secret “client finished” + transcript_hash',
  },
};

test('the tree of keys', async t => {
  const browser = await start();
  t.after(browser.close);
  for (const [link, schedule] of Object.entries(schedules)) {
    await t.test(`hangs each value on the one it came from: ${link}`, async () => {
      const { page, seen } = await browser.open(link);
      await page.keyboard.press('End');
      await page.waitForSelector('.derived li li');
      const drawn = await page.$$eval('.derived li', items =>
        items.map(item => {
          const [name, beside] = ['button', '.with'].map(part => item.querySelector(`:scope > .leaf ${part}`).textContent.trim());
          const above = item.parentElement.closest('li')?.querySelector(':scope > .leaf button').textContent ?? '';
          return [name, `${above} ${beside}`.trimEnd()];
        }),
      );
      const found = Object.fromEntries(drawn);
      assert.equal(drawn.length, Object.keys(found).length, 'no value stands there twice');
      for (const [name, from] of Object.entries(schedule)) assert.equal(found[name], from.trimEnd(), name);
      await page.locator('.derived button', { hasText: /^master_secret$/ }).click();
      const open = page.locator('.ledger details[open]');
      assert.match(await open.textContent(), /^master_secret/);
      assert.equal(await open.locator('summary').evaluate(summary => summary === document.activeElement), true);
      assert.deepEqual([...seen.console, ...seen.errors], []);
      await page.close();
    });
  }

  await t.test('grows with the steps, and marks what is new', async () => {
    const { page } = await browser.open('#v=1&~tab=keys&~at=c0.s.server_hello%231.send');
    await page.keyboard.press('Home');
    await page.waitForSelector('#scrub[aria-valuenow="1"]');
    assert.equal(await page.locator('.derived').count(), 0);
    for (let i = 0; i < 40 && !(await page.locator('.derived .fresh').count()); i++) await page.keyboard.press('ArrowRight');
    const fresh = await page.locator('.derived .fresh > .leaf button').allTextContents();
    assert.ok(fresh.includes('handshake_secret') && !fresh.includes('master_secret'), fresh.join());
    await page.close();
  });
});
