// What a first visit may do: everything with the default handshake but changing it. scripts/profile.mjs watches which
// functions it calls, and a test does it with the program's first part alone.

/**
 * Walks through all steps in the panes of bytes, looks at fields, changes language and theme, reads the help; and asks
 * for what is not there, the second part of the program, to be told so. The other panes come with that part, which the
 * first key or click fetches.
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
  for (const tab of ['message']) {
    await page.click(`#tab-${tab}`);
    await free();
    await press('Home');
    const steps = Number(await page.getAttribute('#scrub', 'aria-valuemax'));
    await press('ArrowRight', steps);
    await press('ArrowLeft', 5);
  }
  await page.setViewportSize({ width: 1000, height: 700 });
  await frame();
  await page.click('.bar .scenario');
  await page.waitForSelector('.banner');
}
