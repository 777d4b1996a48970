// Objects of Istio 0.1–0.8 → the model: the rules of a destination ordered by precedence, the smaller name first among equals, up to the
// first that takes everything; what none takes goes to all pods. Knows neither how rules are made of a model nor how they are written.
import type { Mesh, Route, Rule } from '../../../model/index.ts';
import type { Read, Reader, ReadOptions } from '../../platform.ts';
import { type CalleeDrafts, Gathering, type InputObject } from '../../shared/reading/index.ts';
import { asRead } from './as-read.ts';
import { inCamelCase } from './camel-case.ts';
import { envelopes, explicit } from './explicit.ts';
import { spreadFaults } from './faults.ts';
import { isIngress, readIngresses } from './ingress.ts';
import {
  isExternalService,
  readDestinationPolicy,
  readEgressRule,
  readExternalService,
  settlePolicies,
} from './policies.ts';
import { type ReadRule, readRouteRule } from './route-rule.ts';
import { withoutForm } from './without-form.ts';

const kinds: ReadonlyMap<string, 'rule' | 'policy' | 'egress'> = new Map([
  ['route-rule', 'rule'],
  ['RouteRule', 'rule'],
  ['destination-policy', 'policy'],
  ['DestinationPolicy', 'policy'],
  ['EgressRule', 'egress'],
]);

/** The form of 0.1 has no apiVersion; later ones are told by kind, as Pilot does, whatever the version says. */
function takes(object: InputObject): boolean {
  const { apiVersion, kind } = object;
  if (isIngress(object)) return true;
  return kinds.has(kind) && (apiVersion === '' || apiVersion.startsWith('config.istio.io/'));
}

function read(input: readonly InputObject[], options: ReadOptions): Read {
  const objects = input.map(inCamelCase);
  const gathering = new Gathering(options.clusterDomain, options.services);
  const of = (kind: string) => objects.filter((object) => kinds.get(object.kind) === kind);
  for (const object of of('egress')) readEgressRule(object, gathering);
  for (const object of objects.filter(isExternalService)) readExternalService(object, gathering);
  const rules = of('rule').flatMap((object) => readRouteRule(object, gathering) ?? []);
  const policies = of('policy').flatMap((object) => readDestinationPolicy(object, gathering));
  const lists = [...Map.groupBy(rules, ({ callee }) => callee).entries()].map(([callee, some]) =>
    inOrder(callee, some),
  );
  const routes = spreadFaults(lists).map(routeOf);
  settlePolicies(policies, routes);
  const ingresses = readIngresses(objects.filter(isIngress), routes, gathering, options.version);
  const mesh: Mesh = {
    namespace: options.namespace,
    clusterDomain: options.clusterDomain,
    undeclared: 'allow',
    dataPlane: { proxy: 'envoy' },
    routes,
    ingresses,
    telemetry: [],
    tests: [],
    expectations: [],
    ...gathering.declarations(),
  };
  return { mesh, assumptions: gathering.assumptions };
}

/** As Pilot tries them, up to one that takes everything. */
function inOrder(callee: CalleeDrafts, rules: readonly ReadRule[]): readonly ReadRule[] {
  const sorted = [...rules].sort((a, b) => b.precedence - a.precedence || (a.name < b.name ? -1 : 1));
  noteTies(sorted);
  if (sorted.some(({ rule }) => rule.condition.kind === 'always')) return sorted;
  const first = sorted[0] as ReadRule;
  return [...sorted, { ...first, name: 'no rule', rule: toAll(callee, first.rule.origin) }];
}

function routeOf(rules: readonly ReadRule[]): Route {
  const { callee, rule } = rules[0] as ReadRule;
  return { kind: callee.kind, target: callee.key, rules: rules.map((one) => one.rule), origin: rule.origin };
}

function toAll({ kind, key }: CalleeDrafts, origin: Rule['origin']): Rule {
  const destination = { kind, target: key };
  return {
    condition: { kind: 'always', origin },
    action: { kind: 'forward', split: [{ destination, weight: 1, origin }], origin },
    settings: {},
    origin,
    through: [],
  };
}

/** Pilot takes the smaller name first, Linkerd any. */
function noteTies(sorted: readonly ReadRule[]): void {
  sorted.forEach((one, at) => {
    const before = sorted[at - 1];
    if (before?.precedence === one.precedence)
      one.object.notes.add(
        'spec.precedence',
        one.object.origin,
        `the precedence of ${before.name} too: taken in the order of names, as Pilot does`,
        'extra',
      );
  });
}

/** Of whatever registry: no object of Istio declares one. */
const knows: Reader['knows'] = ({ addresses }) => addresses.length === 0;

export const legacyReader: Reader = {
  takes,
  helps: isExternalService,
  read,
  asRead,
  knows,
  withoutForm,
  explicit,
  envelopes,
};
