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

/** What stands for a function whatever the compilation: its name without hashes and the linker's numbers. */
export const plain = name => name.replace(/\[[0-9a-f]+\]/g, '').replace(/::h[0-9a-f]{16}$/, '').replace(/\.\d+$/, '');

/**
 * bytes: the program, with names. isLater(name): whether a function is in the second part. aside: byte strings that wait
 * with the second part, and so does whatever function names their addresses, since data does not wait as a function does:
 * who read it too early would read zeros. loader: how the name of the import begins that fills the table. imported: what
 * an import is to be called. Returns { first, later }, both without names.
 */
export function split(bytes, { isLater, aside, loader, imported = name => name }) {
  const readers = reading(bytes, aside);
  const waits = name => isLater(name) || readers.has(name);
  const later = carve(bytes, waits, aside);
  return { first: hollow(bytes, later, aside, loader, imported), later: later.binary };
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
  setData(module, found(module, data).map(({ address, bytes }) => ({ offset: module.i32.const(address), data: bytes })));
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
  blank(module, data);
  binaryen.setOptimizeLevel(2);
  binaryen.setShrinkLevel(2);
  binaryen.setOneCallerInlineMaxSize(30); // a larger one makes it smaller, and then larger by gzip
  module.runPasses(['remove-unused-module-elements']);
  module.optimize();
  module.runPasses(['reorder-functions-by-name', 'reorder-locals']);
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

// What stands for "no char" in an Option<char>, and in an Option of that: numbers in many functions, where they are no
// addresses.
const NO_CHAR = [0x110000, 0x110001, 0x110002];

// The functions that know the addresses of byte strings.
function reading(bytes, data) {
  const module = binaryen.readBinary(bytes);
  const ranges = found(module, data).map(({ address, bytes }) => [address, address + bytes.length]);
  if (ranges.length !== data.length) throw new Error(`${data.length - ranges.length} byte strings are not in the program`);
  // A table of such strings has rows of a name and a byte string, four words.
  const named = segments(module).flatMap(({ address, data }) => {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const row = at => ranges.some(([from, to]) => view.getUint32(at, true) === from && view.getUint32(at + 4, true) === to - from);
    return list(Math.max(0, data.length - 7), i => i).filter(at => (address + at) % 4 === 0 && row(at)).map(at => address + at);
  });
  if (named.length) ranges.push([Math.min(...named) - 8, Math.max(...named) + 8]);
  const knows = f => {
    const numbers = binaryen.emitText(f.body).matchAll(/(?:i32\.const |offset=)(\d+)/g);
    return [...numbers].some(([, number]) => !NO_CHAR.includes(+number) && ranges.some(([from, to]) => number >= from && number < to));
  };
  // An empty string has an address too, which may be the first of what stands behind it: of such a function of the standard
  // library nothing can be told, and none takes what it reads from anywhere but its caller.
  const own = f => !f.module && !/^(<str>|<\[|core::|alloc::|std::)/.test(plain(f.name));
  const readers = new Set(functions(module).filter(f => own(f) && knows(f)).map(f => f.name));
  module.dispose();
  return readers;
}

function finished(module, part) {
  module.runPasses(['strip-producers', 'strip-target-features']);
  if (!module.validate()) throw new Error(`the ${part} part of the program is not valid`);
  const binary = module.emitBinary();
  module.dispose();
  return binary;
}

// Where byte strings stand in memory: [{ address, bytes }].
function found(module, data) {
  return segments(module).flatMap(segment => {
    const own = Buffer.from(segment.data);
    return data
      .map(bytes => ({ at: own.indexOf(bytes), bytes }))
      .filter(({ at }) => at >= 0)
      .map(({ at, bytes }) => ({ address: segment.address + at, bytes }));
  });
}

// Memory begins as zeros: byte strings that come later cost nothing when they are zeros too.
function blank(module, data) {
  const all = segments(module);
  for (const segment of all) {
    const own = Buffer.from(segment.data.buffer, segment.data.byteOffset, segment.data.length);
    for (const bytes of data) {
      const at = own.indexOf(bytes);
      if (at >= 0) own.fill(0, at, at + bytes.length);
    }
  }
  setData(module, all.map(({ name, address, data }) => ({ name, offset: module.i32.const(address), data })));
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
