// A program without mistakes is read twice in this room: straight from its tokens, and by the parser with recovery where something is
// wrong. This holds both to one grammar: what one finds right the other does, and the trees are the same.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Cursor } from '../../../src/syntax/cursor.ts';
import { MeshParser } from '../../../src/syntax/grammar-declarations.ts';
import { Home } from '../../../src/syntax/home.ts';
import { Lexer } from '../../../src/syntax/lexer.ts';
import { PackedTokens } from '../../../src/syntax/packed-tokens.ts';
import { docsOf } from '../../../src/syntax/parse.ts';
import { readSegment } from '../../../src/syntax/read-declarations.ts';
import { tokenObjects } from '../../../src/syntax/token-objects.ts';
import { Source, type Span } from '../../../src/text/index.ts';
import { choicesOf, generateProgram } from '../../support/generate-program.ts';

const root = join(import.meta.dirname, '../../..');
const deep = Boolean(process.env.MESH_DEEP);
const parser = new MeshParser();

function meshFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? meshFiles(path) : path.endsWith('.mesh') ? [path] : [];
  });
}
const samples = ['test/cases', 'examples', 'stdlib']
  .flatMap((folder) => meshFiles(join(root, folder)))
  .map((path) => readFileSync(path, 'utf8'));

const isSpan = (value: unknown): value is Span => typeof value === 'object' && value !== null && 'anchor' in value;
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, inner: unknown) => (isSpan(inner) ? [inner.start, inner.end] : inner)));

interface Counts {
  right: number;
  wrong: number;
}

/** Reads every segment in both ways. */
function compare(text: string, counts: Counts = { right: 0, wrong: 0 }): Counts {
  const source = new Source('main.mesh', text);
  const tokens = new PackedTokens(16);
  const lexer = new Lexer(text, tokens);
  for (let at = 0; at < text.length; ) {
    const home = new Home(source, at, tokens);
    const lexed = lexer.segment(home);
    const docs = docsOf(lexed);
    const cursor = new Cursor();
    cursor.begin(docs);
    const read = readSegment(cursor.point(home, lexed.first, lexed.eof));
    const parsed = parser.parse({ anchor: home, tokens: tokenObjects(lexed) }, docs);
    const right = parsed.problems.length === 0 && lexed.problems.length === 0;
    // Where the lexer found something wrong the tokens are not read at once.
    if (lexed.problems.length === 0) expect(read !== undefined, text.slice(at, lexed.end)).toBe(right);
    if (right) expect(plain([read].flat())).toEqual(plain(parsed.declarations));
    counts[right ? 'right' : 'wrong']++;
    at = lexed.end;
  }
  return counts;
}

test('every case, example and file of the standard library', () => {
  const counts: Counts = { right: 0, wrong: 0 };
  for (const text of samples) compare(text, counts);
  expect(counts.right).toBeGreaterThan(800);
  expect(counts.wrong).toBeGreaterThan(0);
});

const numbers = fc.array(fc.nat(0xffff), { minLength: 40, maxLength: 300, size: 'max' });

test('programs made from the grammar', () => {
  fc.assert(
    fc.property(numbers, (list) => {
      expect(compare(generateProgram(choicesOf(list)).text).wrong).toBe(0);
    }),
    { numRuns: deep ? 20_000 : 400, seed: 11 },
  );
});

test('the same with a piece left out or put in', () => {
  const pieces = fc.constantFrom(
    '',
    ' x',
    ' { ',
    ' } ',
    ' -> ',
    ', ',
    ' to ',
    ' "a" ',
    ' 5 ',
    ' ( ',
    ')',
    ' = ',
    ' in ',
    '\n',
    ' port ',
  );
  fc.assert(
    fc.property(numbers, fc.nat(), fc.nat(12), pieces, (list, place, removed, piece) => {
      const { text } = generateProgram(choicesOf(list));
      const at = place % (text.length + 1);
      compare(text.slice(0, at) + piece + text.slice(at + removed));
    }),
    { numRuns: deep ? 50_000 : 600, seed: 12 },
  );
});

test('every sample with a token left out, or twice', () => {
  for (const text of samples) {
    const source = new Source('main.mesh', text);
    const { tokens, first, eof } = new Lexer(text).segment(new Home(source, 0, new PackedTokens(0)));
    const step = deep ? 1 : Math.max(1, Math.floor((eof - first) / 8));
    for (let at = first; at < eof; at += step) {
      compare(text.slice(0, tokens.startOf(at)) + text.slice(tokens.endOf(at)));
      compare(`${text.slice(0, tokens.endOf(at))} ${text.slice(tokens.startOf(at))}`);
    }
  }
});

/** At the edges of what may stand where; some are right, some wrong. */
const odd: readonly string[] = [
  ...['"x"', '5', 'p', 'p(1)', 'p, "x"', 'p, q(2)', 'a/p', ''].flatMap((policies) => [
    `route a with ${policies} -> b`,
    `policy p { with ${policies} }`,
    `route a { -> b with ${policies} }`,
  ]),
  ...[
    'path == "/" and method == GET or sni exists',
    'path == "/" or not sni exists and c',
    'a and path in ("/a")',
  ].flatMap((condition) => [`condition c = ${condition}`, `route a { when ${condition} -> b }`]),
  ...[
    'header == "x"',
    'header "x"',
    'path "x"',
    'path in ()',
    'path in "/a", "/b"',
    'header x exists',
    'path = "/"',
  ].map((condition) => `route a { when ${condition} -> b }`),
  ...[
    'redirect',
    'respond',
    'rules',
    'route',
    'redirect to b',
    'rules to b',
    'respond 200 "x" 5',
    'route "x"',
    'rules "x"',
  ].map((target) => `route a -> ${target}`),
  ...[
    '"x"',
    '"x" to b',
    'rest to b',
    '10% b',
    '10% to b, rest to c',
    '10% to b, c',
    'rest',
    'f(1) to b',
    'f(1)',
    'to b',
  ].map((target) => `route a -> ${target}`),
  ...[
    'port 9080 http version v1',
    'port 9080 http version, v1',
    'port 9080 version',
    'timeout: 5s',
    'calls to, on',
    'x { a: b }',
  ].map((setting) => `service a { ${setting} }`),
  ...[
    'every never reaches b',
    'every request to gateway g is decided',
    'gateway never reaches b',
    'namespace never reaches b',
  ].map((claim) => `expect "t" { ${claim} }`),
  ...['namespace "n"', 'namespace to b', 'gateway g to b', 'gateway to b', 'pods { a: "b" }', 'pods', 'pods to b'].map(
    (source) => `test "t" { GET "/" from ${source} -> b }`,
  ),
];

test('what is nearly right', () => {
  const counts: Counts = { right: 0, wrong: 0 };
  for (const text of odd) compare(text, counts);
  expect(counts.right).toBeGreaterThan(20);
  expect(counts.wrong).toBeGreaterThan(20);
});
