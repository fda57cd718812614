// Where a function is written, by its name as the compiler mangles it (v0, RFC 2603): the crate and the modules of a
// function, for a method those of its `impl`. It reads no further than that, and knows nothing of types.

/**
 * name: a mangled name. Returns its path, as ['handscope', 'tls', 'client', 'hello', 'start'], a method's name behind the
 * modules of its `impl`; empty where it has none.
 */
export function path(name) {
  const start = name.indexOf('_R');
  const modules = start < 0 ? [] : inside(name.slice(start + 2), 0);
  const method = /^_RI?Nv[MX]/.test(name) && lastOf(withoutMaker(name));
  return method ? [...modules, method] : modules;
}

/** A name without the crate that a generic function was made in, which stands last and says nothing. */
export function withoutMaker(name) {
  const back = name.replace(/B[0-9a-zA-Z]*_$/, '');
  const made = /Cs[0-9a-zA-Z]{1,13}_(\d+)_?([a-z]\w*)$/.exec(back.slice(-60));
  return made && made[2].length === Number(made[1]) ? back.slice(0, -made[0].length) : back;
}

// The identifier that stands last, where one does.
function lastOf(name) {
  for (let digits = 1; digits <= 2; digits++) {
    for (let length = 10 ** (digits - 1); length < 10 ** digits; length++) {
      const at = name.length - length - digits;
      if (at >= 0 && name.slice(at, at + digits) === String(length) && /^[a-z_]\w*$/.test(name.slice(at + digits))) return name.slice(at + digits);
    }
  }
  return undefined;
}

function inside(name, at) {
  // How many names follow the crate's, each of what lies in the one before.
  let depth = 0;
  for (let jumps = 0; at < name.length && jumps < 64; ) {
    const tag = name[at++];
    if (tag === 'N') {
      at++; // a type, a value, a closure
      depth++;
    } else if (tag === 'C') {
      const names = [];
      for (let i = 0; i <= depth; i++) {
        const read = /^(?:s[0-9a-zA-Z]*_)?u?(\d+)_?/.exec(name.slice(at));
        if (!read) break;
        at += read[0].length;
        const length = Number(read[1]);
        names.push(name.slice(at, at + length));
        at += length;
      }
      return names;
    } else if (tag === 'B') {
      const to = /^([0-9a-zA-Z]*)_/.exec(name.slice(at));
      if (!to) return [];
      at = number(to[1]);
      jumps++;
    } else if (tag === 'M' || tag === 'X') {
      depth = 0;
      at += /^(?:s[0-9a-zA-Z]*_)?/.exec(name.slice(at))[0].length;
    } else if (tag === 'I' || tag === 'Y' || /[RQPOSATL]/.test(tag)) {
      depth = 0;
      if (tag === 'L' || tag === 'R' || tag === 'Q') at += /^(?:L?[0-9a-zA-Z]*_)?/.exec(tag === 'L' ? name.slice(at) : lifetime(name, at))[0].length;
    } else if (!/[a-z]/.test(tag)) return [];
  }
  return [];
}

// A lifetime may stand before the type that a reference is to.
const lifetime = (name, at) => (name[at] === 'L' ? name.slice(at) : '');

// Numbers in base 62 begin with 0 as `_`, so that `0_` is 1.
const number = text => (text === '' ? 0 : [...text].reduce((sum, c) => sum * 62 + digits.indexOf(c), 0) + 1);
const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
