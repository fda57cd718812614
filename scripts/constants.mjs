// Which constants of a program nobody reads but the functions of its second part: those wait with them, since data does not
// wait as a function does. Where constants begin and end is told by the map that the linker writes (build.rs); who names
// one, by the numbers in functions and in other constants. It knows no function by name.

// Shorter ones stay unless they are text: a short table may be named by an address before it.
const LEAST = 48;

/** The constants of a program, by its linker's map: [{ from, to, name }], in order. */
export function constants(map) {
  const rows = map.matchAll(/^ *([0-9a-f]+) +[0-9a-f]+ +([0-9a-f]+) +\S+:\((\.rodata\S*)\)$/gm);
  const all = [...rows].map(([, from, size, name]) => ({ from: parseInt(from, 16), to: parseInt(from, 16) + parseInt(size, 16), name }));
  return all.filter(one => one.to > one.from).sort((a, b) => a.from - b.from);
}

/**
 * Of the constants those that no function of the first part reaches, as stretches of memory: [[from, to]]. numbers: all
 * numbers in functions of the first part; word(address), byte(address): the number that stands in memory there, of
 * four bytes or of one.
 */
export function unread(all, numbers, word, byte) {
  const seen = new Set();
  const open = [];
  const at = address => {
    let [low, high] = [0, all.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (address < all[middle].from) high = middle - 1;
      else if (address >= all[middle].to) low = middle + 1;
      else return all[middle];
    }
  };
  const reach = one => {
    if (!one || seen.has(one)) return;
    seen.add(one);
    open.push(one);
  };
  // A table that is looked up in may be named by an address before it, from which its first index counts.
  all.filter(one => !/\.\.Lanon\./.test(one.name) && !/handscope/.test(one.name)).forEach(reach);
  all.filter(one => /switch\.table/.test(one.name)).forEach(reach);
  for (const number of numbers) reach(at(number));
  while (open.length) {
    const { from, to } = open.pop();
    for (let address = (from + 3) & ~3; address + 4 <= to; address += 4) reach(at(word(address)));
  }
  const text = ({ from, to }) => Array.from({ length: to - from }, (_, i) => byte(from + i)).every(n => n >= 32 || n === 10);
  const waits = one => one.to - one.from >= LEAST || text(one);
  return joined(all.filter(one => !seen.has(one) && waits(one)).map(({ from, to }) => [from, to]), 0);
}

/** Stretches of memory, those that are no further apart than so many bytes as one. */
export function joined(all, apart) {
  const stretches = [];
  for (const [from, to] of all) {
    const last = stretches.at(-1);
    if (last && from - last[1] <= apart) last[1] = to;
    else stretches.push([from, to]);
  }
  return stretches;
}
