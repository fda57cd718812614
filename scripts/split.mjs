// Cuts a finished WebAssembly program in parts: what a first visit calls, and others, each fetched when something needs it.
// It knows functions, bytes and names, nothing of what they are for: scripts/parts.mjs says where each belongs.
//
// The first part has, for each function of a later one that it calls or names, a call through the table `later`; as
// long as nothing stands there, such a call first asks an import of the program to fill it (src/page/later.js). A later
// part calls the first through the table `doors`, and other parts through `later`, as the first does. It takes memory,
// globals and tables from the first, fills its places in `later` when it is linked, and brings the constants that only
// later parts read.
import binaryen from 'binaryen';
import { blank, image, memoryName, setData, unread } from './memory.mjs';
import { FIRST } from './parts.mjs';
import { unlinked } from './relocations.mjs';

/**
 * bytes: the program, with mangled names. functions, copies, constants, taken: as `partition` gives them. names: of the parts.
 * loader: how the name of the import begins that fills the table. imported: what an import is to be called. Returns
 * the parts in the order of `names`, without names of functions: [{ name, binary, slots }], the last being the number of places
 * in `later` up to this part's end.
 */
export function split(bytes, { functions: where, copies, constants, taken, names, loader, imported = name => name }) {
  const program = unlinked(bytes);
  const module = binaryen.readBinary(program);
  const all = functions(module).filter(one => !one.module);
  const partOf = name => where.get(name) ?? FIRST;
  const little = new Set(all.filter(one => partOf(one.name) === FIRST && isLittle(one)).map(one => one.name));
  const memory = image(module);
  module.dispose();
  // The places in `later`, by part.
  const order = names.slice(1).flatMap(part => all.filter(one => partOf(one.name) === part).map(one => one.name));
  const slots = new Map(order.map((name, i) => [name, i]));
  const plan = { partOf, copies, little, slots, taken, memory, ...unread(constants, memory) };
  const later = names.slice(1).map(part => carve(program, part, plan));
  const doors = [...new Set(later.flatMap(one => one.needs.doors))].sort();
  const globals = new Set(later.flatMap(one => one.needs.globals));
  const tables = new Set(later.flatMap(one => one.needs.tables));
  const first = hollow(program, { ...plan, doors, globals, tables }, loader, imported);
  const end = part => order.reduce((end, name, i) => (partOf(name) === part ? i + 1 : end), 0);
  const rest = later.map(one => ({ name: one.part, binary: one.finish(doors), slots: end(one.part) }));
  return [{ name: FIRST, binary: first, slots: 0 }, ...rest];
}

/** The functions of a module: [{ name, module, base, params, results, body, ... }]; `module` is null but for imports. */
export const functions = module =>
  list(module.getNumFunctions(), i => binaryen.getFunctionInfo(module.getFunctionByIndex(i)));

const list = (count, at) => Array.from({ length: count }, (_, i) => at(i));
const globalsOf = module => list(module.getNumGlobals(), i => binaryen.getGlobalInfo(module.getGlobalByIndex(i)));
const tablesOf = module => list(module.getNumTables(), i => binaryen.getTableInfo(module.getTableByIndex(i)));
const exportsOf = module => list(module.getNumExports(), i => binaryen.getExportInfo(module.getExportByIndex(i)));
const elementsOf = module =>
  list(module.getNumElementSegments(), i => binaryen.getElementSegmentInfo(module.getElementSegmentByIndex(i)));

// Every part has its own of what is little more than a call of it, here in characters of the text format: a place in a
// table weighs as much in the first part, and what calls it more. Those of later parts may read what waits with them.
const isLittle = one => binaryen.emitText(one.body).length < 900;

// A later part. `finish` gives its bytes once the places of the doors are known.
function carve(bytes, part, { partOf, copies, little, slots, taken, waiting, memory }) {
  const module = binaryen.readBinary(bytes);
  const all = functions(module);
  const own = new Set(all.filter(one => !one.module && partOf(one.name) === part).map(one => one.name));
  const places = namedPlaces(module);
  setData(module, waiting.get(part).map(([from, to]) => ({ offset: module.i32.const(from), data: memory.read(from, to) })));
  const kept = memoryName(module);
  module.addMemoryImport(kept, 'first', 'memory', false);
  exportsOf(module).forEach(one => module.removeExport(one.name));
  elementsOf(module).forEach(one => module.removeElementSegment(one.name));
  module.addFunctionImport('ready', 'first', 'ready', binaryen.i32, binaryen.i32);
  const outside = all.filter(one => !own.has(one.name) && !copies.get(part).has(one.name) && !little.has(one.name));
  outside.filter(one => slots.has(one.name)).forEach(one => through(module, 'later', slots.get(one.name), one, ready(module)));
  outside.filter(one => !slots.has(one.name)).forEach(one => {
    module.removeFunction(one.name);
    module.addFunctionImport(one.name, 'first', one.name, one.params, one.results);
  });
  for (const one of globalsOf(module)) {
    module.removeGlobal(one.name);
    module.addGlobalImport(one.name, 'first', `global ${one.name}`, one.type, one.mutable);
  }
  tablesOf(module).forEach(one => module.addTableImport(one.name, 'first', `table ${one.name}`));
  module.addTable('later', slots.size, slots.size);
  // Its places in `later`, and those where its own functions and those that it names are called by address.
  const mine = [...own].sort((a, b) => slots.get(a) - slots.get(b));
  if (mine.length) module.addActiveElementSegment('later', 'later', mine, module.i32.const(slots.get(mine[0])));
  module.addTableImport('later', 'first', 'later');
  const named = places.filter(({ name }) => slots.has(name) && !taken.get(FIRST).has(name) && (own.has(name) || taken.get(part).has(name)));
  const real = places.filter(({ name }) => taken.get(FIRST).has(name) && own.has(name));
  runs([...named, ...real]).forEach(({ table, place, names }, i) =>
    module.addActiveElementSegment(table, `named ${i}`, names, module.i32.const(place)));
  module.runPasses(['remove-unused-module-elements']);
  shrink(module);
  module.runPasses(['reorder-functions-by-name']);
  const needs = {
    doors: functions(module).filter(one => one.module === 'first' && one.name !== 'ready').map(one => one.name),
    globals: globalsOf(module).map(one => one.name),
    tables: tablesOf(module).map(one => one.name).filter(name => name !== 'later'),
  };
  const finish = doors => {
    // Through a table too: a name for each would weigh more in the first part than its place.
    const place = new Map(doors.map((name, i) => [name, i]));
    functions(module)
      .filter(one => place.has(one.name) && one.module === 'first')
      .forEach(one => through(module, 'doors', place.get(one.name), one));
    module.addTable('doors', doors.length, doors.length);
    module.addTableImport('doors', 'first', 'doors');
    return finished(module, part);
  };
  return { part, needs, finish };
}

// The first part.
function hollow(bytes, { slots, taken, waits, doors, globals, tables }, loader, imported) {
  const module = binaryen.readBinary(bytes);
  const all = functions(module);
  const load = all.find(one => one.module && one.base.startsWith(loader));
  if (!load) throw new Error(`the program does not import ${loader}...`);
  const { i32, local, table, ref } = module;
  module.addTable('later', slots.size, slots.size);
  module.addTableExport('later', 'later');
  const slot = () => local.get(0, binaryen.i32);
  const missing = ref.is_null(table.get('later', slot(), binaryen.funcref));
  const wait = module.if(missing, module.call(load.name, [slot()], binaryen.none));
  module.addFunction('ready', binaryen.i32, binaryen.i32, [], module.block(null, [wait, slot()], binaryen.i32));
  module.addFunctionExport('ready', 'ready');
  all.filter(one => slots.has(one.name)).forEach(one => through(module, 'later', slots.get(one.name), one, ready(module)));
  // What only later parts call by address, they put there.
  const places = namedPlaces(module).filter(({ name }) => !slots.has(name) || taken.get(FIRST).has(name));
  elementsOf(module).forEach(one => module.removeElementSegment(one.name));
  runs(places).forEach(({ table, place, names }, i) => module.addActiveElementSegment(table, `named ${i}`, names, i32.const(place)));
  module.addTable('doors', doors.length, doors.length);
  module.addActiveElementSegment('doors', 'doors', doors, i32.const(0));
  module.addTableExport('doors', 'doors');
  globals.forEach(name => module.addGlobalExport(name, `global ${name}`));
  tables.forEach(name => module.addTableExport(name, `table ${name}`));
  module.runPasses(['remove-unused-module-elements']);
  shrink(module);
  module.runPasses(['reorder-functions-by-name', 'reorder-locals']);
  blank(module, waits);
  functions(module).filter(one => one.module).forEach(one => {
    module.removeFunction(one.name);
    module.addFunctionImport(one.name, one.module, imported(one.base), one.params, one.results);
  });
  return finished(module, FIRST);
}

function shrink(module) {
  binaryen.setOptimizeLevel(2);
  binaryen.setShrinkLevel(2);
  binaryen.setOneCallerInlineMaxSize(30); // a larger one makes it smaller, and then larger by gzip
  module.optimize();
}

// A place in `later`, where by then somebody stands.
const ready = module => slot => module.call('ready', [module.i32.const(slot)], binaryen.i32);

// Puts in the place of a function a call of what stands in a table.
function through(module, table, place, { name, params, results }, at = place => module.i32.const(place)) {
  const given = binaryen.expandType(params).map((type, i) => module.local.get(i, type));
  module.removeFunction(name);
  module.addFunction(name, params, results, [], module.call_indirect(table, at(place), given, params, results));
}

// Which function stands where in the tables of a module: [{ table, place, name }].
function namedPlaces(module) {
  return elementsOf(module).flatMap(({ table, offset, data }) => {
    const { value } = binaryen.getExpressionInfo(offset);
    return data.map((name, i) => ({ table, place: value + i, name }));
  });
}

// Neighbours in a table together.
function runs(places) {
  const found = [];
  for (const { table, place, name } of places.sort((a, b) => a.place - b.place)) {
    const last = found.at(-1);
    if (last?.table === table && last.place + last.names.length === place) last.names.push(name);
    else found.push({ table, place, names: [name] });
  }
  return found;
}

function finished(module, part) {
  module.runPasses(['strip-producers', 'strip-target-features', 'strip-debug']);
  if (!module.validate()) throw new Error(`the part '${part}' of the program is not valid`);
  const binary = module.emitBinary();
  module.dispose();
  return binary;
}
