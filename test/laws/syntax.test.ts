// Over every case and example: any prefix and any text with one token left out or put twice gives a tree whose spans nest, and an
// edit re-parsed gives what a fresh parse gives, with untouched segments kept to the object.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { format } from '../../src/formatter/index.ts';
import {
  childrenOf,
  declarationsOf,
  type FileTree,
  type Node,
  parseFile,
  reparse,
  tokenize,
} from '../../src/syntax/index.ts';
import { Source, type Span, spanEnd, spanStart } from '../../src/text/index.ts';
import { choicesOf, generateProgram } from '../support/generate-program.ts';
import { placedShapeOf, shapeOf } from '../support/tree-shape.ts';

const root = join(import.meta.dirname, '../..');
const deep = Boolean(process.env.MESH_DEEP);

function meshFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? meshFiles(path) : path.endsWith('.mesh') ? [path] : [];
  });
}
const samples = [
  ...meshFiles(join(root, 'test/cases')),
  ...meshFiles(join(root, 'examples')),
  ...meshFiles(join(root, 'stdlib')),
]
  .filter((path) => !path.endsWith('diagnostics.mesh'))
  .map((path) => readFileSync(path, 'utf8'));
const page = readFileSync(join(root, 'test/cases/language/page/main.mesh'), 'utf8');
/** Each sample is cut at so many places; all of them in a deep run. */
const places = deep ? Number.POSITIVE_INFINITY : 60;

const parse = (text: string): FileTree => parseFile(new Source('main.mesh', text));

function checkTree(file: FileTree): void {
  let at = 0;
  for (const { anchor, length, problems, declarations, comments } of file.segments) {
    expect(anchor.offset).toBe(at);
    at += length;
    for (const { span } of [...problems, ...comments]) within(span, anchor.offset, at);
    for (const declaration of declarations) nested(declaration, anchor.offset, at);
  }
  expect(at).toBe(file.source.text.length);
}

function within(span: Span, start: number, end: number): void {
  if (!(start <= spanStart(span) && spanStart(span) <= spanEnd(span) && spanEnd(span) <= end))
    throw new Error(`span ${spanStart(span)}-${spanEnd(span)} outside ${start}-${end}`);
}

function nested(node: Node, start: number, end: number): void {
  within(node.span, start, end);
  for (const child of childrenOf(node)) nested(child, spanStart(node.span), spanEnd(node.span));
}

function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)] as T);
}

test('every prefix of every sample parses', () => {
  for (const text of samples)
    for (const end of spread(
      [...text].map((_, index) => index),
      places,
    ))
      checkTree(parse(text.slice(0, end)));
});

test('every sample with one token left out, or twice, parses; formatting what is left never fails', () => {
  for (const text of samples)
    for (const { start, end } of spread(tokenize(new Source('main.mesh', text)), places)) {
      const without = parse(text.slice(0, start) + text.slice(end));
      checkTree(without);
      format(without);
      checkTree(parse(`${text.slice(0, end)} ${text.slice(start)}`));
    }
});

test('a missing token harms only the declaration it is in', () => {
  const all = declarationsOf(parse(page)).length;
  const tokens = tokenize(new Source('main.mesh', page));
  let lost = 0;
  for (const { start, end } of tokens) {
    const broken = parse(page.slice(0, start) + page.slice(end));
    if (declarationsOf(broken).length < all - 1) lost++;
  }
  expect(lost).toBe(0);
});

test('formatting the samples keeps them and is idempotent', () => {
  for (const text of samples) {
    const file = parse(text);
    const formatted = format(file);
    expect(shapeOf(parse(formatted))).toEqual(shapeOf(file));
    expect(format(parse(formatted))).toBe(formatted);
  }
});

const pieces = fc.constantFrom(
  ...[
    '',
    '}',
    '{',
    '\n',
    '\nservice x { port 80 http }\n',
    '"',
    '`',
    '(',
    ')',
    '// note\n',
    'never',
    ' is ',
    'route a -> b\n',
  ],
  ...['\r', '\r\n', '->', 'when', '\n\n', 'x', '/', ':', '@', '\ufeff', 'use y', '/// doc\n', 'gateway g ', ','],
);
const edits = fc.array(fc.tuple(fc.nat(1 << 20), fc.nat(30), pieces), { minLength: 1, maxLength: 6 });

test('re-parsing after edits equals a fresh parse', () => {
  const numbers = fc.array(fc.nat(0xffff), { minLength: 10, maxLength: 300, size: 'max' });
  const texts = fc.oneof(
    fc.constant(page),
    numbers.map((list) => generateProgram(choicesOf(list)).text),
  );
  fc.assert(
    fc.property(texts, edits, (start, changes) => {
      let text = start;
      let file = parse(text);
      for (const [place, removed, inserted] of changes) {
        const at = place % (text.length + 1);
        text = text.slice(0, at) + inserted + text.slice(at + removed);
        file = reparse(file, new Source('main.mesh', text));
        expect(placedShapeOf(file)).toEqual(placedShapeOf(parse(text)));
        for (const { anchor } of file.segments) expect(anchor.source).toBe(file.source);
      }
    }),
    { numRuns: deep ? 5000 : 150, seed: 2 },
  );
});

test('an edit keeps the segments it does not touch', () => {
  const before = parse(page);
  const kept = [...before.segments];
  const at = page.indexOf('timeout 2s') + 'timeout '.length;
  const after = reparse(before, new Source('main.mesh', `${page.slice(0, at)}1${page.slice(at)}`));
  const same = after.segments.filter((segment) => kept.includes(segment));
  expect(same.length).toBe(kept.length - 1);
});

test('any text at all gives a tree', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 })), (text) => {
      const file = parse(text);
      checkTree(file);
      format(file);
    }),
    { numRuns: deep ? 20_000 : 250, seed: 3 },
  );
});
