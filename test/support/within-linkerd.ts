// Random programs made to stay within what both Envoy and Linkerd 1.x do: tests of methods and whole segments of paths, splits, timeouts. What a program
// had besides is replaced, so that rules still overlap.
import type { Condition, Mesh, Rule, Service, Settings, TextTest } from '../../src/model/index.ts';
import { type Random, randomOf } from './random.ts';

/** Routes of services that `keeps` names keep their rules, but do not ask who sends a request. */
export function withinLinkerd(mesh: Mesh, seed: number, keeps: (service: string) => boolean = () => false): Mesh {
  const random = randomOf(seed);
  return {
    ...mesh,
    services: mesh.services.map((service) => plainService(service)),
    routes: mesh.routes.map((route) => ({
      ...route,
      rules: route.rules.map((rule) => (keeps(route.target) ? withoutSource(rule, random) : plainRule(rule, random))),
    })),
    ingresses: mesh.ingresses
      .map((ingress) => ({ ...ingress, hosts: ingress.hosts.filter(({ value }) => !value.startsWith('*.')) }))
      .filter(({ hosts }) => hosts.length > 0)
      .map((ingress) => ({ ...ingress, rules: ingress.rules.map((rule) => plainRule(rule, random)) }))
      .map((ingress) => ({ ...ingress, rules: [...ingress.rules, otherwise(ingress.rules)] }))
      .filter(({ rules }) => rules.length > 1),
  };
}

const plainService = (service: Service): Service => ({
  ...service,
  ports: service.ports.filter(({ protocol }) => protocol === 'http'),
});

function otherwise(rules: readonly Rule[]): Rule {
  const last = rules.at(-1) as Rule;
  return { ...last, condition: { kind: 'always', origin: last.origin } };
}

const withoutSource = (rule: Rule, random: Random): Rule => ({
  ...rule,
  condition: plain(rule.condition, random, (test) => test.kind === 'from'),
});

function plainRule(rule: Rule, random: Random): Rule {
  const { action } = rule;
  return {
    ...rule,
    condition: plain(rule.condition, random),
    settings: plainSettings(rule.settings, random),
    action:
      action.kind === 'forward'
        ? action
        : {
            kind: 'forward',
            split: [
              { destination: { kind: 'service', target: 'shop/ratings', port: 9080 }, weight: 1, origin: rule.origin },
            ],
            origin: rule.origin,
          },
  };
}

const plainSettings = ({ timeout, retry }: Settings, random: Random): Settings => ({
  ...(timeout ? { timeout } : {}),
  ...(retry && random.chance(0.5) ? { retry: { ...retry, value: 'never' } } : {}),
});

type Test = Extract<Condition, { readonly kind: 'from' | 'text' }>;

function plain(condition: Condition, random: Random, replaces: (test: Test) => boolean = () => true): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return { ...condition, parts: condition.parts.map((part) => plain(part, random, replaces)) };
    case 'not':
      return { ...condition, part: plain(condition.part, random, replaces) };
    case 'from':
    case 'text':
      return replaces(condition) ? plainTest(condition, random) : condition;
    default:
      return condition;
  }
}

const SEGMENTS = ['/', '/a', '/a/b', '/a/b/c', '/ab', '/api', '/api/v1', '/u/42', '/a.b', '/A'];

function plainTest(test: Test, random: Random): TextTest {
  const { origin } = test;
  if (test.kind === 'text' && (test.subject === 'host' || test.subject === 'scheme')) return test;
  if (random.chance(0.3))
    return {
      kind: 'text',
      subject: 'method',
      operator: 'equals',
      values: random.some(['GET', 'POST', 'PUT'], 2),
      origin,
    };
  const operator = random.pick(['under', 'under', 'equals'] as const);
  return { kind: 'text', subject: 'path', operator, values: random.some(SEGMENTS, 2), origin };
}
