// Trunk's post_build hook: what the page still needs after Trunk has written it to its staging folder.
//   1. All stylesheets become one file, in the order of index.html.
//   2. The explanation texts are packed; index.html gets a hash of them, so that a cached text is never stale.
//   3. The Content-Security-Policy gets the hash of every inline script.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from './pack-text.mjs';

const stage = process.env.TRUNK_STAGING_DIR;
const sha256 = (text, form) => createHash('sha256').update(text).digest(form);

function mergeStyles(html) {
  const links = html.match(/<link\b[^>]*>/g).filter(tag => /\brel="?stylesheet\b/.test(tag));
  const files = links.map(tag => join(stage, tag.match(/\bhref="?([^"\s>]+)/)[1]));
  const css = files.map(f => slim(readFileSync(f, 'utf8'))).join('\n');
  const name = `style-${sha256(css, 'hex').slice(0, 16)}.css`;
  files.forEach(f => rmSync(f));
  writeFileSync(join(stage, name), css);
  return links.reduce((h, tag, i) => h.replace(tag, i ? '' : `<link rel="stylesheet" href="./${name}">`), html);
}

// Comments, indentation and blank lines go; the rest is left to compression.
const slim = css => css.replace(/\/\*[^]*?\*\//g, '').replace(/\s*\n\s*/g, '\n').trim();

function packTexts(html) {
  return put(html, 'TEXTS-VERSION', pack('assets/text', join(stage, 'text')));
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
  writeFileSync(path, hashScripts(packTexts(mergeStyles(html))));
} catch (e) {
  console.error(e.message);
  process.exit(1);
}
