// Cuts a finished WebAssembly program in two: what a first visit calls, and the rest, which is fetched when the reader
// first does something. It knows functions, bytes and names, nothing of what they are for.
//
// The first part is the whole program with each function of the rest replaced by a call through the table `later`; as
// long as that table is empty, such a call first asks an import of the program to fill it (src/page/later.js). The rest
// calls the first part through the table `doors`.
// The second part takes memory, globals, tables and functions from the first, and fills the table when it is linked.
// assets/later.txt lists what is later, one function a line; scripts/profile.mjs writes it. A function that is not
// listed is in the first part: new code is never late, at worst the first visit grows until the list is made anew.
import binaryen from 'binaryen';
import { constants, joined, unread } from './constants.mjs';

/** What stands for a function whatever the compilation: its name without hashes and the linker's numbers. */
export const plain = name => name.replace(/\[[0-9a-f]+\]/g, '').replace(/::h[0-9a-f]{16}$/, '').replace(/\.\d+$/, '');

/**
 * bytes: the program, with names. isLater(name): whether a function is in the second part. map: the linker's map of it.
 * loader: how the name of the import begins that fills the table. imported: what an import is to be called. Returns
 * { first, later }, both without names.
 */
export function split(bytes, { isLater, map, loader, imported = name => name }) {
  const data = waiting(bytes, isLater, constants(map));
  const later = carve(bytes, isLater, data);
  return { first: hollow(bytes, later, data, loader, imported), later: later.binary };
}

/** The functions of a module: [{ name, module, base, params, results, body, ... }]; `module` is null but for imports. */
export const functions = module =>
  list(module.getNumFunctions(), i => binaryen.getFunctionInfo(module.getFunctionByIndex(i)));

const list = (count, at) => Array.from({ length: count }, (_, i) => at(i));
const globals = module => list(module.getNumGlobals(), i => binaryen.getGlobalInfo(module.getGlobalByIndex(i)));
const tables = module => list(module.getNumTables(), i => binaryen.getTableInfo(module.getTableByIndex(i)));
const exportsOf = module => list(module.getNumExports(), i => binaryen.getExportInfo(module.getExportByIndex(i)));
const elements = module =>
  list(module.getNumElementSegments(), i => binaryen.getElementSegmentInfo(module.getElementSegmentByIndex(i)));

// The second part. `order` names its functions by their place in the table; `needs` what it takes from the first.
function carve(bytes, isLater, data) {
  const module = binaryen.readBinary(bytes);
  const all = functions(module);
  const order = all.filter(f => !f.module && isLater(f.name)).map(f => f.name);
  const own = new Set(order);
  // What lies between two that are near is written once more, as it was.
  const near = joined(data, 16);
  setData(module, near.map(([from, to]) => ({ offset: module.i32.const(from), data: read(module, from, to) })));
  module.addMemoryImport(memory(module), 'first', 'memory', false);
  exportsOf(module).forEach(e => module.removeExport(e.name));
  elements(module).forEach(e => module.removeElementSegment(e.name));
  all.filter(f => !own.has(f.name) && !little(f)).forEach(f => {
    module.removeFunction(f.name);
    module.addFunctionImport(f.name, 'first', f.name, f.params, f.results);
  });
  globals(module).forEach(g => {
    module.removeGlobal(g.name);
    module.addGlobalImport(g.name, 'first', `global ${g.name}`, g.type, g.mutable);
  });
  tables(module).forEach(t => module.addTableImport(t.name, 'first', `table ${t.name}`));
  module.addTable('later', order.length, order.length);
  module.addActiveElementSegment('later', 'later', order, module.i32.const(0));
  module.addTableImport('later', 'first', 'later');
  module.runPasses(['remove-unused-module-elements', 'reorder-functions-by-name']);
  // Until here imports are named by what they stand for.
  const needs = {
    // In the order that the first part's functions will have: numbers that follow each other compress well.
    functions: functions(module).filter(f => f.module === 'first').map(f => f.name).sort(),
    globals: globals(module).map(g => g.name),
    tables: tables(module).map(t => t.name).filter(name => name !== 'later'),
  };
  // Through a table too: a name for each would weigh more in the first part than its place.
  functions(module).filter(f => f.module === 'first').forEach(f => through(module, 'doors', needs.functions.indexOf(f.name), f));
  module.addTable('doors', needs.functions.length, needs.functions.length);
  module.addTableImport('doors', 'first', 'doors');
  return { binary: finished(module, 'second'), order, needs };
}

// The first part.
function hollow(bytes, { order, needs }, data, loader, imported) {
  const module = binaryen.readBinary(bytes);
  const all = functions(module);
  const load = all.find(f => f.module && f.base.startsWith(loader));
  if (!load) throw new Error(`the program does not import ${loader}...`);
  const { i32, table, ref } = module;
  module.addTable('later', order.length, order.length);
  module.addTableExport('later', 'later');
  const missing = ref.is_null(table.get('later', i32.const(0), binaryen.funcref));
  const ready = module.if(missing, module.call(load.name, [], binaryen.none));
  module.addFunction('ready', binaryen.none, binaryen.none, [], ready);
  const slot = new Map(order.map((name, i) => [name, i]));
  const wait = () => [module.call('ready', [], binaryen.none)];
  all.filter(f => slot.has(f.name)).forEach(f => through(module, 'later', slot.get(f.name), f, wait));
  module.addTable('doors', needs.functions.length, needs.functions.length);
  module.addActiveElementSegment('doors', 'doors', needs.functions, i32.const(0));
  module.addTableExport('doors', 'doors');
  needs.globals.forEach(name => module.addGlobalExport(name, `global ${name}`));
  needs.tables.forEach(name => module.addTableExport(name, `table ${name}`));
  binaryen.setOptimizeLevel(2);
  binaryen.setShrinkLevel(2);
  binaryen.setOneCallerInlineMaxSize(30); // a larger one makes it smaller, and then larger by gzip
  module.runPasses(['remove-unused-module-elements']);
  module.optimize();
  module.runPasses(['reorder-functions-by-name', 'reorder-locals']);
  blank(module, data);
  functions(module).filter(f => f.module).forEach(f => {
    module.removeFunction(f.name);
    module.addFunctionImport(f.name, f.module, imported(f.base), f.params, f.results);
  });
  return finished(module, 'first');
}

// Both parts have their own of what is little more than a call of it, here in characters of the text format: a place in the
// table weighs as much in the first part, and what calls it more.
const little = f => !f.module && binaryen.emitText(f.body).length < 700;

// Puts in the place of a function a call of what stands in a table, behind what is to be done before.
function through(module, table, place, { name, params, results }, before = () => []) {
  const given = binaryen.expandType(params).map((type, i) => module.local.get(i, type));
  const call = module.call_indirect(table, module.i32.const(place), given, params, results);
  module.removeFunction(name);
  module.addFunction(name, params, results, [], module.block(null, [...before(), call], results));
}

// The constants that wait with the second part: [[from, to]].
function waiting(bytes, isLater, all) {
  const module = binaryen.readBinary(bytes);
  const first = functions(module).filter(f => !f.module && !isLater(f.name));
  const numbers = new Set(first.flatMap(f => [...binaryen.emitText(f.body).matchAll(/(?:i32\.const |offset=)(\d+)/g)].map(([, n]) => +n)));
  const from = all[0].from;
  const to = Math.max(...segments(module).map(({ address, data }) => address + data.length)) & ~3;
  const memory = read(module, from, to);
  const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
  const word = address => view.getUint32(address - from, true);
  // What is no constant may name some: it changes, and so may be read by anybody.
  for (let address = all.at(-1).to & ~3; address + 4 <= to; address += 4) numbers.add(word(address));
  const stretches = unread(all, numbers, word, address => memory[address - from]);
  module.dispose();
  return stretches;
}

function finished(module, part) {
  module.runPasses(['strip-producers', 'strip-target-features']);
  if (!module.validate()) throw new Error(`the ${part} part of the program is not valid`);
  const binary = module.emitBinary();
  module.dispose();
  return binary;
}

// A stretch of memory as it is when the program begins.
function read(module, from, to) {
  const out = new Uint8Array(to - from);
  for (const { address, data } of segments(module)) {
    const [start, end] = [Math.max(from, address), Math.min(to, address + data.length)];
    if (start < end) out.set(data.subarray(start - address, end - address), start - from);
  }
  return out;
}

// Memory begins as zeros: what comes later is left out.
function blank(module, stretches) {
  const left = segments(module).flatMap(({ address, data }) => {
    const kept = [];
    let from = address;
    for (const [start, end] of stretches.filter(([start, end]) => end > address && start < address + data.length)) {
      if (start > from) kept.push([from, start]);
      from = end;
    }
    if (from < address + data.length) kept.push([from, address + data.length]);
    return kept.map(([from, to]) => ({ offset: module.i32.const(from), data: data.slice(from - address, to - address) }));
  });
  setData(module, left);
}

const segments = module =>
  list(module.getNumDataSegments(), i => {
    const { name, offset, data } = module.getDataSegmentInfo(module.getDataSegmentByIndex(i));
    return { name, address: offset, data: new Uint8Array(data) };
  });

function setData(module, data) {
  const { initial, max } = module.getMemoryInfo();
  module.setMemory(initial, max ?? -1, null, data, false, false, memory(module));
}

const memory = module => exportsOf(module).find(e => e.kind === binaryen.ExternalMemory).value;
