// One RouteRule in any of its forms → a rule of its destination, with the precedence that orders it.
import {
  type Action,
  always,
  and,
  type Condition,
  type Destination,
  type Rule,
  type Settings,
} from '../../../model/index.ts';
import {
  type CalleeDrafts,
  type Fields,
  type Gathering,
  type InputObject,
  pathRewrite,
  pseudoHeader,
  readRedirect,
  readRewrite,
  readText,
  type StringMatch,
  sourced,
  specOf,
  testOf,
} from '../../shared/reading/index.ts';
import { readRef, versionByLabels } from './service-ref.ts';
import { readSettings } from './settings.ts';

export interface ReadRule {
  readonly callee: CalleeDrafts;
  readonly precedence: number;
  readonly name: string;
  readonly rule: Rule;
  readonly object: InputObject;
}

export function readRouteRule(object: InputObject, gathering: Gathering): ReadRule | undefined {
  const { namespace, origin, notes, name } = object;
  const spec = specOf(object);
  notes.entries.all = 1;
  const destination = readRef(spec, 'destination', namespace, gathering);
  if (!destination) {
    notes.keep('it has no destination');
    return undefined;
  }
  const { callee } = destination;
  const precedence = spec.number('precedence') ?? 0;
  const match = readMatch(spec.fields('match'), object, gathering);
  const settings = { ...readSettings(spec, namespace, gathering), ...rewriteOf(spec, match.uri) };
  const action = actionOf(spec, object, callee, match.uri, gathering);
  spec.ignore('name');
  spec.leave(['l4Fault'], 'faults of connections, which Istio never had');
  spec.done();
  if (!action) {
    notes.keep('it does nothing that the language has');
    return undefined;
  }
  notes.entries.read = 1;
  const rule: Rule = { condition: match.condition, action, settings, origin, through: [] };
  return { callee, precedence, name, rule, object };
}

interface Match {
  readonly condition: Condition;
  readonly uri?: StringMatch;
}

function readMatch(fields: Fields | undefined, { namespace, origin }: InputObject, gathering: Gathering): Match {
  if (!fields) return { condition: always(origin) };
  const headers = fields.fields('httpHeaders') ?? fields.fields('request')?.fields('headers');
  const tests = (headers?.keys ?? []).map((key) => [key, testUnder(key, headers as Fields)] as const);
  const conditions = tests.flatMap(([key, match]) =>
    match ? [headerTest(key.toLowerCase(), match, headers as Fields)] : [],
  );
  const source = sourceOf(fields, namespace, gathering);
  fields.leave(['tcp', 'udp'], 'a match of addresses, which HTTP rules never looked at');
  fields.ignore('request');
  fields.done();
  const uri = tests.find(([key]) => key === 'uri')?.[1];
  return { condition: and([...source, ...conditions], origin), ...(uri ? { uri } : {}) };
}

/** Pilot wants one of the three words, where later Istio takes none for a header that must be there. */
function testUnder(key: string, headers: Fields): StringMatch | undefined {
  const match = readText(headers, key);
  if (headers.fields(key)?.keys.length === 0)
    headers.notes.add(headers.pathOf(key), headers.spanOf(key), 'a match is exact, prefix or regex');
  return match;
}

function headerTest(name: string, match: StringMatch, fields: Fields): Condition {
  switch (name) {
    case 'uri':
      return testOf('path', match);
    case 'method':
    case 'scheme':
      return testOf(name, match);
    case 'authority':
      return pseudoHeader(':authority', match) ?? note(fields, name, match);
    case 'cookie':
      return pseudoHeader('cookie', match) ?? note(fields, name, match);
    default:
      return testOf('header', match, name);
  }
}

function note(fields: Fields, name: string, match: StringMatch): Condition {
  fields.notes.add(fields.pathOf(name), match.origin, 'a test of several parts of the request in one expression');
  return always(match.origin);
}

function sourceOf(fields: Fields, namespace: string, gathering: Gathering): readonly Condition[] {
  const origin = fields.spanOf('source');
  const source = readRef(fields, 'source', namespace, gathering);
  const tags = fields.map('sourceTags') ?? {};
  const labels = { ...source?.labels, ...tags };
  const pods: readonly Condition[] =
    Object.keys(labels).length > 0 ? [{ kind: 'from', source: { kind: 'pods', labels }, origin }] : [];
  if (source?.callee.kind !== 'service') return pods;
  const service = source.callee.key;
  const version = [...source.callee.versions.values()].find(
    (one) => Object.keys(labels).length > 0 && JSON.stringify(one.labels) === JSON.stringify(labels),
  );
  const plainVersion = Object.keys(labels).length === 1 && labels.version !== undefined;
  if (version || plainVersion) {
    const name = version?.name ?? gathering.version(source.callee, labels.version as string, origin, labels).name;
    return [{ kind: 'from', source: { kind: 'service', service, version: name }, origin }];
  }
  return [{ kind: 'from', source: { kind: 'service', service }, origin }, ...pods];
}

function rewriteOf(spec: Fields, uri: StringMatch | undefined): Settings {
  const fields = spec.fields('rewrite');
  if (!fields) return {};
  const rewrite = readRewrite(fields);
  // An expression took nothing of the path, so the slash at its beginning is what is replaced.
  const path = pathRewrite(rewrite, uri?.kind === 'regex' ? undefined : uri);
  return {
    ...(path === undefined || typeof path === 'string' ? {} : { rewritePath: sourced(path, fields.span) }),
    ...(rewrite.authority === undefined ? {} : { rewriteHost: sourced(rewrite.authority, fields.span) }),
  };
}

function actionOf(
  spec: Fields,
  { namespace, origin }: InputObject,
  callee: CalleeDrafts,
  uri: StringMatch | undefined,
  gathering: Gathering,
): Action | undefined {
  const redirect = spec.fields('redirect');
  if (redirect) return readRedirect(redirect, uri);
  const branches = spec.list('route');
  if (branches.length === 0)
    return {
      kind: 'forward',
      split: [{ destination: { kind: callee.kind, target: callee.key }, weight: 1, origin }],
      origin,
    };
  const parts = branches.map((branch) => {
    const other = readRef(branch, 'destination', namespace, gathering);
    const labels = { ...other?.labels, ...branch.map('tags'), ...branch.map('labels') };
    const target = other?.callee ?? callee;
    const version = versionByLabels(target, labels, branch.span, gathering);
    const weight = branch.number('weight');
    branch.done();
    const destination: Destination = {
      kind: target.kind,
      target: target.key,
      ...(version === undefined ? {} : { version }),
    };
    return { destination, weight: branches.length === 1 ? 1 : (weight ?? 0), origin: branch.span };
  });
  const divisor = parts.reduce((sum, { weight }) => gcd(sum, weight), 0) || 1;
  return { kind: 'forward', split: parts.map((part) => ({ ...part, weight: part.weight / divisor })), origin };
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
