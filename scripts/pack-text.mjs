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
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Reads every text under `source` and writes the packs to `out`. Returns a hash of all; throws on the first error. */
export function pack(source, out) {
  const languages = folders(source);
  const areas = new Set(languages.flatMap(l => folders(join(source, l))));
  const hash = createHash('sha256');
  for (const language of languages) {
    const seen = new Map();
    for (const area of [...areas].sort()) {
      const packed = packArea(join(source, language, area), seen);
      hash.update(packed);
      if (!out) continue;
      mkdirSync(join(out, language), { recursive: true });
      writeFileSync(join(out, language, `${area}.txt`), packed);
    }
  }
  return hash.digest('hex').slice(0, 12);
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

function packArea(path, seen) {
  const texts = new Map();
  for (const e of entriesOf(path)) {
    const file = join(path, e.name);
    if (!e.isFile() || !e.name.endsWith('.txt')) throw new Error(`${file}: only .txt files are expected here`);
    for (const { id, line, title, paragraphs, clause } of parse(readFileSync(file, 'utf8'), file)) {
      const at = `${file}:${line}`;
      if (seen.has(id)) throw new Error(`${at}: '${id}' already stands at ${seen.get(id)}`);
      seen.set(id, at);
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
