// Generated manifests in generated layouts: whatever the indentation, the style of collections, comments and line ends, only the proxy is
// added, twice is once, and taking it out gives the same bytes.
import fc from 'fast-check';
import { loadAll } from 'js-yaml';
import { expect, test } from 'vitest';
import { Document, visit } from 'yaml';
import { Report } from '../../../src/diagnostics/index.ts';
import { type InjectOptions, inject, uninject } from '../../../src/inject/index.ts';
import { Source } from '../../../src/text/index.ts';

const word = fc.constantFrom(
  'a',
  'web',
  'yes',
  '1',
  '- x',
  '# y',
  'a: b',
  "it's",
  '{x}',
  'long '.repeat(30).trim(),
  '',
);
const scalar = fc.oneof(word, fc.integer({ min: 0, max: 99 }), fc.boolean(), fc.constant(null));
const extras = fc.dictionary(
  fc.constantFrom('command', 'resources', 'env', 'tty', 'futureField'),
  fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }), fc.dictionary(word, scalar, { maxKeys: 2 })),
  { maxKeys: 2 },
);
const named = (prefix: string) =>
  fc.tuple(extras, fc.nat(9)).map(([more, index]) => ({ ...more, name: `${prefix}${index}` }));
const spec = fc.record(
  {
    containers: fc.array(named('c'), { minLength: 1, maxLength: 3 }),
    initContainers: fc.array(named('i'), { minLength: 1, maxLength: 2 }),
    volumes: fc.array(named('v'), { minLength: 1, maxLength: 2 }),
    nodeSelector: fc.dictionary(word, word, { maxKeys: 2 }),
    serviceAccountName: fc.constant('bookinfo'),
  },
  { requiredKeys: ['containers'] },
);
const metadata = fc.record(
  {
    labels: fc.record({ app: fc.constant('web') }),
    annotations: fc.dictionary(fc.constantFrom('a/b', 'c'), word, { minKeys: 1 }),
  },
  { requiredKeys: ['labels'] },
);
const template = fc.oneof(fc.record({ metadata, spec }), fc.record({ spec, metadata }), fc.record({ spec }));
const object = template.map((inner) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { template: inner, replicas: 1 },
}));
const pod = fc.record({ metadata, spec }).map((inner) => ({ apiVersion: 'v1', kind: 'Pod', ...inner }));
const root = fc.oneof(
  object,
  pod,
  fc
    .array(fc.oneof(object, pod), { minLength: 1, maxLength: 3 })
    .map((items) => ({ apiVersion: 'v1', kind: 'List', items })),
);

interface Layout {
  readonly indent: number;
  readonly indentSeq: boolean;
  readonly flowEvery: number;
  readonly commentEvery: number;
  readonly crlf: boolean;
  readonly lastLine: boolean;
  readonly json: boolean;
}
const layout: fc.Arbitrary<Layout> = fc.record({
  indent: fc.constantFrom(1, 2, 4),
  indentSeq: fc.boolean(),
  flowEvery: fc.constantFrom(0, 3, 5, 7),
  commentEvery: fc.constantFrom(0, 1, 3),
  crlf: fc.boolean(),
  lastLine: fc.boolean(),
  json: fc.boolean(),
});

function spell(value: unknown, { indent, indentSeq, flowEvery, commentEvery, crlf, lastLine, json }: Layout): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  let count = 0;
  visit(document, {
    Collection: (_, node) => {
      if (flowEvery > 0 && ++count % flowEvery === 0) node.flow = true;
    },
    Scalar: (_, node) => {
      if (commentEvery > 0 && ++count % commentEvery === 0 && typeof node.value === 'number')
        node.comment = ' about it';
    },
    Pair: (_, { key }) => {
      const node = key as { commentBefore?: string; spaceBefore?: boolean };
      if (commentEvery > 0 && ++count % commentEvery === 0) node.commentBefore = ' about the key';
      if (commentEvery === 3 && count % 4 === 0) node.spaceBefore = true;
    },
  });
  const text = json
    ? `${JSON.stringify(value, null, indent)}\n`
    : document.toString({ indent, indentSeq, lineWidth: 60 });
  const ended = lastLine ? text : text.trimEnd();
  return crlf ? ended.replaceAll('\n', '\r\n') : ended;
}

const OURS = /^(?:init-linkerd|istio-init|istio-proxy|istio-envoy|istio-certs)$/;
const MARKS = /^(?:alpha\.istio\.io\/linkerd-daemonset|sidecar\.istio\.io\/status)$/;

/** Without what is ours, and without what is empty then. */
const stripped = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner) => {
      if (MARKS.test(key)) return undefined;
      const kept = Array.isArray(inner) ? inner.filter((item) => !OURS.test(item?.name)) : inner;
      if (typeof kept !== 'object' || kept === null) return kept;
      const emptied = Object.keys(kept).length === 0 || Object.keys(kept).every((name) => MARKS.test(name));
      if (/^(?:annotations|initContainers|volumes)$/.test(key) && emptied) return undefined;
      if (
        key === 'metadata' &&
        Object.keys(kept).every((name) => name === 'annotations') &&
        Object.keys(kept.annotations ?? {}).every((name) => MARKS.test(name))
      )
        return undefined;
      return kept;
    }),
  );

const options = fc.constantFrom<InjectOptions>(
  { proxy: 'linkerd' },
  { proxy: 'envoy' },
  { proxy: 'envoy', version: '0.3' },
);

test('any manifest in any layout', () => {
  fc.assert(
    fc.property(root, layout, options, (value, how, proxy) => {
      const text = spell(value, how);
      const report = new Report();
      const once = inject(new Source('m', text), proxy, report);
      expect(report.found.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
      expect(once.changed).toBeGreaterThan(0);
      const [before] = loadAll(text);
      const [after] = loadAll(once.text);
      expect(stripped(after)).toEqual(stripped(before));
      expect(inject(new Source('m', once.text), proxy, new Report())).toEqual({ text: once.text, changed: 0 });
      expect(uninject(new Source('m', once.text), new Report())).toEqual({ text, changed: once.changed });
    }),
    { numRuns: process.env.MESH_DEEP ? 20_000 : 300 },
  );
});
