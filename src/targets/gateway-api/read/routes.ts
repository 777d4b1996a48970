// A route object → its rules, each match apart with its rank, and the parents it hangs on.
import type { Action, Condition, Settings } from '../../../model/index.ts';
import { type Fields, type Gathering, type InputObject, specOf } from '../../shared/reading/index.ts';
import { backendsFor, type Grants, type VersionServices } from './backends.ts';
import { readFilters } from './filters.ts';
import { matchAll, type Rank, readGrpcMatch, readHttpMatch } from './matches.ts';

export interface Parent {
  readonly kind: 'Gateway' | 'Service';
  readonly key: string;
  readonly section?: string;
  readonly port?: number;
}
export interface Piece {
  readonly condition: Condition;
  readonly rank: Rank;
  readonly action: Action;
  readonly settings: Settings;
  readonly origin: Condition['origin'];
}
export interface RouteObject {
  readonly object: InputObject;
  readonly traffic: 'http' | 'tls' | 'tcp';
  readonly parents: readonly Parent[];
  readonly hostnames: readonly string[];
  readonly pieces: readonly Piece[];
}

export function readRoute(
  object: InputObject,
  gathering: Gathering,
  versions: VersionServices,
  grants: Grants,
): RouteObject {
  const spec = specOf(object);
  const traffic = object.kind === 'TCPRoute' ? 'tcp' : object.kind === 'TLSRoute' ? 'tls' : 'http';
  const named = spec.list('parentRefs').flatMap((fields) => readParent(fields, object));
  const parents = spec.has('parentRefs') ? named : unnamedGateway(object, gathering);
  const hostnames = spec.texts('hostnames').map(({ value }) => value.toLowerCase());
  const backends = backendsFor(object, gathering, versions, grants);
  const pieces = spec.list('rules').flatMap((rule) => {
    const read = readRule(rule, object, backends);
    object.notes.entries.all++;
    if (read.length > 0) object.notes.entries.read++;
    else rule.notes.add(rule.path, rule.span, 'a rule without anything to do that the language has');
    return read;
  });
  spec.leave(['useDefaultGateways'], 'gateways that the route does not name');
  spec.done();
  return { object, traffic, parents, hostnames, pieces };
}

/** A route that names no gateway does nothing until one is named. */
function unnamedGateway({ namespace, name, origin }: InputObject, gathering: Gathering): readonly Parent[] {
  gathering.assume(`${name} names no gateway; it is put on one called \`gateway\``, origin);
  return [{ kind: 'Gateway', key: `${namespace}/gateway` }];
}

function readParent(fields: Fields, { namespace }: InputObject): readonly Parent[] {
  const kind = fields.text('kind') ?? 'Gateway';
  const name = fields.text('name') ?? '';
  const space = fields.text('namespace') ?? namespace;
  const section = fields.text('sectionName');
  const port = fields.number('port');
  const group = fields.text('group') ?? 'gateway.networking.k8s.io';
  fields.done();
  const fits =
    kind === 'Service' ? group === '' || group === 'core' : kind === 'Gateway' && group === 'gateway.networking.k8s.io';
  if (!fits) {
    fields.notes.add(fields.path, fields.span, `a parent that is a ${kind} of \`${group}\``);
    return [];
  }
  return [
    {
      kind: kind as Parent['kind'],
      key: `${space}/${name}`,
      ...(section === undefined ? {} : { section }),
      ...(port === undefined ? {} : { port }),
    },
  ];
}

function readRule(rule: Fields, { kind }: InputObject, backends: ReturnType<typeof backendsFor>): readonly Piece[] {
  const matches = rule.list('matches').map(kind === 'GRPCRoute' ? readGrpcMatch : readHttpMatch);
  const filters = readFilters(rule, backends);
  const listed = rule.has('backendRefs') ? rule.list('backendRefs') : [];
  const split = backends.split(listed);
  rule.done();
  const origin = rule.span;
  return (matches.length === 0 ? [matchAll(origin)] : matches).flatMap((match): Piece[] => {
    const { rewrite, redirect } = filters.forMatch(match);
    const action = redirect ?? forward(split, listed, origin);
    if (!action) return [];
    const settings =
      action.kind === 'redirect' ? answered(filters.settings) : action.kind === 'respond' ? {} : filters.settings;
    return [
      {
        condition: match.condition,
        rank: match.rank,
        action,
        settings: { ...settings, ...(rewrite && action.kind === 'forward' ? { rewritePath: rewrite } : {}) },
        origin,
      },
    ];
  });
}

/** Without a backend that is a Service the answer is 500; one that is something else cannot be said. */
function forward(
  split: ReturnType<ReturnType<typeof backendsFor>['split']>,
  listed: readonly Fields[],
  origin: Condition['origin'],
): Action | undefined {
  if (split.length > 0) return { kind: 'forward', split, origin };
  return listed.length === 0 ? { kind: 'respond', status: 500, origin } : undefined;
}

/** What an answer of the proxy can have. */
const answered = ({ headers, name }: Settings): Settings => ({
  ...(headers ? { headers: headers.filter(({ value }) => value.direction === 'response') } : {}),
  ...(name ? { name } : {}),
});
