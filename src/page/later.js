// Fetches the second part of the program and links it to the first: scripts/split.mjs has cut them.
// It goes into index.html as it is; `page::later` calls it. It knows nothing of what is in either part.
globalThis.later = (() => {
  let first, asked, linked;
  const address = document.querySelector('meta[name=later]')?.content;
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
  const ask = async () => {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    link(await WebAssembly.compile(await response.arrayBuffer()));
  };

  /** Whether the whole program is there; so it is where it was never cut. */
  const there = () => !!linked || !address;
  /** Resolves when the second part is there; rejects where it cannot be fetched, and may then be asked again. */
  const fetched = () => {
    asked ??= there() ? Promise.resolve() : ask();
    asked.catch(() => (asked = undefined));
    return asked;
  };
  /** What a function of the second part calls when it is not there yet: the page waits for it. */
  const now = () => {
    if (linked) return;
    const request = new XMLHttpRequest();
    request.open('GET', address, false);
    request.overrideMimeType('text/plain; charset=x-user-defined');
    request.send();
    link(new WebAssembly.Module(Uint8Array.from(request.responseText, c => c.charCodeAt(0))));
  };

  // Who begins to do something may soon need all of it.
  const soon = () => fetched().catch(() => {});
  for (const event of ['pointerdown', 'keydown']) addEventListener(event, soon, { once: true, capture: true });
  if (!address) arrive();
  return { there, fetched, now, arrived: () => arrived };
})();
