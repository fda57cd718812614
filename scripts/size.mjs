// The size of a first visit: the files fetched until the default handshake is usable, each by `gzip -9`, summed.
//
//   node scripts/size.mjs FILE...     FILEs of dist/, as fetched; fails above budget.json
//
// The browser test calls it with what Chromium really fetched.
import { readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const budget = JSON.parse(readFileSync(new URL('../budget.json', import.meta.url), 'utf8')).first_visit_gzip_bytes;

/** files: [{ name, body }]. Returns { total, budget, table } in bytes, the table being text, largest first. */
export function measure(files) {
  const rows = files.map(({ name, body }) => ({ name, raw: body.length, gzip: gzipSync(body, { level: 9 }).length }));
  rows.sort((a, b) => b.gzip - a.gzip);
  const total = rows.reduce((sum, r) => sum + r.gzip, 0);
  const line = (name, raw, gzip) => `${String(raw).padStart(10)} ${String(gzip).padStart(9)}  ${name}`;
  const table = [
    line('first visit', 'bytes', 'gzip -9'),
    ...rows.map(r => line(r.name, r.raw, r.gzip)),
    line(`of ${budget} allowed (${Math.round((100 * total) / budget)} %)`, '', total),
  ].join('\n');
  return { total, budget, table };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const files = process.argv.slice(2).map(f => ({ name: relative('dist', f) || basename(f), body: readFileSync(f) }));
  const { total, table } = measure(files);
  console.log(table);
  process.exit(total > budget ? 1 : 0);
}
