// Tests of ports and sources: `port`, `gateways`, `sourceLabels` and `sourceNamespace`, which HTTP, TLS and TCP matches share.
// Workloads of a service are told by the label `app` with the service's name, in the service's namespace, as Istio itself assumes.
import type { FromTest, Labels, PortTest, SourceTest } from '../../../model/index.ts';
import type { Literal } from '../../shared/normal-form/index.ts';
import type { Lowering } from './context.ts';
import type { Draft, Step } from './draft.ts';
import { portsOf, type Site } from './site.ts';

type PortLiteral = Literal & { readonly test: PortTest };
type FromLiteral = Literal & { readonly test: FromTest };

/** One draft for each port that is left of the site's. */
export function portStep(literals: readonly PortLiteral[], site: Site): Step {
  const left = portsOf(site).filter((port) =>
    literals.every(({ test, negated }) => test.values.includes(port) !== negated),
  );
  const origin = (literals[0] as PortLiteral).test.origin;
  return (draft) => left.map((port) => ({ ...draft, port: { value: port, origin } }));
}

/** All tests of the source; negations only of doors, of which there are few. */
export function sourceStep(literals: readonly FromLiteral[], site: Site, context: Lowering): Step {
  const doors = literals.filter(({ test }) => test.source.kind === 'gateway');
  const workloads = literals.filter(({ test }) => test.source.kind !== 'gateway');
  const negated = workloads.filter((literal) => literal.negated);
  return (draft) => {
    if (negated.length > 0) return { refused: 'negated', literals: negated };
    const atDoors =
      doors.length > 0 && site.kind === 'door'
        ? withGateways(
            draft,
            doors,
            site.doors.map(({ gateway }) => gateway),
          )
        : [draft];
    return atDoors.flatMap((one) => withWorkloads(one, workloads, context));
  };
}

function withGateways(draft: Draft, literals: readonly FromLiteral[], gateways: readonly string[]): readonly Draft[] {
  const left = [...new Set(gateways)].filter((gateway) => literals.every((literal) => isAt(literal, gateway)));
  const origin = (literals[0] as FromLiteral).test.origin;
  return left.length === 0 ? [] : [{ ...draft, gateways: { value: left, origin } }];
}

const isAt = ({ test, negated }: FromLiteral, gateway: string): boolean =>
  (test.source.kind === 'gateway' && test.source.gateway === gateway) !== negated;

function withWorkloads(draft: Draft, literals: readonly FromLiteral[], context: Lowering): readonly Draft[] {
  let labels: Labels = {};
  let namespace: string | undefined;
  for (const { test } of literals) {
    const wanted = workload(test.source, context);
    if (Object.entries(wanted.labels).some(([key, value]) => Object.hasOwn(labels, key) && labels[key] !== value))
      return [];
    labels = { ...labels, ...wanted.labels };
    namespace = wanted.namespace ?? namespace;
  }
  const origin = literals[0]?.test.origin;
  if (!origin) return [draft];
  return [
    {
      ...draft,
      sourceLabels: Object.keys(labels).length > 0 ? { value: labels, origin } : draft.sourceLabels,
      sourceNamespace: namespace === undefined ? draft.sourceNamespace : { value: namespace, origin },
    },
  ];
}

interface Workload {
  readonly labels: Labels;
  readonly namespace?: string;
}

function workload(source: SourceTest, context: Lowering): Workload {
  switch (source.kind) {
    case 'namespace':
      return { labels: {}, namespace: source.namespace };
    case 'pods':
      return { labels: source.labels };
    case 'gateway':
      return { labels: {} };
    case 'service': {
      const service = context.services.get(source.service);
      const version = service?.versions.find(({ name }) => name === source.version);
      const [namespace, name] = source.service.split('/') as [string, string];
      return { labels: { app: name, ...version?.labels }, namespace };
    }
  }
}
