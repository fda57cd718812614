// What a first visit may do: everything with the default handshake but changing it. scripts/profile.mjs watches which
// functions it calls, and a test does it with the program's first part alone.

/**
 * Walks through all steps with the message at hand, looks at fields and bytes; and asks for what is not there, the second
 * part of the program, to be told so. All else comes with that part, which the first key or click fetches.
 */
export async function visit(page) {
  const frame = () => page.evaluate(() => new Promise(requestAnimationFrame));
  const press = async (key, times = 1) => {
    for (let i = 0; i < times; i++) {
      await page.keyboard.press(key);
      await frame();
    }
  };
  const free = () => page.evaluate(() => document.activeElement.blur());
  await press('ArrowRight');
  await page.click('#tab-message');
  await free();
  await press('Home');
  await press('ArrowRight', Number(await page.getAttribute('#scrub', 'aria-valuemax')));
  await press('ArrowLeft', 5);
  // A message, its fields and its bytes by mouse.
  await press('Home');
  await press('ArrowRight', 4);
  await page.click('[role=treeitem]');
  await page.hover('.box-hex b');
  await press('Escape');
  await page.setViewportSize({ width: 1000, height: 700 });
  await frame();
  await page.click('.bar .scenario');
  await page.waitForSelector('.banner');
}
