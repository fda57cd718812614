// Phones, low windows, a zoom of 400 %, forced colours: nothing is cut off, hidden or left unmarked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './harness.mjs';
import { panes } from './tables.mjs';

const phone = { width: 390, height: 844 };

for (const locale of ['en-US', 'ja-JP']) {
  test(`on a phone nothing is wider than the screen, ${locale}`, async t => {
    const browser = await start({ locale, viewport: phone });
    t.after(browser.close);
    const { page } = await browser.open('#v=1&~at=c0.c.finished%231.send');
    for (const pane of await panes(page)) {
      await page.click(`#tab-${pane}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${pane}: ${wide} pixels too wide`);
      const beyond = await page.$$eval('.scroll', all => all.map(box => box.scrollWidth - box.clientWidth));
      assert.ok(beyond.every(by => by <= 0), `${pane}: ${beyond} pixels hidden`);
    }
    const player = await page.locator('.player').boundingBox();
    assert.ok(player.y + player.height <= 844.5 && player.y > 600, 'the player stays at the bottom');
  });
}

test('on a phone a swipe steps, and every step is read from its head', async t => {
  const browser = await start({ viewport: phone });
  t.after(browser.close);
  const { page } = await browser.open();
  const { x, y } = await page.locator('.stage h1').boundingBox();
  const before = await page.textContent('.player .count');
  await page.evaluate(([x, y]) => {
    const target = document.elementFromPoint(x, y);
    const touch = at => new Touch({ identifier: 1, target, clientX: at, clientY: y });
    const fire = (type, at, down) => target.dispatchEvent(new TouchEvent(type, { bubbles: true, touches: down ? [touch(at)] : [], changedTouches: [touch(at)] }));
    fire('touchstart', x + 250, true);
    fire('touchend', x + 50, false);
  }, [x + 5, y + 5]);
  assert.notEqual(await page.textContent('.player .count'), before, 'a swipe steps');
  for (let i = 0; i < 3; i++) {
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.click('[data-act=next]');
    await page.waitForFunction(() => {
      const head = document.querySelector('.stage h1').getBoundingClientRect();
      return head.top >= 0 && head.bottom < document.querySelector('.player').getBoundingClientRect().top;
    });
  }
});

test('a step is read from its head on a desktop too, and stays on the ladder when the window gets lower', async t => {
  const browser = await start();
  t.after(browser.close);
  const { page } = await browser.open('#v=1&~tab=keys');
  await page.keyboard.press('End');
  const inside = () => {
    const [outer, inner] = ['.ladder', '.ladder a.now'].map(name => document.querySelector(name).getBoundingClientRect());
    return inner.top >= outer.top && inner.bottom <= outer.bottom;
  };
  await page.waitForFunction(inside);
  await page.keyboard.press('Home');
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
  await page.waitForFunction(inside);
  await page.setViewportSize({ width: 1440, height: 480 });
  await page.waitForFunction(inside);
  await page.evaluate(() => (document.querySelector('#stage').scrollTop = 1000));
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => document.querySelector('#stage').scrollTop === 0);
});

test('with a zoom of 400 % there is room to read', async t => {
  const browser = await start({ viewport: { width: 320, height: 256 } });
  t.after(browser.close);
  const { page } = await browser.open('#v=1');
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
  await page.locator('.stage .lead').first().scrollIntoViewIfNeeded();
  const covered = await page.evaluate(() =>
    ['.bar', '.ladder', '.parties', '.player'].map(name => document.querySelector(name).getBoundingClientRect())
      .map(({ top, bottom }) => Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0)))
      .at(-1),
  );
  assert.ok(covered <= 48, `${covered} of 256 pixels are covered by the player`);
  await page.click('[data-act=next]');
  await page.waitForFunction(() => {
    const { top, bottom } = document.querySelector('.stage h1').getBoundingClientRect();
    return top >= 0 && bottom < innerHeight;
  });
  for (const act of ['help', 'scenario']) {
    await page.click(`[data-act=${act}]`);
    await page.waitForSelector('dialog[open] .inner');
    assert.ok((await page.evaluate(() => document.querySelector('dialog').scrollWidth)) <= 320, act);
    await page.keyboard.press('Escape');
  }
});

test('forced colours leave everything marked', async t => {
  const browser = await start();
  t.after(browser.close);
  const { page } = await browser.open('#v=1&~at=c0.s.server_hello%231.send');
  await page.emulateMedia({ forcedColors: 'active' });
  await page.click('[role=treeitem] >> nth=3');
  const style = (selector, property, pseudo) =>
    page.$eval(selector, (element, [property, pseudo]) => getComputedStyle(element, pseudo)[property], [property, pseudo]);
  const differs = async (one, other, properties, pseudo) => {
    for (const property of properties) if ((await style(one, property, pseudo)) !== (await style(other, property, pseudo))) return;
    assert.fail(`${one} looks like ${other}`);
  };
  assert.notEqual(await style('.top', 'backgroundColor'), 'rgba(0, 0, 0, 0)', 'the ladder does not show through the names');
  await differs('[role=tab][aria-selected=true]', '[role=tab][aria-selected=false]', ['borderBottomColor', 'borderBottomWidth']);
  await differs('[role=treeitem][aria-selected=true]', '[role=treeitem][aria-selected=false]', ['outlineStyle', 'outlineWidth']);
  await differs('.box-hex b.on', '.box-hex b:not(.on)', ['backgroundColor']);
  await differs('.scrub i.now', '.scrub i:not(.now, .past)', ['backgroundColor'], '::before');
  await differs('.scrub i.past', '.scrub i:not(.now, .past)', ['backgroundColor'], '::before');
  await differs('.ladder a.now .hit', '.ladder a.past .hit', ['stroke']);
  await differs('.flip [aria-pressed=true]', '.flip [aria-pressed=false]', ['backgroundColor']);
});

test("a phone's player keeps its height over a hundred steps and more", async t => {
  const browser = await start({ viewport: { width: 390, height: 844 } });
  t.after(browser.close);
  const { page } = await browser.open('#v=1&fault=replay');
  const height = async key => {
    await page.keyboard.press(key);
    await page.waitForFunction(end => document.querySelector(`.scrub i${end}`).classList.contains('now'), key === 'Home' ? ':first-of-type' : ':last-of-type');
    return page.$eval('.player', player => player.getBoundingClientRect().height);
  };
  const first = await height('Home');
  assert.match(await page.innerText('.player .count'), /1 of \d{3}/);
  assert.equal(await height('End'), first);
});
