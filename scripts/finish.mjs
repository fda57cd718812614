// Trunk's post_build hook: what the page still needs after Trunk has written it to its staging folder.
//   1. Stylesheets become one file, in the order of index.html, and one for each later part that has any.
//   2. The explanation texts are packed; index.html gets a hash of them and of the script of long work, so that what is
//      cached is never stale.
//   3. The program of a release build is cut in parts, and index.html gets the addresses of the later ones.
//   4. Scripts are made small.
//   5. The Content-Security-Policy gets the hash of every inline script.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { pack } from './pack-text.mjs';
import { FIRST, partition, readParts } from './parts.mjs';
import { split } from './split.mjs';

const stage = process.env.TRUNK_STAGING_DIR;
const release = process.env.TRUNK_PROFILE === 'release';
// HANDSCOPE_WHOLE=1 leaves the program as it is, with its names, and yet it waits for a later part, which never comes:
// what scripts/profile.mjs starts from.
const whole = !!process.env.HANDSCOPE_WHOLE;
const cut = release && !whole;
const rules = readParts(readFileSync('assets/parts.txt', 'utf8'));
const sha256 = (text, form) => createHash('sha256').update(text).digest(form);

// The stylesheet of each later part, by its name: written beside that part. Where nothing is cut, all are linked at once.
const styles = new Map();

function mergeStyles(html) {
  const links = html.match(/<link\b[^>]*>/g).filter(tag => /\brel="?stylesheet\b/.test(tag));
  const partOf = tag => (cut && /\bdata-later="?(\w+)/.exec(tag)?.[1]) || FIRST;
  for (const part of new Set(links.map(partOf))) {
    if (!rules.parts.some(({ name }) => name === part)) throw new Error(`index.html: a stylesheet of '${part}', which is no part`);
    const files = links.filter(tag => partOf(tag) === part).map(tag => join(stage, tag.match(/\bhref="?([^"\s>]+)/)[1]));
    styles.set(part, small(files.map(f => readFileSync(f, 'utf8')).join('\n'), 'css'));
    files.forEach(f => rmSync(f));
  }
  const name = `style-${sha256(styles.get(FIRST), 'hex').slice(0, 8)}.css`;
  writeFileSync(join(stage, name), styles.get(FIRST));
  return links.reduce((h, tag, i) => h.replace(tag, i ? '' : `<link rel="stylesheet" href="./${name}">`), html);
}

// What a release says, in as few bytes as it can.
const small = (code, loader) => (release ? transformSync(code, { loader, minify: true, legalComments: 'none' }).code : code);

// The glue between program and page, which wasm-bindgen writes, and inline scripts. A file that is made small is named
// anew by what it holds, so that no copy of an older one is taken for it.
function shrinkScripts(html) {
  for (const file of readdirSync(stage).filter(f => f.endsWith('.js'))) {
    const code = small(readFileSync(join(stage, file), 'utf8'), 'js');
    const name = `handscope-${sha256(code, 'hex').slice(0, 10)}.js`;
    rmSync(join(stage, file));
    writeFileSync(join(stage, name), code);
    html = html.replaceAll(file, name);
  }
  return html.replace(/(<script\b[^>]*>)([^]*?)(<\/script>)/g, (_, open, code, close) => open + small(code, 'js') + close);
}

// The script that carries long work out is fetched when some is asked for, as work.js?HASH with the hash of the texts: an
// address of its own would weigh on every first visit.
const workScript = () => small(readFileSync('src/page/work/work.js', 'utf8'), 'js');

function addWork(html) {
  writeFileSync(join(stage, 'work.js'), workScript());
  return html;
}

function packTexts(html) {
  const version = sha256(pack('assets/text', join(stage, 'text')) + workScript(), 'hex').slice(0, 12);
  const areas = JSON.stringify(rules.texts.map(({ name, links }) => [name, links]));
  const marks = { 'TEXTS-VERSION': version, LANGUAGES: readdirSync('assets/text').sort().join(' '), 'TEXT-AREAS': areas };
  return Object.entries(marks).reduce((all, [mark, value]) => put(all, mark, value), html);
}

function cutProgram(html) {
  const later = list => put(html, 'LATER-PARTS', JSON.stringify(list));
  if (!cut) return later(whole ? [['./never', 0, '^(?!v=1$|~).']] : []);
  const program = readdirSync(stage).find(f => f.endsWith('.wasm'));
  const names = shortImports();
  const target = join(process.env.CARGO_TARGET_DIR ?? 'target', 'wasm32-unknown-unknown/release/handscope.wasm');
  const parts = split(readFileSync(join(stage, program)), {
    ...partition(readFileSync(target), rules.parts),
    names: rules.parts.map(part => part.name),
    loader: '__wbg_now_',
    imported: name => names.get(name) ?? name,
  });
  rmSync(join(stage, program));
  const files = parts.map(({ name, binary, slots }) => {
    const css = name === FIRST ? '' : styles.get(name) ?? '';
    const hash = createHash('sha256').update(binary).update(css).digest('hex').slice(0, 8);
    const file = `handscope-${name}-${hash}`;
    writeFileSync(join(stage, `${file}.wasm`), binary);
    if (css) writeFileSync(join(stage, `${file}.css`), css);
    return { name, file, slots, dressed: css ? 1 : 0 };
  });
  const links = new Map(rules.parts.map(part => [part.name, part.links]));
  const beside = files.filter(part => part.name !== FIRST);
  const rest = beside.map(({ name, file, slots, dressed }) => [`./${file}`, slots, links.get(name), dressed]);
  return later(rest).replaceAll(program, `${files[0].file}.wasm`);
}

// The glue names what the program imports by a hash each, which nothing compresses: here by their order, in the glue and
// in the program.
function shortImports() {
  const path = join(stage, readdirSync(stage).find(f => f.endsWith('.js')));
  const glue = readFileSync(path, 'utf8');
  const own = /^( *)(__wb\w+)(?=: function)/gm;
  const all = [...glue.matchAll(own)].map(([, , name]) => name).sort();
  const names = new Map(all.map((name, i) => [name, `i${i.toString(36)}`]));
  writeFileSync(path, glue.replace(own, (_, indent, name) => indent + names.get(name)));
  return names;
}

function hashScripts(html) {
  const scripts = [...html.matchAll(/<script\b([^>]*)>([^]*?)<\/script>/g)].filter(([, attributes]) => !/\bsrc=/.test(attributes));
  // `trunk serve` adds a reloader and fills it in while serving, so that its hash cannot be known here.
  const dynamic = scripts.some(([, , text]) => text.includes('{{__TRUNK'));
  const hashes = scripts.map(([, , text]) => `'sha256-${sha256(text, 'base64')}'`);
  return put(html, 'SCRIPT-HASHES', dynamic ? "'unsafe-inline'" : hashes.join(' '));
}

function put(html, mark, value) {
  const uses = html.split(mark).length - 1;
  if (uses !== 1) throw new Error(`index.html: ${mark} must stand there once, it stands ${uses} times`);
  return html.replace(mark, () => value);
}

try {
  const path = join(stage, 'index.html');
  // Comments are for readers of the source; they also name the marks.
  const html = readFileSync(path, 'utf8').replace(/<!--[^]*?-->\n?/g, '');
  writeFileSync(path, hashScripts(addWork(shrinkScripts(cutProgram(packTexts(mergeStyles(html)))))));
} catch (e) {
  console.error(e.message);
  process.exit(1);
}
