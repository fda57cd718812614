// What a visit needs beside the program's first part: texts, and later parts with their stylesheets, which this links to
// the first (scripts/split.mjs has cut them). What the link in the address will need is asked for at once, before the program
// is there to ask. It goes into index.html as it is; `page::later` calls it. It knows nothing of what is in any of it.
globalThis.later = (() => {
  const meta = name => document.querySelector(`meta[name=${name}]`)?.content;
  const parts = location.hash.slice(1).split('&');
  let first;
  // The parts as they were compiled: a worker makes its own program of them.
  const modules = [];
  // The later parts, by scripts/finish.mjs: address, end of its places in the table, what links read like that need it, and
  // whether a stylesheet is beside it.
  const later = JSON.parse(meta('later') || '[]').map(([file, end, links, dressed]) => ({
    address: `${file}.wasm`,
    end,
    style: dressed && `${file}.css`,
    now: !!links && parts.some(part => new RegExp(links).test(part)),
  }));
  const wanted = later.filter(part => part.now);
  // The first instance of this page is the first part: whoever loads it, what it exports is what the others take.
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const own = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await own.apply(WebAssembly, given);
      first ??= (made.instance ?? made).exports;
      modules[0] ??= made.module;
      return made;
    };
  }
  let arrive;
  /** Resolves once `there` is true, whoever asked for it. */
  const arrived = new Promise(done => (arrive = done));
  const link = (part, module) => {
    modules.push(module);
    part.linked ??= new WebAssembly.Instance(module, { first });
    if (there()) arrive();
  };
  const compile = async part => {
    const response = await fetch(part.address);
    if (!response.ok) throw new Error(`${part.address}: ${response.status}`);
    return WebAssembly.compile(await response.arrayBuffer());
  };
  /** Links a part's stylesheet, in the order of the parts whichever comes first; resolves when it is there. */
  const dress = part =>
    (part.dressed ??= new Promise((done, fail) => {
      if (!part.style) return done();
      const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: part.style, onload: done });
      sheet.onerror = () => {
        sheet.remove();
        part.sheet = part.dressed = undefined;
        fail(new Error(part.style));
      };
      part.sheet = sheet;
      document.head.insertBefore(sheet, later.slice(later.indexOf(part) + 1).find(next => next.sheet)?.sheet ?? null);
    }));
  // Begun before the program asked: each is handed out once, so that what failed may be asked for again.
  const begun = new Map();
  const begin = (name, make) => begun.set(name, make()).get(name).catch(() => {});
  const take = (name, make) => {
    const own = begun.get(name) ?? make();
    begun.delete(name);
    return own;
  };

  const all = list => list.every(part => part.linked);
  /** Whether the whole program is there; so it is where it was never cut. */
  const complete = () => all(later);
  /** Whether all is there that the link needs; one that needs nothing more is a first visit, which begins with little. */
  const there = () => all(wanted.length ? wanted : later);
  /** Whether the link needs more than the first part. */
  const wants = () => wanted.length > 0;
  // Each rejects where something cannot be fetched, and may then be asked again.
  const program = part => part.linked ?? take(part.address, () => compile(part)).then(module => link(part, module));
  const bring = part =>
    (part.asked ??= Promise.all([program(part), dress(part)]).catch(error => {
      part.asked = undefined;
      throw error;
    }));
  const bringAll = list => Promise.all(list.map(bring));
  /** Resolves when all is there that the link needs. */
  const needed = () => bringAll(wanted);
  /** Resolves when the whole program is there. */
  const fetched = () => bringAll(later);
  const soon = () => fetched().catch(() => {});
  /** What a function of a later part calls that is not there yet, with its place in the table: the page waits for it. */
  const now = slot => {
    const part = later.find(part => slot < part.end);
    if (!part || part.linked) return;
    const request = new XMLHttpRequest();
    request.open('GET', part.address, false);
    request.overrideMimeType('text/plain; charset=x-user-defined');
    request.send();
    link(part, new WebAssembly.Module(Uint8Array.from(request.responseText, c => c.charCodeAt(0))));
    dress(part).catch(() => {});
    // Who needs one will need others: what is drawn by the whole program is drawn once it is there.
    soon();
  };
  /** The text of a file; nothing where it cannot be had. */
  const get = async name => {
    const response = await take(name, () => fetch(name));
    return response.ok ? response.text() : undefined;
  };

  const tongues = meta('languages').split(' ');
  const tongue = name => tongues.find(tag => name?.toLowerCase().startsWith(tag));
  const told = parts.find(part => part.startsWith('~lang='))?.slice(6);
  const tag = tongue(told) ?? tongue(navigator.language) ?? tongues[0];
  // The areas of texts that a link read like this needs at once, by scripts/finish.mjs.
  for (const [area, links] of JSON.parse(meta('texts') || '[]')) {
    if (!new RegExp(links).test(location.hash)) continue;
    const name = `text/${tag}/${area}.txt?${meta('texts-version')}`;
    begin(name, () => fetch(name));
  }
  for (const part of wanted) {
    begin(part.address, () => compile(part));
    dress(part).catch(() => {});
  }

  // Who begins to do something may soon need all of it.
  for (const event of ['pointerdown', 'keydown']) addEventListener(event, soon, { once: true, capture: true });
  if (there()) arrive();
  return { wants, there, complete, needed, fetched, now, get, modules, arrived: () => arrived };
})();
