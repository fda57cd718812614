// The ladder tells how messages travel: brackets for what TCP carries together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './harness.mjs';

test('the ladder brackets what shares TCP segments', async t => {
  const browser = await start();
  t.after(browser.close);
  for (const [link, count] of [
    ['', 'one TCP segment'],
    ['#v=1&server.versions=1.2', 'one TCP segment'],
    ['#v=1&server.cert=rsa&server.rsa_bits=4096&server.authorities=rsa', '2 TCP segments'],
  ]) {
    await t.test(`the server's first flight: ${link || 'the default'}`, async () => {
      const { page } = await browser.open(link);
      const found = await page.evaluate(() => {
        const boxes = [...document.querySelectorAll('.ladder .segment')].map(segment => ({
          text: segment.textContent,
          box: segment.querySelector('path').getBBox(),
        }));
        const { text, box } = boxes.find(({ box }) => box.x > 200);
        const beside = [...document.querySelectorAll('.ladder a.server')].filter(link => {
          const row = link.querySelector('.hit').getBBox();
          return row.y + row.height > box.y && row.y < box.y + box.height;
        });
        return { text, records: beside.map(link => link.querySelector('.sub')?.textContent ?? '') };
      });
      const bytes = found.records.map(record => Number(/(\d+) bytes/.exec(record)?.[1] ?? 0));
      const sum = bytes.reduce((sum, one) => sum + one, 0);
      assert.ok(sum > 1000, found.records.join());
      assert.equal(found.text, `${count}, ${sum} bytes`);
      await page.close();
    });
  }

  await t.test('nothing where one message is one segment', async () => {
    const { page } = await browser.open('#v=1&fault=no_common_suite');
    assert.equal(await page.locator('.ladder .segment').count(), 0);
    await page.close();
  });
});
