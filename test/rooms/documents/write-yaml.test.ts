// Everything written reads back as what was meant, with three readers, as a value and as a key; the same bytes every time; the map
// from lines to spans points at the lines of its nodes.
import fc from 'fast-check';
import { load, loadAll, YAML11_SCHEMA } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import {
  type Document,
  entry,
  list,
  type MapNode,
  map,
  type Node,
  number,
  readYaml,
  text,
  told,
  toNode,
  toPlain,
  treeDocument,
  writeJson,
  writeYaml,
  writeYamlWithMap,
  yamlWriter,
} from '../../../src/documents/index.ts';
import { Source, spanIn, spanText } from '../../../src/text/index.ts';
import { NASTY } from './nasty.ts';

const document = (root: Node): Document => ({ root: root as MapNode, path: 'x.yaml' });
const written = (plain: unknown): string => writeYaml([document(toNode(plain))]);

/** Plain maps as lists of pairs, so that order and keys like `__proto__` and `1` are compared too. */
const pairs = (value: unknown): unknown => {
  if (value instanceof Map) return { pairs: [...value].map(([key, inner]) => [key, pairs(inner)]) };
  return Array.isArray(value) ? value.map(pairs) : value;
};
const meant = (node: Node): unknown => {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(meant);
  return { pairs: node.entries.map(({ key, value }) => [key, meant(value)]) };
};

const READERS: Readonly<Record<string, (yaml: string) => unknown>> = {
  'yaml 1.1': (yaml) => pairs(parse(yaml, { version: '1.1', mapAsMap: true, logLevel: 'error' })),
  'yaml 1.2': (yaml) => pairs(parse(yaml, { version: '1.2', mapAsMap: true, logLevel: 'error' })),
  'our own': (yaml) => {
    const { documents, problems } = readYaml(new Source('x.yaml', yaml));
    expect(problems).toEqual([]);
    return meant(documents[0]?.root ?? toNode(null));
  },
};
const JS_YAML = { 'js-yaml': {}, 'js-yaml 1.1': { schema: YAML11_SCHEMA } } as const;

function expectReadBack(root: Node): void {
  const yaml = writeYaml([document(root)]);
  for (const [name, read] of Object.entries(READERS)) expect(read(yaml), name).toEqual(meant(root));
  for (const [name, options] of Object.entries(JS_YAML)) expect(load(yaml, options), name).toEqual(toPlain(root));
}

describe('strings in JSON', () => {
  test.each(NASTY.map((value) => [JSON.stringify(value).slice(0, 60), value]))('%s', (_, value) => {
    expect(JSON.parse(writeJson([document(map([entry('value', list([text(value)]))]))]))).toEqual({ value: [value] });
  });
});

describe('strings that YAML readers mistake', () => {
  test.each(NASTY.map((value) => [JSON.stringify(value).slice(0, 60), value]))('%s', (_, value) => {
    expectReadBack(
      map([
        entry('value', text(value)),
        entry(
          'list',
          list([text(value), map([entry('in', text(value)), entry('after', number(1))]), list([text(value)])]),
        ),
        entry(value, map([entry(value, text(value)), entry(`${value}.`, list([]))])),
        entry('last', text('end')),
      ]),
    );
  });
});

const character = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'abyn019 \n\n:#-?"\'\\&*!|>%@`{}[],~=<_.+xo/') },
  { weight: 1, arbitrary: fc.constantFrom('\t', '\r', '\0', '\x85', '\xa0', '\u2028', '\ufeff', '\ud800', '😀', 'é') },
);
const anyText = fc.oneof(
  fc.string({ unit: character, maxLength: 12 }),
  fc.constantFrom(...NASTY.filter((one) => one.length < 100)),
);
const anyNumber = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true }).filter(Number.isFinite),
  fc.constantFrom(0, -0, 1e21, 1e-7, 2 ** 53),
);
const { node: anyNode } = fc.letrec<{ node: Node; map: Node }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(anyText, anyNumber, fc.boolean(), fc.constant(null)).map((value) => toNode(value)),
    fc.array(tie('node'), { maxLength: 4 }).map((items) => list(items)),
    tie('map'),
  ),
  map: fc
    .uniqueArray(fc.tuple(anyText, tie('node')), { maxLength: 4, selector: ([key]) => key })
    .map((entries) => map(entries.map(([key, value]) => entry(key, value)))),
}));
const anyRoot = fc
  .uniqueArray(fc.tuple(anyText, anyNode), { maxLength: 5, selector: ([key]) => key })
  .map((entries) => map(entries.map(([key, value]) => entry(key, value))));
const hasMinusZero = (node: Node): boolean => {
  if (node.kind === 'scalar') return Object.is(node.value, -0);
  return (node.kind === 'list' ? node.items : node.entries.map(({ value }) => value)).some(hasMinusZero);
};
const RUNS = process.env.MESH_DEEP ? 50_000 : 400;

describe('any tree', () => {
  test('reads back as it was meant', () => {
    fc.assert(fc.property(anyRoot, expectReadBack), { numRuns: RUNS });
  });

  test('several documents read back, with comments and without', () => {
    const several = fc.array(anyRoot, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(several, fc.array(anyText, { maxLength: 2 }), (roots, comments) => {
        const yaml = writeYaml(roots.map((root) => ({ ...document(root), comments })));
        expect(loadAll(yaml)).toEqual(roots.map(toPlain));
        expect(parseAllDocuments(yaml).length).toBe(roots.length);
        expect(readYaml(new Source('x', yaml)).documents.map(({ root }) => root && meant(root))).toEqual(
          roots.map(meant),
        );
      }),
      { numRuns: RUNS / 4 },
    );
  });

  test('is told so that the same tree comes of it, and the same text, one document after the other', () => {
    const some = fc.array(anyRoot, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(some, fc.boolean(), (roots, comments) => {
        const all = roots.map((root) => ({ ...document(root), comments: ['above'] }));
        expect(all.map((one) => meant(treeDocument(told(one)).root))).toEqual(roots.map(meant));
        const writer = yamlWriter({ comments });
        const texts = all.map((one) => new TextDecoder().decode(writer.document(told(one))));
        expect(texts).toEqual(all.map((one) => writeYaml([one], { comments })));
      }),
      { numRuns: RUNS / 4 },
    );
  });

  test('is the same in JSON', () => {
    fc.assert(
      fc.property(anyRoot, (root) => {
        fc.pre(!hasMinusZero(root)); // JSON.stringify writes 0
        const json = writeJson([document(root)]);
        // V8 up to Node 24 reads a key "\r" as "\\" once it has seen an object with that key: JSON.parse shows the syntax only
        expect(() => JSON.parse(json)).not.toThrow();
        expect(load(json)).toEqual(toPlain(root));
        expect(READERS['our own']?.(json)).toEqual(meant(root));
      }),
      { numRuns: RUNS / 4 },
    );
  });
});

describe('the form', () => {
  test('is kubectl’s block style, quoted only where needed', () => {
    const yaml = written({
      apiVersion: 'networking.istio.io/v1',
      metadata: { name: 'reviews', annotations: {} },
      spec: {
        hosts: ['reviews.shop.svc.cluster.local', '*.example.com'],
        http: [
          {
            match: [{ uri: { prefix: '/a' }, headers: { on: { exact: 'no' } } }],
            timeout: '2s',
            weight: 90,
            grid: [[1, 2], []],
          },
        ],
        raw: 'routers:\n- protocol: http\n',
      },
    });
    expect(yaml).toBe(
      [
        'apiVersion: networking.istio.io/v1',
        'metadata:',
        '  name: reviews',
        '  annotations: {}',
        'spec:',
        '  hosts:',
        '  - reviews.shop.svc.cluster.local',
        '  - "*.example.com"',
        '  http:',
        '  - match:',
        '    - uri:',
        '        prefix: /a',
        '      headers:',
        '        "on":',
        '          exact: "no"',
        '    timeout: 2s',
        '    weight: 90',
        '    grid:',
        '    - - 1',
        '      - 2',
        '    - []',
        '  raw: |',
        '    routers:',
        '    - protocol: http',
        '',
      ].join('\n'),
    );
  });

  test('empty documents, and no documents', () => {
    expect(writeYaml([])).toBe('');
    expect(writeYaml([document(map([])), document(map([]))])).toBe('{}\n---\n{}\n');
    expect(writeJson([document(map([])), document(toNode({ a: [1] }))])).toBe('{}\n{\n  "a": [\n    1\n  ]\n}\n');
  });

  test('JSON refuses what it cannot hold', () => {
    expect(() => writeJson([document(toNode({ a: Number.NaN }))])).toThrow(RangeError);
  });

  test('toNode drops what is undefined and keeps built nodes', () => {
    expect(toPlain(toNode({ a: undefined, b: text('x'), c: [1, { d: undefined }] }))).toEqual({ b: 'x', c: [1, {}] });
    expect(() => toNode({ a: () => 1 })).toThrow(TypeError);
  });
});

describe('origins', () => {
  const program = new Source('main.mesh', 'service a {\n  port 1 http\n}\nroute a {\n  -> v1\n  else -> v2\n}\n');
  const at = (words: string) =>
    spanIn(program, program.text.indexOf(words), program.text.indexOf(words) + words.length);
  const root = map(
    [
      entry('kind', text('X')),
      entry(
        'spec',
        map([
          entry('port', number(1, at('port 1'))),
          entry('text', text('a\nb\nc\n')),
          entry(
            'http',
            list([
              map([entry('to', text('v1'), at('v1')), entry('more', text('m'))], at('-> v1')),
              map([entry('to', text('v2'))], at('else -> v2')),
              text('plain', at('v2')),
            ]),
          ),
        ]),
      ),
    ],
    at('service a'),
  );

  test('every line that begins a node maps to the innermost span around it', () => {
    const { text: yaml, mappings } = writeYamlWithMap([document(map([])), document(root)]);
    const lines = yaml.split('\n');
    expect(mappings.map(({ line, span }) => `${lines[line - 1]} <= ${spanText(span)}`)).toEqual([
      'kind: X <= service a',
      'spec: <= service a',
      '  port: 1 <= port 1',
      '  text: | <= service a',
      '  http: <= service a',
      '  - to: v1 <= v1',
      '    more: m <= -> v1',
      '  - to: v2 <= else -> v2',
      '  - plain <= v2',
    ]);
    expect(yaml).toBe(writeYaml([document(map([])), document(root)]));
  });

  test('comments name the place above objects and maps in lists, once per line of the program', () => {
    const yaml = writeYaml([{ ...document(root), comments: ['written by hand\nnot'] }], { comments: true });
    expect(yaml.split('\n').filter((line) => line.includes('#'))).toEqual([
      '# written by hand',
      '# not',
      '# from main.mesh:1',
      '  # from main.mesh:5',
      '  # from main.mesh:6',
    ]);
    expect(parse(yaml)).toEqual(toPlain(root));
    const { mappings, text: again } = writeYamlWithMap([document(root)], { comments: true });
    expect(again.split('\n')[mappings.at(-1)!.line - 1]).toBe('  - plain');
  });
});
