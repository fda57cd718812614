// The text packer keeps what authors wrote, and names file and line of what it cannot keep.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { pack, parse } from '../../scripts/pack-text.mjs';

const only = text => parse(text, 'f.txt')[0];

test('an entry has an id, a title, paragraphs and clauses', () => {
  const entry = only('\n## a.b.*\n\n# The title\nOne line\nand {n} more.\n\n\nSecond: # 1.\nclause: RFC 1 2, RFC 3\n');
  const paragraphs = ['One line and {n} more.', 'Second: # 1.'];
  assert.deepEqual(entry, { id: 'a.b.*', line: 2, title: 'The title', paragraphs, clause: 'RFC 1 2, RFC 3' });
});

test('title or text may be missing, not both', () => {
  assert.deepEqual(only('## a\n# T').paragraphs, []);
  assert.equal(only('## a\nx').title, '');
  assert.throws(() => parse('## a\n## b\nx', 'f.txt'), /^Error: f\.txt:1: 'a' has neither/);
});

test('lines join without a space beside Japanese', () => {
  assert.equal(only('## a\n最初の\nメッセージ。\nTLS\n1.3 の\n鍵').paragraphs[0], '最初のメッセージ。TLS 1.3 の鍵');
});

test('other spellings stand behind the title', () => {
  const entry = only('## a\n# T\nalso: an a, -one a\nx');
  assert.deepEqual([entry.title, entry.paragraphs], ['T|an a|-one a', ['x']]);
});

test('carriage returns do not matter', () => assert.deepEqual(only('## a\r\nx\r\ny\r\n').paragraphs, ['x y']));

for (const [why, text, message] of [
  ['text before the first id', 'x\n## a\ny', /^Error: f\.txt:1: text before/],
  ['a title before the first id', '\n# x', /^Error: f\.txt:2: text before/],
  ['a second title', '## a\n# x\n# y', /^Error: f\.txt:3: a title stands only once/],
  ['a title after text', '## a\nx\n# y', /^Error: f\.txt:3: a title stands only once/],
  ['an id with a space', '## a b\nx', /^Error: f\.txt:1: an id has no spaces/],
  ['an id without a name', '##\nx', /^Error: f\.txt:1: /],
  ['text after the clauses', '## a\nx\nclause: RFC 1\n\ny', /^Error: f\.txt:5: only '## id' may follow/],
  ['an empty clause line', '## a\nx\nclause: ', /^Error: f\.txt:3: which clause/],
  ['an empty spelling', '## a\n# T\nalso: b,\nx', /^Error: f\.txt:3: which spelling/],
  ['spellings without a title', '## a\nalso: b\nx', /^Error: f\.txt:2: other spellings/],
  ['spellings after text', '## a\n# T\nx\nalso: b', /^Error: f\.txt:4: other spellings/],
  ['a bar in a title', '## a\n# T|b', /^Error: f\.txt:2: a bar/],
  ['a third kind of heading', '## a\n### b', /^Error: f\.txt:2: '### b' is neither/],
]) {
  test(`${why} is refused`, () => assert.throws(() => parse(text, 'f.txt'), message));
}

/** Packs a tree given as { path: text } and returns what `look` sees in the result. */
function packed(tree, look = () => {}) {
  const root = mkdtempSync(join(tmpdir(), 'handscope-texts-'));
  try {
    for (const [path, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(root, 'in', path)), { recursive: true });
      writeFileSync(join(root, 'in', path), text);
    }
    const hash = pack(join(root, 'in'), join(root, 'out'));
    return look(path => readFileSync(join(root, 'out', path), 'utf8'), hash);
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('files of an area become one, sorted by id', () => {
  const tree = { 'en/core/2.txt': '## b\nB', 'en/core/1.txt': '## c\nC\n## 10\nten', 'en/ui/1.txt': '## play\n# Play' };
  packed(tree, read => {
    assert.equal(read('en/core.txt'), '10\t\t\tten\nb\t\t\tB\nc\t\t\tC\n');
    assert.equal(read('en/ui.txt'), 'play\tPlay\t\n');
  });
});

test('a tab is no part of a text', () => assert.deepEqual(only('## a\nx\ty').paragraphs, ['x y']));

test('an id stands once in a language', () => {
  const tree = { 'en/core/1.txt': '## a\nx', 'en/ui/1.txt': '\n## a\ny', 'ja/core/1.txt': '## a\nx', 'ja/ui/1.txt': '' };
  assert.throws(() => packed(tree), /en.ui.1\.txt:2: 'a' already stands at .*en.core.1\.txt:1$/);
});

test('every language has the same areas', () => {
  assert.throws(() => packed({ 'en/core/1.txt': '## a\nx', 'ja/ui/1.txt': '## a\nx' }), /en.ui: the folder is missing/);
});

test('the hash follows the texts', () => {
  const hash = text => packed({ 'en/core/1.txt': text }, (_, h) => h);
  assert.equal(hash('## a\nx'), hash('## a\n\nx\n'));
  assert.notEqual(hash('## a\nx'), hash('## a\ny'));
});
