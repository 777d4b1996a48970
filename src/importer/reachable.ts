// A model as it was read → what is worth writing: rules behind one that takes everything are noted and left out, services of the registry
// that no object of the mesh mentions too.
import { memberAt } from '../documents/index.ts';
import { matchesWhole } from '../meaning/index.ts';
import { type Condition, type Mesh, mapLeaves, type Rule, type Settings, type TextTest } from '../model/index.ts';
import { type InputObject, type RuleCall, takesAll } from '../targets/index.ts';
import { type Span, spanEnd, spanStart } from '../text/index.ts';

export function reachable(mesh: Mesh, objects: readonly InputObject[]): Mesh {
  const input = { mesh, objects };
  const cut = (rules: readonly Rule[], egress?: string): readonly Rule[] =>
    firstOnes(rules, objects).map((rule) => sayable(rule, input, egress));
  return {
    ...mesh,
    routes: mesh.routes.map((one) => ({
      ...one,
      rules: cut(one.rules, one.kind === 'egress' ? one.target : undefined),
    })),
    ingresses: mesh.ingresses.map((one) => ({ ...one, rules: cut(one.rules) })),
    telemetry: [],
  };
}

interface Input {
  readonly mesh: Mesh;
  readonly objects: readonly InputObject[];
}

function firstOnes(rules: readonly RuleCall[], objects: readonly InputObject[]): readonly Rule[] {
  const at = rules.findIndex(takesAll);
  if (at < 0) return rules;
  for (const { origin } of rules.slice(at + 1)) {
    const object = objects.find((one) => isIn(origin, one.origin));
    if (!object) continue;
    const reason = 'no request reaches this entry: one before it takes everything';
    object.notes.add(entryPath(object, origin), origin, reason, 'extra');
  }
  return rules.slice(0, at + 1);
}

/** `spec.http[2]`; of an object that is one rule `spec`. */
function entryPath({ root }: InputObject, place: Span): string {
  for (const key of ['http', 'tls', 'tcp', 'rules']) {
    const list = memberAt(root, 'spec', key);
    const at = list?.kind === 'list' ? list.items.findIndex(({ origin }) => origin && isIn(place, origin)) : -1;
    if (at >= 0) return `spec.${key}[${at}]`;
  }
  return 'spec';
}

const isIn = (inner: Span, outer: Span): boolean =>
  inner.anchor.source === outer.anchor.source &&
  spanStart(inner) >= spanStart(outer) &&
  spanEnd(inner) <= spanEnd(outer);

/** The language compares methods; an expression for them becomes the list of those that HTTP has. */
function sayable(rule: RuleCall, input: Input, own: string | undefined): Rule {
  if (rule.calls !== undefined) return { ...rule, condition: withMethods(rule.condition, input.objects) } as Rule;
  const sayableRule = {
    ...rule,
    condition: withMethods(rule.condition, input.objects),
    settings: settingsOf(rule, input),
  };
  return withOwnHost(sayableRule, input, own);
}

/** What an answer of the proxy's own can have; a request that goes nowhere has no tries and no headers to change. */
function settingsOf({ action: { kind }, settings, origin }: Rule, { objects }: Input): Settings {
  if (kind === 'forward') return settings;
  const { headers, name, delay, abort, cors, ...idle } = settings;
  const object = objects.find((one) => isIn(origin, one.origin));
  const note = (what: string, weight: 'extra' | 'meaning'): void =>
    object?.notes.add(entryPath(object, origin), origin, what, weight);
  const response = headers?.filter(({ value }) => value.direction === 'response') ?? [];
  if (abort || (kind === 'redirect' && (delay || cors))) note(`a fault or CORS of a ${kind}`, 'meaning');
  if (Object.keys(idle).length > 0 || response.length < (headers?.length ?? 0))
    note(`a setting that means nothing to a ${kind}`, 'extra');
  return {
    ...(response.length > 0 ? { headers: response } : {}),
    ...(name ? { name } : {}),
    ...(kind === 'respond' && delay ? { delay } : {}),
    ...(kind === 'respond' && cors ? { cors } : {}),
  };
}

/** Something outside is asked by its own host in the language, whatever the request was addressed to. */
function withOwnHost(rule: Rule, { mesh: { egresses }, objects }: Input, own: string | undefined): Rule {
  const { action, settings, origin } = rule;
  if (action.kind !== 'forward' || settings.rewriteHost) return rule;
  const targets = new Set(action.split.map(({ destination }) => `${destination.kind} ${destination.target}`));
  const egress = egresses.find(({ key }) => targets.has(`egress ${key}`));
  const host = egress?.hosts[0]?.value;
  if (targets.size !== 1 || !egress || host === undefined || host.startsWith('*') || egress.key === own) return rule;
  const object = objects.find((one) => isIn(origin, one.origin));
  object?.notes.add(
    object.kind.endsWith('Route') ? 'spec.rules[].filters' : 'spec.http[].rewrite.authority',
    origin,
    `an egress gets its own host: \`rewrite host "${host}"\` is added`,
  );
  return { ...rule, settings: { ...settings, rewriteHost: { value: host, origin, level: 'rule' } } };
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE'];

const withMethods = (condition: Condition, objects: readonly InputObject[]): Condition =>
  mapLeaves(condition, (leaf) => {
    if (leaf.kind !== 'text' || leaf.subject !== 'method' || leaf.operator === 'equals' || leaf.operator === 'exists')
      return leaf;
    const { origin } = leaf;
    const values = methods.filter((method) => passes(leaf, method));
    const object = objects.find((one) => isIn(origin, one.origin));
    object?.notes.add(
      'spec.http[].match[].method',
      origin,
      'an expression for methods: taken as those of HTTP that it matches',
      'extra',
    );
    return values.length === 0 ? { kind: 'or', parts: [], origin } : { ...leaf, operator: 'equals', values };
  });

function passes({ operator, values }: TextTest, method: string): boolean {
  return values.some((value) => {
    if (operator === 'starts') return method.startsWith(value);
    if (operator === 'ends') return method.endsWith(value);
    if (operator === 'contains') return method.includes(value);
    return matchesWhole(value, method);
  });
}
