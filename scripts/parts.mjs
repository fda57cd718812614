// Which part of the program a function and a constant are in, by the rules of assets/parts.txt and by who names whom. It
// knows nothing of how a program is cut (scripts/split.mjs).
//
// A part has the functions that a rule names for it, and whatever only these reach; what a rule names for another part
// is called there, and is no way to reach more. The first part has whatever is called from outside, and what that
// reaches. Of what several later parts reach each has a copy, so that none waits for another because of it; what is too
// large for that is in the first of them, in the order of the rules.
import { path, withoutMaker } from './mangled.mjs';
import { relocations } from './relocations.mjs';

export const FIRST = 'first';

// Bytes of code: the largest function that several parts have a copy of.
const COPIED = 1000;

/**
 * text: assets/parts.txt. Returns its parts, [{ name, links, rules }], and its areas of texts, [{ name, links }], each in
 * its order; `links` is what a link reads like that needs it at once.
 */
export function readParts(text) {
  const parts = [];
  const texts = [];
  text.split('\n').forEach((line, i) => {
    const words = line.split(' ').filter(Boolean);
    if (!words.length || line.startsWith('#')) return;
    const wrong = what => new Error(`assets/parts.txt, line ${i + 1}: ${what}`);
    if (!line.startsWith(' ')) {
      const isTexts = words[0] === 'texts';
      const [name, word, links = ''] = isTexts ? words.slice(1) : words;
      if (!name || (word && word !== 'links')) throw wrong(`'${line}': a part, or 'texts' and an area, then 'links' and a pattern`);
      if (isTexts) texts.push({ name, links });
      else parts.push({ name, links, rules: [] });
      return;
    }
    if (!parts.length) throw wrong('a rule stands under its part');
    const [kind, ...rest] = /^(?:crate|of)$/.test(words[0]) ? words : ['module', ...words];
    parts.at(-1).rules.push(...rest.map(what => ({ kind, what, path: what.split('::') })));
  });
  if (parts[0]?.name !== FIRST) throw new Error(`assets/parts.txt: the part '${FIRST}' comes first`);
  return { parts, texts };
}

/**
 * bytes: the program as the linker wrote it; parts: as `readParts` gives them. Returns the part of each function by its
 * name in `functions`, and by part in `copies` the functions of other parts that it has copies of, in `constants` what of
 * memory it reads, as { from, to } (of the first also all that may change), and in `taken` the functions whose addresses
 * it takes.
 */
export function partition(bytes, parts) {
  const program = relocations(bytes);
  const names = parts.map(part => part.name);
  const ruled = new Map(program.functions.map(one => [one, rule(parts, one.name)]));
  const enter = part => to => (ruled.get(to) ?? part) === part;
  // What nobody names is called from outside; what may change is there from the beginning.
  const named = new Set([...program.functions, ...program.data].flatMap(one => [...one.calls, ...one.takes]));
  const outside = program.functions.filter(one => !named.has(one) && !ruled.get(one));
  const first = reach([...outside, ...program.data.filter(one => !one.constant)], enter(FIRST));
  const reached = names.slice(1).map(name => {
    const own = program.functions.filter(one => ruled.get(one) === name);
    const mine = enter(name);
    return reach(own, to => !first.has(to) && mine(to));
  });
  const functions = new Map();
  const copies = new Map(names.map(name => [name, new Set()]));
  for (const one of program.functions) {
    const [part, ...others] = names.slice(1).filter((_, i) => reached[i].has(one));
    const isCopied = others.length && one.end - one.start <= COPIED;
    functions.set(one.name, first.has(one) ? FIRST : part ?? names[1]);
    if (isCopied && !first.has(one)) others.forEach(other => copies.get(other).add(one.name));
  }
  const constants = new Map();
  const taken = new Map();
  for (const name of names) {
    const has = one => functions.get(one.name) === name || copies.get(name).has(one.name);
    const own = program.functions.filter(has);
    const all = name === FIRST ? first : reach(own, to => to.from !== undefined && !first.has(to));
    constants.set(name, [...all].filter(one => one.from !== undefined).map(({ from, to }) => ({ from, to })));
    const holders = [...all].filter(one => one.from !== undefined || has(one));
    taken.set(name, new Set(holders.flatMap(one => [...one.takes].map(to => to.name))));
  }
  return { functions, copies, constants, taken };
}

// The part that the most particular rule names for a function; nothing where none does, or where it names the first: what
// belongs there is what it reaches.
function rule(parts, name) {
  const at = path(name);
  // What is made for a closure is where that is; of alike closures the compiler makes one.
  const own = /NC[NI]/.test(name) ? '' : withoutMaker(name);
  let best = { weight: 0 };
  for (const part of parts) {
    for (const { kind, what, path } of part.rules) {
      const holds = {
        module: () => at[0] === 'handscope' && path.every((step, i) => at[i + 1] === step),
        crate: () => at[0] === what,
        of: () => what.split('+').every(name => own.includes(/^\d+$/.test(name) ? sized(name) : named(name))),
      }[kind]();
      const weight = { module: path.length, crate: 1, of: 100 }[kind];
      if (holds && weight > best.weight) best = { weight, part: part.name };
    }
  }
  return best.part === FIRST ? undefined : best.part;
}

// How a mangled name has a path in it, and a size that a type or a function is made for.
const named = name => name.split('::').map(step => `${step.length}${step}`).join('');
const sized = size => `Kj${Number(size).toString(16)}_`;

function reach(from, enter) {
  const seen = new Set(from);
  const open = [...from];
  while (open.length) {
    const { calls, takes, reads } = open.pop();
    for (const to of [...calls, ...takes, ...reads]) {
      if (seen.has(to) || !enter(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  return seen;
}
