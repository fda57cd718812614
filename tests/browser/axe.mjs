// axe-core in a page whose policy forbids scripts of others: it is evaluated, not added.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// Of a grid of bytes the rows behind the fifth in which nothing is marked are like those before: a certificate has a
// thousand cells, and each takes its time.
const alike = '.box-hex .row:nth-child(n+6):not(:has(b[class]))';

/** What axe finds in the document or a part of it, a line for each rule. */
export async function violations(page, part = 'html') {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found = await page.evaluate(
    ([runOnly, part, alike]) => window.axe.run({ include: [part], exclude: [alike] }, { runOnly, resultTypes: ['violations'] }),
    [rules, part, alike],
  );
  return found.violations.map(v => `${v.impact} ${v.id}: ${v.help}: ${v.nodes.map(n => n.target).join(' | ')}`);
}
