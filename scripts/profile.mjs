// What the first part of the program holds that a first visit does not call, by weight, and what of later parts it calls:
// what to read when a first visit has grown. It changes nothing; the rules are in assets/parts.txt.
//
//   scripts/profile.sh     builds the page whole, then runs this
//
// The program in FOLDER is changed to note each function that is called, in a global of its own.
import binaryen from 'binaryen';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { start } from '../tests/browser/harness.mjs';
import { visit } from '../tests/browser/visit.mjs';
import { path } from './mangled.mjs';
import { FIRST, partition, readParts } from './parts.mjs';
import { relocations, unlinked } from './relocations.mjs';
import { functions } from './split.mjs';

const [folder, linked] = process.argv.slice(2);
const shown = 60;
const program = join(folder, readdirSync(folder).find(f => f.endsWith('.wasm')));
const sizes = watch(program);
const called = new Set();
const views = [
  { locale: 'en-US', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { locale: 'ja-JP', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
];
for (const view of views) (await look(view)).forEach(name => called.add(name));
const bytes = readFileSync(linked);
const parts = partition(bytes, readParts(readFileSync('assets/parts.txt', 'utf8')).parts).functions;
const all = relocations(bytes).functions.filter(one => sizes.has(one.name));
const isFirst = one => parts.get(one.name) === FIRST;
const early = all.filter(one => !isFirst(one) && called.has(one.name));
const idle = new Set(all.filter(one => isFirst(one) && !called.has(one.name)));
report('called by a first visit, and yet of a later part', early.map(one => [size([one]), one, parts.get(one.name)]));
report('not called by a first visit, and yet of the first part', [...idle].map(one => [size(alone(one)), one, '']));

// What nothing else of the first part would need without this function.
function alone(one) {
  const callers = new Map();
  for (const from of idle) for (const to of [...from.calls, ...from.takes]) callers.set(to, (callers.get(to) ?? []).concat(from));
  const gone = new Set([one]);
  const open = [one];
  while (open.length) {
    const { calls, takes } = open.pop();
    for (const to of [...calls, ...takes]) {
      if (gone.has(to) || !idle.has(to) || !callers.get(to).every(from => gone.has(from))) continue;
      gone.add(to);
      open.push(to);
    }
  }
  return [...gone];
}

function size(list) {
  return list.reduce((sum, one) => sum + sizes.get(one.name), 0);
}

function report(title, rows) {
  console.log(`${title}: ${size(rows.map(row => row[1]))} instructions`);
  for (const [weight, one, part] of rows.sort((a, b) => b[0] - a[0]).slice(0, shown)) {
    console.log(`${String(weight).padStart(8)}  ${part} ${path(one.name).join('::')}  ${one.name.slice(-40)}`);
  }
}

// Puts a note at the head of every function; returns about how many instructions each has, by its name.
function watch(file) {
  const module = binaryen.readBinary(unlinked(readFileSync(file)));
  const own = functions(module).filter(f => !f.module);
  const sizes = new Map(own.map(f => [f.name, binaryen.emitText(f.body).split('\n').length]));
  own.forEach((f, i) => {
    module.addGlobal(`called ${i}`, binaryen.i32, true, module.i32.const(0));
    module.addGlobalExport(`called ${i}`, `called ${i}`);
    const note = module.global.set(`called ${i}`, module.i32.const(1));
    binaryen.Function.setBody(module.getFunction(f.name), module.block(null, [note, f.body], f.results));
  });
  writeFileSync(file, module.emitBinary());
  module.dispose();
  return sizes;
}

// Pays a first visit, one by a link to a step, and one by a link that needs more of the program, which never comes here;
// returns the names of the functions that were called.
async function look(view) {
  const browser = await start({ ...view, folder });
  const listen = () => addEventListener('TrunkApplicationStarted', event => (globalThis.program = event.detail.wasm));
  const names = [...sizes.keys()];
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
  await browser.close();
  return seen.map(i => names[i]);
}
