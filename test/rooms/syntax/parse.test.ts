// What programs become: the line rule, references, maps, documentation, segments.
import { describe, expect, test } from 'vitest';
import { declarationsOf, nodeAt, parseFile, reparse, tokenize } from '../../../src/syntax/index.ts';
import { Source } from '../../../src/text/index.ts';
import { shapeOf } from '../../support/tree-shape.ts';
import { messagesOf, only, parse } from './check.ts';

const same = (left: string, right: string): void => {
  expect(messagesOf(left)).toEqual([]);
  expect(shapeOf(parse(left))).toEqual(shapeOf(parse(right)));
};

describe('the line rule', () => {
  test('lines go on inside parentheses, after operators and before some words', () => {
    same(
      'route r\n  with p {\n  when path in (\n    "/a"\n    , "/b"\n  )\n    and not\n    b\n    or c\n    -> 90% to v1,\n       10%\n       to v2\n       with q { timeout\t5s }\n}'.replace(
        'or c',
        'and c',
      ),
      'route r with p { when path in ("/a", "/b") and not b and c -> 90% to v1, 10% to v2 with q { timeout 5s } }',
    );
  });
  test('`{` may stand on the next line', () => same('service a\n{\n  port 80 http\n}', 'service a { port 80 http }'));
  test('a `with` after a block is a setting of its own', () => {
    const { handling } = only('route r {\n  when a -> v1 { timeout 1s }\n  with p\n}', 'route');
    expect(handling.block?.items.map((one) => one.kind)).toEqual(['rule', 'with']);
  });
  test('a `->` after a finished rule is the next rule, and after a setting too', () => {
    const { handling } = only('route r {\n  timeout 5s\n  -> rules a\n  -> rules b\n}', 'route');
    expect(handling.block?.items.map((one) => one.kind)).toEqual(['setting', 'rule', 'rule']);
  });
  test('items may share a line with `;`', () =>
    same(
      'let a = 1; let b = 2;; route r { when a -> v1; else -> v2; }',
      'let a = 1\nlet b = 2\nroute r {\n when a -> v1\n else -> v2\n}',
    ));
});

describe('names and references', () => {
  test('all parts, quoted or not', () => {
    const { reference } = only('use "3scale"/x@"1.2":8080', 'use');
    expect(reference).toMatchObject({
      namespace: { text: '3scale', quoted: true },
      name: { text: 'x' },
      version: { text: '1.2', quoted: true },
      port: { text: '8080' },
    });
  });
  test('half-typed parts are names without text', () => {
    expect(only('use shop/', 'use').reference).toMatchObject({ namespace: { text: 'shop' }, name: { text: '' } });
    expect(only('use reviews@', 'use').reference).toMatchObject({ name: { text: 'reviews' }, version: { text: '' } });
  });
  test('words of the language are names outside their place', () => {
    const text =
      'service service, test, route, gateway { version path, every; calls namespace, never }\nroute path -> route';
    expect(messagesOf(text)).toEqual([]);
  });
  test('reserved words are names where they are glued', () => {
    expect(only('use shop/rest', 'use').reference.name.text).toBe('rest');
  });
  test('a colon without a blank is one in parameters, types and maps', () => {
    same(
      'condition c(v:Text,w:[Int]=[1]) = header "x" == v\ninput x:Percent = 10%\nservice s { version v { pods { app:"x","b":y } } }',
      'condition c(v: Text, w: [Int] = [1]) = header "x" == v\ninput x: Percent = 10%\nservice s { version v { pods { app: "x", "b": y } } }',
    );
  });
  test('an arrow needs no blanks', () => same('route a->v1', 'route a -> v1'));
  test('a group of a rewritten path keeps its backslash', () => {
    expect(only('let a = "/u/\\1\\n\\u{41}"', 'let').value).toMatchObject({ value: '/u/\\1\nA' });
  });
});

describe('documentation', () => {
  test('stands right before what it documents', () => {
    const text =
      '/// One\n/// two\n// aside\nservice a {\n  /// Limits.\n  timeout 5s\n}\n/// not this\n\nroute a -> a\n';
    const [service, route] = declarationsOf(parse(text));
    expect(service).toMatchObject({ doc: 'One\ntwo', block: { items: [{ doc: 'Limits.' }] } });
    expect(route?.doc).toBeUndefined();
  });
});

describe('segments', () => {
  test('one for each declaration, comments with what follows, a tail of comments', () => {
    const text = '// head\nlet a = 1 // trailing\n\n// about b\nlet b = 2\n// tail\n';
    const pieces = parse(text).segments.map(({ anchor, length }) => text.slice(anchor.offset, anchor.offset + length));
    expect(pieces).toEqual(['// head\nlet a = 1 // trailing\n', '\n// about b\nlet b = 2\n', '// tail\n']);
  });
  test('badly indented and crowded files are the same program', () => {
    same(
      '  service a {\nport 80 http\n  }  route a -> v1\nexpect "x" {\ngateway web never routes to a\nnamespace n never reaches a\n}'.replace(
        '}  route',
        '}; route',
      ),
      'service a { port 80 http }\nroute a -> v1\nexpect "x" {\n  gateway web never routes to a\n  namespace n never reaches a\n}',
    );
  });
  test('a reference to a declaration word at the beginning of a line is no declaration', () => {
    same('route a {\n  else ->\nroute b\n}', 'route a { else -> route b }');
    same(
      'expect "x" {\n  every request to\ngateway g is decided\n}',
      'expect "x" { every request to gateway g is decided }',
    );
  });
  test('untouched segments are the same objects with moved anchors', () => {
    const before = parse('let a = 1\n\nlet b = 2\n\nlet c = 3\n\nlet d = 4\n');
    const [, , c, d] = before.segments;
    const text = 'let a = 1\n\nlet bbb = 2\n\nlet c = 3\n\nlet d = 4\n';
    const after = reparse(before, new Source('main.mesh', text));
    expect(after.segments.slice(2)).toEqual([c, d]);
    expect(after.segments[3]).toBe(d);
    expect(text.slice(d?.anchor.offset)).toBe('\nlet d = 4\n');
  });
});

test('nodeAt gives the way down to a place', () => {
  const text = 'route r {\n  when path under "/x" -> v1@a\n}\n';
  const kinds = nodeAt(parse(text), text.indexOf('v1')).map((one) => one.kind);
  expect(kinds).toEqual(['route', 'handling', 'block', 'rule', 'action', 'destination', 'reference', 'name']);
});

test('tokens are told apart', () => {
  const text = '/// d\nroute a@v1 -> "x"; // c\n';
  const kinds = tokenize(new Source('x', text)).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);
  expect(kinds).toEqual([
    'doc-comment /// d',
    'word route',
    'reference a@v1',
    'sign ->',
    'text "x"',
    'end ;',
    'comment // c',
  ]);
});

test('parsing reads from the place a source has', () => {
  const file = parseFile(new Source('a/b.mesh', 'let x = 1\n'));
  expect(file.segments[0]?.anchor.source.path).toBe('a/b.mesh');
});
