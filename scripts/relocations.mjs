// Who names whom in a program, by the relocations that the linker leaves in it (build.rs): the functions that a function
// calls, and the functions and constants whose addresses stand in a function or in a constant. An address is a number like
// any other once a program is linked; only its relocations tell the two apart. It knows the object format of WebAssembly
// (tool-conventions, Linking.md), and nothing of what a program does.

const [IMPORT, EXPORT, CODE, DATA] = [2, 7, 10, 11];
const [SEGMENT_INFO, SYMBOL_TABLE] = [5, 8];
const [FUNCTION, DATUM, SECTION] = [0, 1, 3];
const [UNDEFINED, EXPLICIT_NAME] = [0x10, 0x40];
// Of each kind of relocation: what it names, and whether an addend follows.
const KINDS = new Map([
  ...[0, 1, 2, 12, 18, 19, 24].map(kind => [kind, { addend: false }]), // functions: called, and by their place in the table
  ...[3, 4, 5, 11, 14, 15, 16, 17, 21].map(kind => [kind, { addend: true }]), // addresses in memory
  ...[8, 9, 22, 23, 25].map(kind => [kind, { addend: true, own: true }]), // what debuggers want
  ...[6, 7, 10, 13, 20, 26].map(kind => [kind, { addend: false, own: true }]), // types, globals, tables
]);

/**
 * bytes: a program as the linker wrote it. Returns { functions, data }: of each function { name, calls, takes, reads }, of
 * each constant or variable { from, to, constant, takes, reads } with its place in memory. `calls` and `takes` are
 * functions, the latter by address; `reads` are data.
 */
export function relocations(bytes) {
  const sections = readSections(bytes);
  const custom = name => sections.find(section => section.name === name);
  if (!custom('linking')) throw new Error('the program has no relocations: it was linked without --emit-relocs');
  const named = names(custom('name'));
  const imported = countImports(sections.find(section => section.id === IMPORT));
  const code = sections.find(section => section.id === CODE);
  const store = sections.find(section => section.id === DATA);
  const functions = bodies(code).map((body, i) => node({ ...body, name: named.get(imported + i) ?? `${imported + i}` }));
  const about = subsections(custom('linking'));
  const kept = readSegmentNames(about.get(SEGMENT_INFO));
  const segments = readSegments(store);
  const data = [];
  const symbols = readSymbols(about.get(SYMBOL_TABLE)).map(symbol => {
    if (symbol.kind === FUNCTION) return functions[symbol.index - imported];
    if (symbol.kind !== DATUM || symbol.segment === undefined || !symbol.size) return undefined;
    const { start, address } = segments[symbol.segment];
    const from = address + symbol.offset;
    const one = node({ start: start + symbol.offset, end: start + symbol.offset + symbol.size, from, to: from + symbol.size, constant: kept[symbol.segment].startsWith('.rodata') });
    data.push(one);
    return one;
  });
  data.sort((a, b) => a.start - b.start || b.end - a.end);
  for (const section of sections.filter(section => section.name?.startsWith('reloc.'))) {
    const read = reader(section);
    const of = sections[read.u32()];
    const holders = of === code ? functions : of === store ? data : undefined;
    if (holders) for (const { kind, offset, index } of entries(read)) tie(holding(holders, offset), kind, symbols[index]);
  }
  return { functions, data };
}

/** A program without what only linkers read: not a standard file any more with it, as binaryen says. */
export function unlinked(bytes) {
  const rest = readSections(bytes).filter(({ name }) => !/^(?:linking|reloc\..*)$/.test(name));
  return Buffer.concat([bytes.subarray(0, 8), ...rest.map(({ whole: [from, to] }) => bytes.subarray(from, to))]);
}

const node = own => ({ ...own, calls: new Set(), takes: new Set(), reads: new Set() });

function tie(holders, kind, what) {
  if (!what) return;
  for (const holder of holders) {
    const edges = what.from !== undefined ? holder.reads : kind === 0 ? holder.calls : holder.takes;
    edges.add(what);
  }
}

// What lies around a place; data may lie in each other, where the linker has merged alike ones.
function holding(all, offset) {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle].start <= offset) low = middle + 1;
    else high = middle;
  }
  const found = [];
  for (let i = low - 1; i >= 0 && i > low - 16; i--) if (offset < all[i].end) found.push(all[i]);
  return found;
}

function* entries(read) {
  for (let left = read.u32(); left > 0; left--) {
    const kind = read.byte();
    const known = KINDS.get(kind);
    if (!known) throw new Error(`a relocation of kind ${kind} is not known`);
    const [offset, index] = [read.u32(), read.u32()];
    if (known.addend) read.skipNumber();
    if (!known.own) yield { kind, offset, index };
  }
}

// The parts of the linking section, by their kind.
function subsections(section) {
  const read = reader(section);
  const found = new Map();
  read.u32(); // the version of the format
  while (!read.done()) {
    const kind = read.byte();
    const size = read.u32();
    const begin = section.begin + read.at();
    found.set(kind, { bytes: section.bytes, begin, end: begin + size });
    read.to(read.at() + size);
  }
  return found;
}

function readSymbols(section) {
  const read = reader(section);
  return Array.from({ length: read.u32() }, () => readSymbol(read));
}

function readSegmentNames(section) {
  const read = reader(section);
  return Array.from({ length: read.u32() }, () => {
    const name = read.name();
    read.u32(); // its alignment
    read.u32(); // its flags
    return name;
  });
}

function readSymbol(read) {
  const kind = read.byte();
  const flags = read.u32();
  if (kind === SECTION) return { kind, index: read.u32() };
  if (kind !== DATUM) {
    const index = read.u32();
    if (!(flags & UNDEFINED) || flags & EXPLICIT_NAME) read.name();
    return { kind, index };
  }
  read.name();
  return flags & UNDEFINED ? { kind } : { kind, segment: read.u32(), offset: read.u32(), size: read.u32() };
}

function bodies(section) {
  const read = reader(section);
  return Array.from({ length: read.u32() }, () => {
    const size = read.u32();
    const start = read.at();
    read.to(start + size);
    return { start, end: start + size };
  });
}

// Segments at fixed addresses: 0, `i32.const address`, `end`.
function readSegments(section) {
  const read = reader(section);
  return Array.from({ length: read.u32() }, () => {
    if (read.u32() !== 0 || read.byte() !== 0x41) throw new Error('a data segment has no fixed address');
    const address = read.signed();
    read.byte();
    const size = read.u32();
    const start = read.at();
    read.to(start + size);
    return { start, address };
  });
}

// Functions come first among what is imported, or not: each entry says its kind.
function countImports(section) {
  const read = reader(section);
  let count = 0;
  for (let left = read.u32(); left > 0; left--) {
    read.name();
    read.name();
    if (read.byte() !== 0) throw new Error('the linker imports functions only');
    read.u32();
    count++;
  }
  return count;
}

function names(section) {
  const read = reader(section);
  const found = new Map();
  while (!read.done()) {
    const kind = read.byte();
    const end = read.u32() + read.at();
    if (kind === 1) for (let left = read.u32(); left > 0; left--) found.set(read.u32(), read.name());
    read.to(end);
  }
  return found;
}

function readSections(bytes) {
  const read = reader({ bytes, begin: 8, end: bytes.length });
  const sections = [];
  while (!read.done()) {
    const from = read.at() + 8;
    const id = read.byte();
    const size = read.u32();
    const begin = read.at() + 8;
    const section = { id, bytes, begin, end: begin + size, whole: [from, begin + size] };
    if (id === 0) {
      const inner = reader(section);
      section.name = inner.name();
      section.begin = begin + inner.at();
    }
    sections.push(section);
    read.to(begin - 8 + size);
  }
  return sections;
}

// Places count from the section's beginning, as relocations do.
function reader({ bytes, begin, end }) {
  let at = begin;
  const byte = () => bytes[at++];
  const u32 = () => {
    let [value, shift, next] = [0, 0, 0x80];
    for (; next & 0x80; shift += 7) {
      next = byte();
      value += (next & 0x7f) * 2 ** shift;
    }
    return value;
  };
  const signed = () => {
    let [value, shift, next] = [0, 0, 0x80];
    for (; next & 0x80; shift += 7) {
      next = byte();
      value |= (next & 0x7f) << shift;
    }
    return shift < 32 && next & 0x40 ? value | (-1 << shift) : value;
  };
  const name = () => {
    const size = u32();
    at += size;
    return new TextDecoder().decode(bytes.subarray(at - size, at));
  };
  return {
    byte,
    u32,
    signed,
    name,
    skipNumber: () => { while (byte() & 0x80); },
    at: () => at - begin,
    to: place => (at = begin + place),
    done: () => at >= end,
  };
}
