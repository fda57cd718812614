// Finds out which functions a first visit calls, and writes those that it does not to assets/later.txt.
//
//   scripts/later.sh     builds the page whole, then runs this
//
// The program in FOLDER is changed to note each function that is called, in a global of its own.
import binaryen from 'binaryen';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { start } from '../tests/browser/harness.mjs';
import { visit } from '../tests/browser/visit.mjs';
import { functions, plain } from './split.mjs';

const folder = process.argv[2];
const list = 'assets/later.txt';
const program = join(folder, readdirSync(folder).find(f => f.endsWith('.wasm')));
const names = watch(program);
const called = new Set();
const views = [
  { locale: 'en-US', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { locale: 'ja-JP', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
];
for (const view of views) (await look(view)).forEach(name => called.add(name));
// A number is no name: it stands for another function in every compilation.
// Another compiler makes other functions of the same program: what either has called is no longer listed.
const before = process.argv[3] === '--also' ? readFileSync(list, 'utf8').trim().split('\n') : names;
const later = [...new Set(before)].filter(name => !called.has(name) && !/^\d+$/.test(name)).sort();
writeFileSync(list, later.join('\n') + '\n');
console.log(`${names.length} functions, ${called.size} names called by a first visit, ${later.length} names later`);

// Puts a note at the head of every function; returns their names.
function watch(file) {
  const module = binaryen.readBinary(readFileSync(file));
  const own = functions(module).filter(f => !f.module);
  own.forEach((f, i) => {
    module.addGlobal(`called ${i}`, binaryen.i32, true, module.i32.const(0));
    module.addGlobalExport(`called ${i}`, `called ${i}`);
    const note = module.global.set(`called ${i}`, module.i32.const(1));
    binaryen.Function.setBody(module.getFunction(f.name), module.block(null, [note, f.body], f.results));
  });
  writeFileSync(file, module.emitBinary());
  module.dispose();
  return own.map(f => plain(f.name));
}

// Pays a first visit, one by a link to a step, and one by a link that needs the whole program, which never comes here;
// returns the names of the functions that were called.
async function look(view) {
  const browser = await start({ ...view, folder });
  const listen = () => addEventListener('TrunkApplicationStarted', event => (globalThis.program = event.detail.wasm));
  const seen = [];
  const note = async page => {
    await page.waitForFunction(() => globalThis.program);
    seen.push(...(await page.evaluate(() =>
      Object.entries(globalThis.program).filter(([name, global]) => /^called /.test(name) && global.value).map(([name]) => +name.slice(7)),
    )));
    await page.close();
  };
  for (const link of ['', '#v=1&~at=c0.s.server_hello%231.send']) {
    const { page } = await browser.open(link, listen);
    if (!link) await visit(page);
    await note(page);
  }
  const page = await browser.context.newPage();
  await page.addInitScript(listen);
  const waits = page.waitForRequest(request => request.resourceType() === 'xhr');
  await page.goto(`${browser.url}#v=1&server.versions=1.2`);
  await waits;
  await note(page);
  await browser.close();
  return seen.map(i => names[i]);
}
