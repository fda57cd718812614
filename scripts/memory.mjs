// The memory of a program as it begins, and which constants in it wait for which part. It knows bytes and where they stand,
// nothing of what reads them: scripts/parts.mjs says that.
import binaryen from 'binaryen';
import { FIRST } from './parts.mjs';

// Bytes: the shortest stretch of constants that waits, and how far apart two are at most that a part brings as one.
const [LEAST, NEAR] = [32, 16];

/**
 * constants: by part, as `partition` gives them; from, to: where memory begins and ends. Returns what each later part brings
 * of the constants in `waiting`, and in `waits` what the first part leaves out, as stretches [[from, to]].
 */
export function unread(constants, { from, to }) {
  const here = new Uint8Array(to - from);
  const mark = value => one => here.fill(value, one.from - from, one.to - from);
  for (const [part, all] of constants) if (part !== FIRST) all.forEach(mark(1));
  constants.get(FIRST).forEach(mark(0));
  // A short one is no gain: where a stretch begins and ends takes bytes, too.
  marked(here).filter(([begin, end]) => end - begin < LEAST).forEach(([begin, end]) => here.fill(0, begin, end));
  const stretches = all => {
    const found = [];
    for (const one of [...all].sort((a, b) => a.from - b.from)) {
      for (let at = one.from; at < one.to; at++) {
        if (!here[at - from]) continue;
        // What lies between two that are near is written once more, as it was.
        const last = found.at(-1);
        if (last && at - last[1] <= NEAR) last[1] = Math.max(last[1], at + 1);
        else found.push([at, at + 1]);
      }
    }
    return found;
  };
  const waiting = new Map([...constants].filter(([part]) => part !== FIRST).map(([part, all]) => [part, stretches(all)]));
  return { waiting, waits: marked(here).map(([begin, end]) => [begin + from, end + from]) };
}

// Where bytes stand that are not zero: [[from, to]].
function marked(bytes) {
  const found = [];
  for (let at = bytes.indexOf(1); at >= 0; at = bytes.indexOf(1, found.at(-1)[1])) {
    const end = bytes.indexOf(0, at);
    found.push([at, end < 0 ? bytes.length : end]);
  }
  return found;
}

/** Memory as it is when the program begins: where it begins and ends, and what stands in a stretch of it. */
export function image(module) {
  const all = segments(module);
  const from = Math.min(...all.map(one => one.address));
  const to = Math.max(...all.map(one => one.address + one.data.length));
  const bytes = new Uint8Array(to - from);
  all.forEach(one => bytes.set(one.data, one.address - from));
  return { from, to, read: (begin, end) => bytes.slice(begin - from, end - from) };
}

/** Leaves stretches out: memory begins as zeros there. */
export function blank(module, stretches) {
  const left = segments(module).flatMap(({ address, data }) => {
    const kept = [];
    let from = address;
    for (const [start, end] of stretches.filter(([start, end]) => end > address && start < address + data.length)) {
      if (start > from) kept.push([from, start]);
      from = Math.max(from, end);
    }
    if (from < address + data.length) kept.push([from, address + data.length]);
    return kept.map(([from, to]) => ({ offset: module.i32.const(from), data: data.slice(from - address, to - address) }));
  });
  setData(module, left);
}

const segments = module =>
  Array.from({ length: module.getNumDataSegments() }, (_, i) => {
    const { offset, data } = module.getDataSegmentInfo(module.getDataSegmentByIndex(i));
    return { address: offset, data: new Uint8Array(data) };
  });

/** Makes these all the data of a module: [{ offset, data }]. */
export function setData(module, data) {
  const { initial, max } = module.getMemoryInfo();
  module.setMemory(initial, max ?? -1, null, data, false, false, memoryName(module));
}

/** The name of a module's memory. */
export const memoryName = module => {
  const all = Array.from({ length: module.getNumExports() }, (_, i) => binaryen.getExportInfo(module.getExportByIndex(i)));
  return all.find(one => one.kind === binaryen.ExternalMemory).value;
};
