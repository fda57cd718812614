// How long a link takes until it is usable, beside a first visit, on a slow line and a slow machine: a report, not a race.
// Asserted is only that every link arrives.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './harness.mjs';

const rounds = 3;
// What Lighthouse calls slow 4G, and its mobile processor.
const line = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };
const slower = 4;
const links = [
  ['a first visit', ''],
  ['a step of it', '#v=1&~at=c0.s.server_hello%231.send'],
  ['TLS 1.2', '#v=1&server.versions=1.2'],
  ['TLS 1.2 with RSA', '#v=1&client.versions=1.2&server.versions=1.2&server.suites=TLS_RSA_WITH_AES_128_CBC_SHA&server.cert=rsa'],
  ['a resumption', '#v=1&connections=2&1.after=600&client.resume=1&server.tickets=1'],
  ['an expired certificate', '#v=1&fault=expired_certificate'],
  ['certificates', '#v=1&~tab=certificates'],
  ['the gallery', '#v=1&~page=gallery'],
];

test('a link, beside a first visit', { timeout: 240_000 }, async t => {
  const browser = await start();
  t.after(browser.close);
  const times = new Map(links.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, link] of links) times.get(name).push(await usable(browser, link));
  }
  const median = list => [...list].sort((a, b) => a - b)[list.length >> 1];
  const base = median(times.get(links[0][0]));
  const rows = links.map(([name]) => {
    const time = median(times.get(name));
    return `${(time / 1000).toFixed(2).padStart(8)}  ${(time / base).toFixed(2).padStart(5)}  ${name}`;
  });
  console.log([`until a link is usable on slow 4G and a ${slower} times slower processor, median of ${rounds}: seconds, and beside a first visit`, ...rows].join('\n'));
  assert.ok([...times.values()].flat().every(time => time > 0));
});

/** Opens a link with nothing cached; returns the milliseconds until it is usable. */
async function usable({ context, url }, link) {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  await devtools.send('Network.emulateNetworkConditions', line);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.addInitScript(() => {
    globalThis.usable = new Promise(done => {
      const look = () => document.documentElement?.hasAttribute('data-ready') && done(performance.now());
      new MutationObserver(look).observe(document, { attributes: true, childList: true, subtree: true, attributeFilter: ['data-ready'] });
    });
  });
  await page.goto(url + link, { waitUntil: 'commit' });
  const time = await page.evaluate(() => globalThis.usable);
  await page.close();
  return time;
}
