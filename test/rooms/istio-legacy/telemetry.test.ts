// Mixer's rules: everything they refer to is there, for one service and for all of them, in the forms of 0.1 and of 0.2–0.8.
import { expect, test } from 'vitest';
import { toPlain } from '../../../src/documents/index.ts';
import type { OldVersion } from '../../support/route-rules/index.ts';
import { buildProgram } from './programs.ts';

// biome-ignore lint/suspicious/noExplicitAny: plain YAML
type Json = any;

const shop = 'namespace shop\nservice reviews { port 9080 http }\nservice ratings { port 9080 http }\n';
const objects = (
  text: string,
  version: OldVersion,
): { readonly all: readonly Json[]; readonly codes: readonly string[] } => {
  const { documents, codes } = buildProgram(text, version);
  return { all: documents.map(({ root }) => toPlain(root)), codes };
};

test('every handler and instance that a rule names is there, with the labels that the handler wants', () => {
  const { all, codes } = objects(
    `${shop}telemetry { metrics prometheus; metrics statsd "statsd:8125"; access-log json }\n`,
    '0.5',
  );
  expect(codes).toEqual([]);
  const full = ({ kind, metadata }: Json): string => `${metadata.name}.${kind}.${metadata.namespace}`;
  const names = new Set(all.map(full));
  const [rule] = all.filter(({ kind }) => kind === 'rule');
  expect(rule.spec.match).toBe('true');
  for (const { handler, instances } of rule.spec.actions)
    expect([handler, ...instances].filter((name: string) => !names.has(name))).toEqual([]);
  const prometheus = all.find(({ kind }) => kind === 'prometheus');
  for (const { instance_name, label_names } of prometheus.spec.metrics) {
    const instance = all.find((one) => full(one) === instance_name);
    expect(Object.keys(instance.spec.dimensions).sort()).toEqual([...label_names].sort());
  }
  const statsd = all.find(({ kind }) => kind === 'statsd');
  expect(Object.keys(statsd.spec.metrics).filter((name) => !names.has(name))).toEqual([]);
  expect(all.find(({ kind }) => kind === 'stdio').spec.outputAsJson).toBe(true);
});

test('of one service only', () => {
  const { all, codes } = objects(`${shop}telemetry for reviews { metrics prometheus }\n`, '0.8');
  expect(codes).toEqual([]);
  expect(
    all.filter(({ kind }) => kind === 'rule').map(({ metadata, spec }) => [metadata.namespace, spec.match]),
  ).toEqual([['shop', 'destination.service == "reviews.shop.svc.cluster.local"']]);
});

test('in 0.1 each service gets a file of aspects, and the rule for everything stays as it is', () => {
  const { documents, codes } = buildProgram(`${shop}telemetry { metrics prometheus; access-log text }\n`, '0.1');
  expect(codes).toEqual([]);
  expect(documents.map(({ path }) => path)).toEqual(['mixer-rule/shop/ratings.yaml', 'mixer-rule/shop/reviews.yaml']);
  const [{ aspects }] = (toPlain((documents[0] as never as { root: never }).root) as Json).rules;
  expect(aspects.map(({ kind }: Json) => kind)).toEqual(['metrics', 'access-logs']);
  expect(aspects[0].params.metrics.map((metric: Json) => metric.descriptor_name)).toEqual([
    'request_count',
    'request_duration',
  ]);
});

test('where Mixer and Zipkin are is decided at installation: the usual places are fine, others are refused', () => {
  const at = (mixer: string, zipkin: string): readonly string[] =>
    buildProgram(`${shop}telemetry { metrics mixer "${mixer}"; trace zipkin "${zipkin}" }\n`, '0.5').codes;
  expect(at('istio-mixer:9091', 'zipkin:9411')).toEqual([]);
  expect(at('mixer.ops:9091', 'tracing:9411')).toEqual(['M5201', 'M5201']);
});

test('the order of declarations changes nothing', () => {
  const parts = [
    'service reviews { port 9080 http; version v1, v2 }',
    'service ratings { port 9080 http; version v1; balance random }',
    'route reviews -> 50% to v1, 50% to v2',
    'route ratings -> v1',
    'telemetry { metrics prometheus }',
  ];
  expect(buildProgram(parts.join('\n'), '0.3').yaml).toBe(buildProgram([...parts].reverse().join('\n'), '0.3').yaml);
});
