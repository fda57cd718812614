// The ladder of messages alone: switched to by button, key and link, with a time axis whose numbered round trips are those
// that the pane of costs counts; the reader's place in it when the present step is no message.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { violations } from './axe.mjs';
import { start } from './harness.mjs';
import { follow } from './tables.mjs';

const psk = '#v=1&connections=2&1.after=600&client.resume=1&server.tickets=1&server.ticket_form=sealed';
const replay = '#v=1&fault=replay';

describe('messages alone', () => {
  let browser, page, seen;
  before(async () => (browser = await start()));
  after(() => browser.close());
  const open = async link => {
    await page?.close();
    ({ page, seen } = await browser.open(link));
  };
  const button = () => page.locator('.parties [data-act=rows]');
  const axis = () => page.waitForSelector('.ladder.axis');
  const now = () => page.getAttribute('.ladder a.now', 'data-s').then(Number);
  const position = () => page.getAttribute('#scrub', 'aria-valuenow').then(Number);
  const linked = pattern => page.waitForFunction(source => new RegExp(source).test(location.hash), pattern.source);
  const silent = () => assert.deepEqual([...seen.console, ...seen.errors], []);
  /** Whether the present row lies within the ladder's pane. */
  const inSight = () =>
    page.waitForFunction(() => {
      const [outer, inner] = ['.ladder', '.ladder a.now'].map(found => document.querySelector(found).getBoundingClientRect());
      return inner.top > outer.top && inner.bottom < outer.bottom;
    });
  /** The numbers of the brackets in a drawing, hollow ones in brackets. */
  const brackets = drawing => drawing.locator('.trip').evaluateAll(all => all.map(trip => (trip.classList.contains('tcp') ? `(${trip.textContent})` : trip.textContent)));

  test('are one key away, and the key takes back', async () => {
    await open('#v=1');
    assert.equal(await button().count(), 0, 'a first visit has no use for it');
    const all = await page.locator('.ladder a[data-s]').count();
    await page.keyboard.press('m');
    await axis();
    await linked(/~ladder=messages/);
    const kinds = await page.$$eval('.ladder a[data-s]', rows => rows.map(row => row.dataset.kind));
    assert.ok(kinds.length > 10 && kinds.length < all);
    assert.deepEqual([...new Set(kinds)], ['tcp', 'transfer']);
    assert.deepEqual(await brackets(page.locator('.ladder')), ['(1)', '2']);
    const times = await page.locator('.ladder .at').allTextContents();
    assert.deepEqual(times.slice(0, 5), ['0', '50', '100', '150', '200']);
    assert.deepEqual(await page.locator('.ladder .unit').allTextContents(), ['ms']);
    assert.deepEqual(times.map(parseFloat), times.map((_, n) => 50 * n), 'one way takes 50 ms, and no time is told twice');
    await button().waitFor();
    assert.equal(await button().getAttribute('aria-pressed'), 'true');
    assert.match(await page.locator('.trip').last().getAttribute('aria-label'), /2.*100 to 200 ms/);
    assert.match(await page.locator('.ladder a.now').getAttribute('aria-label'), /100 ms$/);
    assert.deepEqual(await violations(page, '.ladder'), []);
    await page.keyboard.press('m');
    await page.waitForSelector('.ladder:not(.axis)');
    await page.waitForFunction(() => !location.hash.includes('~ladder'));
    assert.equal(await page.locator('.ladder a[data-s]').count(), all);
    assert.equal(await button().getAttribute('aria-pressed'), 'false');
    silent();
  });

  test('are one click away, and the button keeps the focus', async () => {
    await open(psk);
    await button().focus();
    for (const [key, pressed] of [['Enter', 'true'], [' ', 'false'], ['Enter', 'true']]) {
      await page.keyboard.press(key);
      await page.waitForSelector(`.rows[aria-pressed=${pressed}]:focus`);
    }
    await page.click('.rows');
    await page.waitForSelector('.ladder:not(.axis)');
    silent();
  });

  test('are told of in Help, and a switch turns the letter off', async () => {
    await open('#v=1');
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open] .keys');
    assert.match(await page.locator('.keys tr', { hasText: 'Ladder' }).textContent(), /^m/);
    await page.uncheck('#letters');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog:not([open])', { state: 'attached' });
    await page.keyboard.press('m');
    assert.equal(await page.locator('.ladder.axis').count(), 0);
    await page.evaluate(() => localStorage.clear());
  });

  for (const lang of ['en', 'ja']) {
    test(`open by a link, and stay from scenario to scenario: ${lang}`, async () => {
      await open(`#v=1&~ladder=messages&~lang=${lang}`);
      await button().waitFor();
      assert.equal(await page.locator('.ladder.axis').count(), 1);
      assert.equal(await page.locator('.banner').count(), 0);
      assert.doesNotMatch(await page.locator('.parties').textContent(), /page\.|key\./);
      await page.click('.bar .scenario');
      await page.click('dialog a[href$="~page=gallery"]');
      await page.click('.place [data-text*="versions=1.2"] >> nth=0');
      await linked(/versions=1\.2.*~ladder=messages/);
      assert.deepEqual(await brackets(page.locator('.ladder')), ['(1)', '2', '3']);
      silent();
    });
  }

  test('show where the reader stands when that is no message, and every step is still walked', async () => {
    await open(`${replay}&~ladder=messages`);
    const steps = Number(await page.getAttribute('#scrub', 'aria-valuemax'));
    await page.keyboard.press('End');
    await inSight();
    let near = 0;
    for (let at = await position(); at > 1; at--) {
      assert.equal(await position(), at);
      assert.equal(await page.locator('.ladder a.now').count(), 1);
      const row = await now();
      const beside = await page.locator('.ladder.near').count();
      assert.equal(beside === 1, row !== at - 1, `step ${at}`);
      near += beside;
      await page.keyboard.press('ArrowLeft');
      await page.waitForSelector(`#scrub[aria-valuenow="${at - 1}"]`);
    }
    assert.ok(near > 10 && near < steps, `${near} of ${steps}`);
  });

  test('keep the present step in sight when they are switched to and from', async () => {
    for (const viewport of [{ width: 1280, height: 720 }, { width: 390, height: 844 }]) {
      await open(psk);
      await page.setViewportSize(viewport);
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowLeft');
      for (const pressed of ['true', 'false']) {
        await page.keyboard.press('m');
        await page.waitForSelector(`.rows[aria-pressed=${pressed}]`);
        await inSight();
      }
    }
  });

  test('number the round trips that the costs count', async () => {
    for (const link of ['#v=1', '#v=1&server.versions=1.2', psk, replay, '#v=1&fault=expired_certificate']) {
      await open(`${link}&~ladder=messages&~tab=costs`);
      await page.keyboard.press('End');
      await page.waitForSelector('.costs .trips');
      const counted = await page.$$eval('.costs tbody tr', rows => {
        const trips = rows.slice(0, 2).map(row => [...row.querySelectorAll('td:not(.by)')].map(cell => [...cell.querySelectorAll('.trips i')].map(one => (one.className ? `(${one.textContent})` : one.textContent))));
        return trips[0].map((client, n) => [...new Set([...client, ...trips[1][n]])].sort());
      });
      const drawings = await page.locator('.ladder svg[role=list]').all();
      const drawn = await Promise.all(drawings.map(brackets));
      assert.deepEqual(drawn, counted.map(all => all.sort((a, b) => a.replace(/\D/g, '') - b.replace(/\D/g, ''))), link);
      assert.equal(await page.locator('.costs .by').count() > 0, drawn.length === 2, link);
      assert.deepEqual(await violations(page, '#panel'), []);
    }
  });
});
