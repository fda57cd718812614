// Takes screenshots of the release build, for people to look at.
//
//   node tests/browser/shots.mjs FOLDER [--full] [--only TEXT] [LINK...]
//
// LINK is a fragment, as in '#v=1&fault=...'; without one it is the first page. Every link is taken at three sizes,
// light and dark, in English and Japanese; --only keeps the file names that contain TEXT (as in `390-dark-ja`);
// --full takes the whole height of the page. Files are FOLDER/<n>-<width>-<theme>-<language>.png. What the console
// said is printed.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { start } from './harness.mjs';

const argv = process.argv.slice(2);
const take = (flag, count) => {
  const at = argv.indexOf(flag);
  return at < 0 ? undefined : argv.splice(at, 1 + count).at(-1);
};
const fullPage = take('--full', 0) !== undefined;
const only = take('--only', 1) ?? '';
const [folder, ...links] = argv;
if (!folder || folder.startsWith('-')) {
  console.error("usage: node tests/browser/shots.mjs FOLDER [--full] [--only TEXT] ['#LINK'...]");
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
if (!links.length) links.push('');

const sizes = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
];
for (const viewport of sizes) {
  for (const colorScheme of ['light', 'dark']) {
    for (const locale of ['en-US', 'ja-JP']) await shoot({ viewport, colorScheme, locale });
  }
}

async function shoot(reader) {
  const names = links.map((_, i) => `${i + 1}-${reader.viewport.width}-${reader.colorScheme}-${reader.locale.slice(0, 2)}`);
  if (!names.some(n => n.includes(only))) return;
  const browser = await start(reader);
  try {
    for (const [i, link] of links.entries()) {
      if (!names[i].includes(only)) continue;
      const { page, seen } = await browser.open(link);
      const path = join(folder, `${names[i]}.png`);
      await page.screenshot({ path, fullPage });
      console.log(path, ...seen.console, ...seen.errors);
      await page.close();
    }
  } finally {
    await browser.close();
  }
}
