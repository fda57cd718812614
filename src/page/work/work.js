// Long work beside the page. In the page it makes one worker when work is first asked for, hands it the parts of the program as
// they were compiled, and passes on what comes; in the worker it carries the work out, unit by unit, and tells of what is
// done some ten times a second. Where there can be no worker, the page does the same by itself, in short slices. What
// the work is, only the program knows (`page::work`).
//
// The page asks by putting `JOB FROM` and on further lines the work into `asked`, and stops by an empty text. What comes back is
// an event `worked`, whose detail is `JOB DONE COUNT`, and a line for each unit: its number and its result.
const inPage = typeof document !== 'undefined';
let current;

/** Does what is left of a work, for as long as it is the current one. */
async function serve({ program, slice, breath }, ask, tell) {
  current = ask;
  let [, job, at, work] = ask.match(/^(\d+) (\d+)\n([^]*)$/);
  let count;
  do {
    const lines = [];
    const end = performance.now() + slice;
    do {
      // The program finds here what to do, and leaves here what came of it.
      const desk = (globalThis.desk = { asked: work, at: `${at}`, count: '', line: '' });
      program.work();
      count = +desk.count;
      if (at < count) lines.push(`${at++} ${desk.line}`);
    } while (at < count && performance.now() < end);
    tell([`${job} ${at} ${count}`, ...lines].join('\n'));
    await breath();
  } while (current === ask && at < count);
}

/** The program's exports: those of the page's own instance, or of one that is made of these modules. */
async function instance(glue, [first, ...others] = []) {
  const { default: init } = await import(glue);
  const program = await init(first && { module_or_path: first });
  others.forEach(module => new WebAssembly.Instance(module, { first: program }));
  return program;
}

const pause = () => new Promise(done => setTimeout(done));

function page() {
  const glue = document.querySelector('link[rel=modulepreload]').href;
  const tell = detail => document.dispatchEvent(new CustomEvent('worked', { detail }));
  let worker, ask;
  // How far the work has come, for whoever goes on with it.
  let done;
  const heard = text => {
    done = text.match(/^(\d+) (\d+)/);
    tell(text);
  };
  const alone = async () => {
    worker = null;
    const own = ask;
    if (!own) return;
    const program = await instance(glue);
    // Half a frame, so that whatever the reader does is answered in the next one.
    if (own === ask) serve({ program, slice: 8, breath: pause }, from(ask), heard);
  };
  // What a worker has done of it is not done again.
  const from = ask => (done && ask.startsWith(`${done[1]} `) ? ask.replace(/ \d+/, ` ${done[2]}`) : ask);
  const begin = () => {
    try {
      worker = new Worker(import.meta.url, { type: 'module' });
      worker.onmessage = event => heard(event.data);
      worker.onerror = worker.onmessageerror = alone;
      worker.postMessage({ glue, modules: globalThis.later.modules });
    } catch {
      worker = null;
    }
  };
  const take = text => {
    ask = text;
    if (text && worker === undefined) begin();
    if (worker) return worker.postMessage(text);
    current = undefined;
    if (text) alone();
  };
  const waiting = globalThis.asked;
  Object.defineProperty(globalThis, 'asked', { set: take });
  if (waiting) take(waiting);
}

function worker() {
  // The program's own beginning waits for parts that the page's link needs: here there is no page, so it waits for ever.
  globalThis.later = { wants: () => true, needed: () => new Promise(() => {}), there: () => true, complete: () => true, now() {} };
  let program;
  onmessage = async ({ data }) => {
    if (data.glue) return void (program = instance(data.glue, data.modules));
    current = undefined;
    if (!data) return;
    current = data;
    const own = { program: await program, slice: 80, breath: pause };
    // Another may have been asked for meanwhile.
    if (current === data) await serve(own, data, text => postMessage(text));
  };
}

inPage ? page() : worker();
