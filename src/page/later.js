// What a visit needs beside the program's first part: texts, and the second part, which this links to the first
// (scripts/split.mjs has cut them). What the link in the address will need is asked for at once, before the program
// is there to ask. It goes into index.html as it is; `page::later` calls it. It knows nothing of what is in any of it.
globalThis.later = (() => {
  const meta = name => document.querySelector(`meta[name=${name}]`)?.content;
  let first, asked, linked, dressed;
  const address = meta('later');
  const style = meta('later-style');
  // The first instance of this page is the first part: whoever loads it, what it exports is what the second one takes.
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const own = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await own.apply(WebAssembly, given);
      first ??= (made.instance ?? made).exports;
      return made;
    };
  }
  let arrive;
  /** Resolves once the second part is there, whoever asked for it. */
  const arrived = new Promise(done => (arrive = done));
  const link = module => {
    linked ??= new WebAssembly.Instance(module, { first });
    arrive();
  };
  const compile = async () => {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return WebAssembly.compile(await response.arrayBuffer());
  };
  /** Links the stylesheet of what the second part shows; resolves when it is there. */
  const dress = () =>
    (dressed ??= new Promise((done, fail) => {
      const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: style, onload: done });
      link.onerror = () => {
        link.remove();
        dressed = undefined;
        fail(new Error(style));
      };
      document.head.append(link);
    }));
  // Begun before the program asked: each is handed out once, so that what failed may be asked for again.
  const begun = new Map();
  const begin = (name, make) => begun.set(name, make()).get(name).catch(() => {});
  const take = (name, make) => {
    const own = begun.get(name) ?? make();
    begun.delete(name);
    return own;
  };

  /** Whether the whole program is there; so it is where it was never cut. */
  const there = () => !!linked || !address;
  /** Resolves when the second part is there; rejects where it cannot be fetched, and may then be asked again. */
  const fetched = () => {
    asked ??= there() ? Promise.resolve() : Promise.all([take(address, compile), style && dress()]).then(([module]) => link(module));
    asked.catch(() => (asked = undefined));
    return asked;
  };
  /** What a function of the second part calls when it is not there yet: the page waits for it. */
  const now = () => {
    if (there()) return;
    const request = new XMLHttpRequest();
    request.open('GET', address, false);
    request.overrideMimeType('text/plain; charset=x-user-defined');
    request.send();
    link(new WebAssembly.Module(Uint8Array.from(request.responseText, c => c.charCodeAt(0))));
    if (style) dress().catch(() => {});
  };
  /** The text of a file; nothing where it cannot be had. */
  const get = async name => {
    const response = await take(name, () => fetch(name));
    return response.ok ? response.text() : undefined;
  };

  // The areas of texts are those that `page::text` and `page::stage` ask for.
  const parts = location.hash.slice(1).split('&');
  const says = start => parts.some(part => part.startsWith(start));
  const usual = parts.every(part => !part || part === 'v=1' || part[0] === '~');
  const axis = says('~ladder=');
  const page = parts.find(part => /^~page=[a-z]+$/.test(part))?.slice(6);
  const judged = says('~tab=certificates');
  const areas = ['core', 'ui'];
  if (!usual || says('~at=') || says('~tab=') || says('~field=')) areas.push('fields');
  if (!usual || axis || (page && !['basics', 'glossary'].includes(page))) areas.push('further');
  if (page) areas.push(page);
  if (says('fault=') || judged) areas.push('faults', 'certificates');
  const whole = !usual || axis || judged || page || says('~field=');
  // What terms mean is told wherever the whole program is there.
  if (whole && page !== 'glossary') areas.push('glossary');
  const tongues = meta('languages').split(' ');
  const tongue = name => tongues.find(tag => name?.toLowerCase().startsWith(tag));
  const wanted = parts.find(part => part.startsWith('~lang='))?.slice(6);
  const tag = tongue(wanted) ?? tongue(navigator.language) ?? tongues[0];
  for (const area of areas) {
    const name = `text/${tag}/${area}.txt?${meta('texts-version')}`;
    begin(name, () => fetch(name));
  }
  if (address && whole) {
    begin(address, compile);
    if (style) dress().catch(() => {});
  }

  // Who begins to do something may soon need all of it.
  const soon = () => fetched().catch(() => {});
  for (const event of ['pointerdown', 'keydown']) addEventListener(event, soon, { once: true, capture: true });
  if (!address) arrive();
  return { there, fetched, now, get, arrived: () => arrived };
})();
