// Packs the explanation texts: assets/text/<lang>/<area>/*.txt -> <out>/<lang>/<area>.txt.
//
//   node scripts/pack-text.mjs [SOURCE [OUT]]     without OUT only checks
//
// A source file is a list of entries:
//
//   ## id                  no spaces in it; once per language, whatever the area
//   # Title                optional
//   also: other, spellings optional, right after the title: under which prose mentions the entry
//   The text, broken into lines at will.
//
//   A blank line starts a paragraph.
//   clause: RFC 8446 4.1.2, RFC 5246 7.4.1.2     optional, last
//
// A packed file has one line per entry, sorted by id, its parts separated by tabs: id, title, clauses, and then each
// paragraph. Other spellings stand behind the title, each after a bar. Any part may be empty, but not title and text at once. So little grammar needs no parser worth its size
// (`explain::Pack` reads it). Lines of a paragraph are joined by a space, though not beside a Chinese or Japanese
// character.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Reads every text under `source` and writes the packs to `out`. Returns a hash of all; throws on the first error. Where
 * `names.txt` stands beside `source`, every language has one area more: what the others call things.
 */
export function pack(source, out) {
  const languages = folders(source);
  const areas = new Set(languages.flatMap(l => folders(join(source, l))));
  const hash = createHash('sha256');
  const titles = new Map();
  const write = (language, area, packed) => {
    hash.update(packed);
    if (!out) return;
    mkdirSync(join(out, language), { recursive: true });
    writeFileSync(join(out, language, `${area}.txt`), packed);
  };
  for (const language of languages) {
    const seen = new Map();
    const own = new Map();
    for (const area of [...areas].sort()) write(language, area, packArea(join(source, language, area), seen, own));
    titles.set(language, own);
  }
  const lent = lends(join(source, '..', 'names.txt'));
  if (lent) for (const language of languages) write(language, 'names', packNames(language, titles, lent));
  return hash.digest('hex').slice(0, 12);
}

/** Whether the titles of an id are lent, by the longest line that it begins with; nothing where there is no such file. */
function lends(file) {
  if (!existsSync(file)) return;
  const rules = readFileSync(file, 'utf8').split(/\r?\n/).filter(line => /^[+-]/.test(line));
  const longest = rules.map(line => [line.slice(1).trim(), line[0] === '+']).sort((a, b) => b[0].length - a[0].length);
  return id => longest.find(([start]) => id.startsWith(start))?.[1] ?? false;
}

/** What the other languages call things: lines of a pack, with ids behind `other.`. */
function packNames(language, titles, lent) {
  const names = new Map();
  for (const [other, own] of titles) {
    if (other === language) continue;
    for (const [id, title] of own) if (title && lent(id)) names.set(id, [names.get(id), title].filter(Boolean).join('|'));
  }
  return [...names.keys()].sort().map(id => `other.${id}\t${names.get(id)}\t\n`).join('');
}

function folders(path) {
  return entriesOf(path).map(e => {
    if (!e.isDirectory()) throw new Error(`${join(path, e.name)}: only folders are expected here`);
    return e.name;
  });
}

function entriesOf(path) {
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (e) {
    throw new Error(`${path}: the folder is missing (every language has the same areas)`, { cause: e });
  }
  return entries.filter(e => !e.name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function packArea(path, seen, titles) {
  const texts = new Map();
  for (const e of entriesOf(path)) {
    const file = join(path, e.name);
    if (!e.isFile() || !e.name.endsWith('.txt')) throw new Error(`${file}: only .txt files are expected here`);
    for (const { id, line, title, paragraphs, clause } of parse(readFileSync(file, 'utf8'), file)) {
      const at = `${file}:${line}`;
      if (seen.has(id)) throw new Error(`${at}: '${id}' already stands at ${seen.get(id)}`);
      seen.set(id, at);
      titles.set(id, title);
      texts.set(id, [id, title, clause, ...paragraphs]);
    }
  }
  return [...texts.keys()].sort().map(id => `${texts.get(id).join('\t')}\n`).join('');
}

/** The entries of one source file: [{ id, line, title, paragraphs, clause }]. */
export function parse(text, file) {
  const entries = [];
  text.split(/\r?\n/).forEach((raw, i) => {
    const line = raw.trim().replace(/\t/g, ' ');
    const fail = why => {
      throw new Error(`${file}:${i + 1}: ${why}`);
    };
    if (line.startsWith('## ')) {
      const id = line.slice(3).trim();
      if (/\s/.test(id)) fail(`an id has no spaces: '${id}'`);
      entries.push({ id, line: i + 1, title: '', paragraphs: [], clause: '', open: false });
      return;
    }
    const entry = entries.at(-1);
    if (!entry) return line && fail(`text before the first '## id'`);
    if (line && entry.clause) fail(`only '## id' may follow a clause line`);
    if (line.startsWith('# ')) {
      if (entry.title || entry.paragraphs.length) fail(`a title stands only once, right after '## ${entry.id}'`);
      if (line.includes('|')) fail('a bar separates spellings in a packed title');
      entry.title = line.slice(2).trim();
    } else if (line.startsWith('also:')) {
      if (!entry.title || entry.paragraphs.length) fail('other spellings stand right after the title');
      const names = line.slice(5).split(',').map(name => name.trim());
      if (names.some(name => !name)) fail('which spelling?');
      entry.title = [entry.title, ...names].join('|');
    } else if (/^#+$|^###/.test(line)) fail(`'${line}' is neither '## id' nor '# title'`);
    else if (line.startsWith('clause:')) {
      entry.clause = line.slice(7).trim();
      if (!entry.clause) fail('which clause?');
    } else if (!line) entry.open = false;
    else {
      entry.paragraphs.push(entry.open ? joinLines(entry.paragraphs.pop(), line) : line);
      entry.open = true;
    }
  });
  return entries.map(({ id, line, title, paragraphs, clause }) => {
    if (!title && !paragraphs.length) throw new Error(`${file}:${line}: '${id}' has neither title nor text`);
    return { id, line, title, paragraphs, clause };
  });
}

const cjk = /[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]/;
const joinLines = (a, b) => a + (cjk.test(a.at(-1)) || cjk.test(b[0]) ? '' : ' ') + b;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    pack(process.argv[2] ?? 'assets/text', process.argv[3]);
  } catch (e) {
    console.error(e.message);
    process.exit(1);
  }
}
