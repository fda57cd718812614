// A small server of static files for the loopback interface: what scripts/serve.sh and the browser tests use.
//
//   node scripts/static-server.mjs FOLDER [--port N]     without N the first free port from 8080
//
// It does what any static host does, and no more: content types, gzip for whoever takes it, and no caching.
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createGzip } from 'node:zlib';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/** Serves `folder` on 127.0.0.1; port 0 takes any free one. Resolves to { url, close }. */
export function serve(folder, port = 0) {
  const root = resolve(folder);
  const server = createServer((request, response) => answer(root, request, response));
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      const close = () => new Promise(closed => {
        server.close(closed);
        server.closeAllConnections();
      });
      done({ url: `http://127.0.0.1:${server.address().port}/`, close });
    });
  });
}

function answer(root, request, response) {
  const file = find(root, request.url);
  const method = request.method === 'GET' || request.method === 'HEAD';
  if (!file || !method) {
    response.writeHead(method ? 404 : 405, { 'content-type': 'text/plain' }).end(method ? 'not found\n' : 'GET only\n');
    return;
  }
  const type = types[extname(file.path)] ?? 'application/octet-stream';
  const packed = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '') && !/^image\/png/.test(type);
  const length = packed ? { 'content-encoding': 'gzip', vary: 'accept-encoding' } : { 'content-length': file.size };
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache', ...length });
  if (request.method === 'HEAD') return void response.end();
  const bytes = createReadStream(file.path).on('error', () => response.destroy());
  (packed ? bytes.pipe(createGzip({ level: 9 })) : bytes).pipe(response);
}

function find(root, address) {
  try {
    let path = join(root, decodeURIComponent(new URL(address, 'http://localhost').pathname));
    if (path !== root && !path.startsWith(root + sep)) return undefined;
    if (statSync(path).isDirectory()) path = join(path, 'index.html');
    return { path, size: statSync(path).size };
  } catch {
    return undefined;
  }
}

async function main([folder, flag, given]) {
  const wanted = flag === '--port' ? [Number(given)] : Array.from({ length: 20 }, (_, i) => 8080 + i);
  for (const port of wanted) {
    try {
      const { url } = await serve(folder, port);
      console.log(`Handscope is at ${url}\nStop with Ctrl-C.`);
      return;
    } catch (e) {
      if (e.code !== 'EADDRINUSE') throw e;
    }
  }
  const which = wanted.length === 1 ? `port ${wanted[0]} is` : `ports ${wanted[0]} to ${wanted.at(-1)} are`;
  console.error(`${which} taken; choose another with --port N (0: any free one)`);
  process.exit(1);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv.slice(2));
