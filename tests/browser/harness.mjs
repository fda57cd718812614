// Drives real Chromium against the release build in dist/. It knows how a page is opened and watched, and one thing of
// Handscope's own: <html data-ready> appears when a handshake is on screen with its texts.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serve } from '../../scripts/static-server.mjs';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const executablePath = process.env.HANDSCOPE_CHROMIUM ?? '/usr/bin/chromium';
const args = [
  '--no-sandbox', // root, as in containers, cannot have one
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Serves dist/ and starts a browser of which nobody has been a user before. `close` ends both. */
export async function start({ locale = 'en-US', colorScheme = 'light', viewport = { width: 1440, height: 900 }, touch = false, folder = dist } = {}) {
  if (!existsSync(join(folder, 'index.html'))) throw new Error('dist/ is missing: run scripts/test.sh page browser');
  const { url, close: stop } = await serve(folder);
  const profile = mkdtempSync(join(tmpdir(), 'handscope-profile-'));
  const options = { executablePath, headless: true, args, locale, colorScheme, viewport, hasTouch: touch };
  const context = await chromium.launchPersistentContext(profile, options);
  const close = async () => {
    await context.close();
    await stop();
    rmSync(profile, { recursive: true, force: true });
  };
  return { url, context, open: (link, init) => open(context, url, link, init), close };
}

/** Opens the page at `link` (as in `#v=1&...`), runs `init` in it beforehand, and waits until it is usable. */
async function open(context, url, link = '', init = () => {}) {
  const page = await context.newPage();
  await page.addInitScript(countTimers);
  await page.addInitScript(init);
  const seen = { console: [], errors: [], requests: [], fetched: [] };
  let pending = [];
  page.on('console', m => seen.console.push(`${m.type()}: ${m.text()}`));
  page.on('pageerror', e => seen.errors.push(e.message));
  page.on('request', r => seen.requests.push(r.url()));
  page.on('requestfailed', r => seen.errors.push(`${r.url()}: ${r.failure()?.errorText}`));
  page.on('response', r => {
    if (r.status() >= 400) seen.errors.push(`${r.url()}: ${r.status()}`);
    if (r.url().startsWith('http')) pending?.push(body(r, url));
  });
  await page.goto(url + link, { waitUntil: 'load' });
  await ready(page);
  // What comes from here on is not waited for, nor asked of a page that may be gone.
  const all = pending;
  pending = undefined;
  seen.fetched = await Promise.all(all);
  return { page, seen };
}

const body = async (response, url) => ({ name: response.url().slice(url.length) || 'index.html', body: await response.body() });

/** Waits until the page shows what its link asks for. */
export const ready = page => page.waitForSelector('html[data-ready]', { state: 'attached', timeout: 20_000 });

/** Waits until every timer of the page has run out: what had not happened by then does not happen by itself. */
export const quiet = page => page.waitForFunction(() => globalThis.timers.size === 0);

// Runs in the page: which timers are still to come.
function countTimers() {
  const { setTimeout, clearTimeout } = globalThis;
  globalThis.timers = new Set();
  globalThis.setTimeout = (run, ...rest) => {
    const timer = setTimeout((...given) => {
      globalThis.timers.delete(timer);
      run(...given);
    }, ...rest);
    globalThis.timers.add(timer);
    return timer;
  };
  globalThis.clearTimeout = timer => {
    globalThis.timers.delete(timer);
    clearTimeout(timer);
  };
}
