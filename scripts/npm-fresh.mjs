// Succeeds when node_modules/ holds just what package-lock.json names, so that `npm ci` need not run.
import { readFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const installed = path => {
  try {
    return JSON.parse(readFileSync(`${path}/package.json`, 'utf8')).version;
  } catch {
    return undefined;
  }
};
const stale = Object.entries(lock.packages).some(([path, p]) => path && !p.optional && installed(path) !== p.version);
process.exit(stale ? 1 : 0);
