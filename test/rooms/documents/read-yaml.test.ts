// Reading: values as Kubernetes takes them, spans, streams with broken parts, aliases and their bound, everything that is not YAML.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memberAt, type Node, type ReadDocument, readYaml, toPlain } from '../../../src/documents/index.ts';
import { placeOf, Source, spanText } from '../../../src/text/index.ts';

const read = (text: string) => readYaml(new Source('f.yaml', text));
const plain = (text: string): unknown => {
  const { documents, problems } = read(text);
  expect(problems).toEqual([]);
  const root = documents[0]?.root;
  return root && toPlain(root);
};
const told = (text: string): string[] =>
  read(text).problems.map(({ kind, span }) => `${placeOf(span)} ${kind} ${JSON.stringify(spanText(span))}`);
const states = (text: string): string[] => read(text).documents.map(({ state }) => state);
const textOf = ({ source, range }: ReadDocument): string => source.text.slice(range.start, range.end);

describe('scalars, as sigs.k8s.io/yaml reads them', () => {
  test.each<[string, unknown]>([
    ...(['y', 'Yes', 'ON', 'true', 'True'] as const).map((word): [string, unknown] => [word, true]),
    ...(['n', 'NO', 'off', 'FALSE'] as const).map((word): [string, unknown] => [word, false]),
    ...(['~', 'null', 'Null', ''] as const).map((word): [string, unknown] => [word, null]),
    ...(
      [
        ['0', 0],
        ['010', 8],
        ['0o7', 7],
        ['0b11', 3],
        ['0x1F', 31],
        ['-0x10', -16],
        ['1_000', 1000],
        ['+12', 12],
      ] as const
    ).map(([a, b]): [string, unknown] => [a, b]),
    ...(
      [
        ['1.5', 1.5],
        ['.5', 0.5],
        ['1e3', 1000],
        ['08', 8],
        ['-.inf', Number.NEGATIVE_INFINITY],
      ] as const
    ).map(([a, b]): [string, unknown] => [a, b]),
    ...(['1:30', '2001-12-14', 'tRUE', 'nO', '10.0.0.5', '0x', '1e', '_1', '-a', '1s', '<', 'nan'] as const).map(
      (word): [string, unknown] => [word, word],
    ),
    ...(
      [
        ['"yes"', 'yes'],
        ["'1'", '1'],
        ['!!str 1', '1'],
        ['!!int "3"', 3],
        ['! 12', '12'],
      ] as const
    ).map(([a, b]): [string, unknown] => [a, b]),
  ])('%s', (spelled, value) => {
    expect(plain(`a: ${spelled}\n`)).toEqual({ a: value });
    expect(plain(`{"a": [${spelled === '' ? 'null' : spelled}]}`)).toEqual({ a: [value] });
  });

  test('keys stay text', () => expect(plain('on: 1\n1: 2\n"": 3\n')).toEqual({ on: 1, 1: 2, '': 3 }));
});

describe('spans', () => {
  const text =
    '\ufeff# c\r\n---\r\nkind: Pod # c\r\nspec: &s\r\n  list:\r\n  - a: "x"\r\n  - |\r\n    b\r\n    c\r\n  flow: {x: [1]}\r\n';
  const root = read(text).documents[0]?.root;
  const at = (...keys: string[]) => {
    const node = memberAt(root, ...keys);
    return node?.origin && spanText(node.origin);
  };

  test('of values and keys, with CRLF and a byte-order mark', () => {
    expect(at('kind')).toBe('Pod');
    expect(at('spec', 'list')).toMatch(/^- a: "x"/);
    expect(at('spec', 'flow')).toBe('{x: [1]}');
    expect(at('spec', 'flow', 'x')).toBe('[1]');
    expect(at('spec')).toMatch(/^list:/);
    const spec = memberAt(root, 'spec') as Node & { kind: 'map' };
    expect(spec.entries.map(({ origin }) => origin && spanText(origin))).toEqual(['list', 'flow']);
    expect(toPlain(spec)).toEqual({ list: [{ a: 'x' }, 'b\nc\n'], flow: { x: [1] } });
  });
});

describe('streams', () => {
  test('a broken document harms no other', () => {
    const text = 'a: 1\n---\nb: [1,\n---\nc: "x\n---\n\td: 1\n--- # e\ne: {{ .Values.e }}\n---\nf: 1\n...\n# end\n';
    expect(states(text)).toEqual(['read', 'broken', 'broken', 'broken', 'broken', 'read']);
    expect(told(text)).toEqual([
      'f.yaml:3:6 syntax ","',
      'f.yaml:5:5 syntax "x"',
      'f.yaml:7:1 syntax "\\t"',
      'f.yaml:9:4 template "{{ .Values.e }}"',
    ]);
    expect(toPlain(read(text).documents[5]?.root as Node)).toEqual({ f: 1 });
  });

  test.each([
    ['', []],
    ['# nothing\n\n', []],
    ['---\n', ['empty']],
    ['---\n---\na: 1\n---\n# c\n---', ['empty', 'read', 'empty', 'empty']],
    ['# c\n%YAML 1.1\n---\na: 1\n...\n%YAML 1.2\n# d\n---\nb: 1\n', ['read', 'read']],
    ['a: 1\n...\n...\nb: 1\n', ['read', 'read']],
    ['...\n# c\n...\nb: 1\n...\n', ['empty', 'read']],
    ['--- a\n---b\n', ['read']],
    ['---\r\na: 1\r\n---\r\nb: 1', ['read', 'read']],
    ['text: |\n  x\n  ---\n  y\n', ['read']],
  ])('%j', (text, expected) => expect(states(text)).toEqual(expected));

  test('ranges make up the whole text, whatever it is', () => {
    const line = fc.constantFrom(
      '---',
      '...',
      '--- a',
      'a: 1',
      '- b',
      '"',
      '{',
      '# c',
      '%YAML 1.1',
      '',
      '  x: y',
      '\ttab',
      '\ufeff---',
      '&a',
      '*a',
      '{{ x }}',
    );
    const eol = fc.constantFrom('\n', '\r\n');
    const anything = fc.array(fc.tuple(line, eol), { maxLength: 12 }).map((lines) => lines.flat().join(''));
    fc.assert(
      fc.property(fc.oneof(anything, fc.string({ unit: 'binary' })), (text) => {
        const { documents } = read(text);
        if (documents.length > 0) expect(documents.map(textOf).join('')).toBe(text);
        for (const { state, root, problems } of documents) {
          expect(root !== undefined).toBe(state === 'read');
          if (state === 'broken') expect(problems.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: process.env.MESH_DEEP ? 20_000 : 500 },
    );
  });
});

describe('aliases', () => {
  test('stand for the very node, merge keys for its entries; own keys and earlier maps win', () => {
    const text = 'a: &x {b: 1, c: 2}\nd: *x\ne:\n  <<: [*x, {c: 3, f: 4}]\n  b: 9\n"<<": 1\n';
    expect(plain(text)).toEqual({ a: { b: 1, c: 2 }, d: { b: 1, c: 2 }, e: { c: 2, f: 4, b: 9 }, '<<': 1 });
    const [document] = read(text).documents;
    expect(document?.aliases.map(({ name, span }) => `${name} ${placeOf(span)}`)).toEqual([
      'x f.yaml:2:4',
      'x f.yaml:4:8',
    ]);
    expect(document?.aliases[0]?.target).toBe(memberAt(document?.root, 'a'));
    expect(memberAt(document?.root, 'd')).toBe(memberAt(document?.root, 'a'));
  });

  test('a bomb is told before it bursts, and the next document is read', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...[...'bcdefghi'].map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[i]}`)}]`),
    ].join('\n');
    expect(told(`${bomb}\n---\nok: 1\n`)).toEqual(['f.yaml:6:8 alias-bomb "*e"']);
    expect(states(`${bomb}\n---\nok: 1\n`)).toEqual(['broken', 'read']);
    const few = 'a: &a [1, 2]\nb: [*a, *a]\n';
    expect(readYaml(new Source('f', few), { maxAliases: 6 }).problems).toEqual([]);
    expect(readYaml(new Source('f', few), { maxAliases: 5 }).problems.map(({ kind }) => kind)).toEqual(['alias-bomb']);
  });

  test.each([
    ['a: *x\n', 'f.yaml:1:4 alias "*x"'],
    ['a: &x [*x]\n', 'f.yaml:1:8 alias "*x"'],
    ['a:\n  <<: 3\n', 'f.yaml:2:3 alias "<<"'],
  ])('%j', (text, problem) => expect(told(text)).toEqual([problem]));
});

describe('what is not right', () => {
  test.each<[string, string]>([
    ['a: 1\nb: 2\na: 3\n', 'f.yaml:3:1 duplicate-key "a"'],
    ['a: {{ .V }}\n', 'f.yaml:1:4 template "{{ .V }}"'],
    ['{{- if .V }}\na: 1\n{{- end }}\n', 'f.yaml:1:1 template "{{- if .V }}"'],
    ['# {{ x }}\na: {{ .V }}-x\n', 'f.yaml:2:4 template "{{ .V }}"'],
    ['# {{ x }}\na: [\n', 'f.yaml:2:4 syntax "["'],
    ['[k]: v\n', 'f.yaml:1:1 key "[k]"'],
    ['a: !Ref x\n', 'f.yaml:1:9 tag "x"'],
    ['a: \0\n', 'f.yaml:1:4 syntax "\\u0000"'],
    ['a:\n\tb: 1\n', 'f.yaml:2:1 syntax "\\t"'],
    [`a: ${'['.repeat(50_000)}\n`, 'f.yaml:1:1 depth ""'],
  ])('%.40j', (text, problem) => expect(told(text)).toEqual([problem]));

  test('the last of two equal keys is kept, and templates in quotes are text', () => {
    expect(toPlain(read('a: 1\nb: 2\na: 3\n').documents[0]?.root as Node)).toEqual({ a: 3, b: 2 });
    expect(plain("a: '{{ .V }}'\nb: |\n  {{ .V }}\n")).toEqual({ a: '{{ .V }}', b: '{{ .V }}\n' });
  });
});
