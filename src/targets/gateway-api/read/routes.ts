// A route object → its rules, each match apart with its rank, and the parents it hangs on. Rules that hand requests to other HTTPRoutes
// are replaced by the rules of those.
import type { Action, Condition, Settings } from '../../../model/index.ts';
import { type Fields, type InputObject, specOf } from '../../shared/reading/index.ts';
import { backendsFor, type Known, readReference, type Split } from './backends.ts';
import { type Call, called, within } from './delegation.ts';
import { type ReadFilters, readFilters } from './filters.ts';
import { isNamed } from './listeners.ts';
import { matchAll, type Rank, type ReadMatch, readGrpcMatch, readHttpMatch } from './matches.ts';
import { isService, standIn } from './other-backends.ts';

export interface Parent {
  readonly kind: 'Gateway' | 'ListenerSet' | 'Service' | 'HTTPRoute';
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
/** A route before its rules are read. */
export interface RouteHead {
  readonly object: InputObject;
  readonly rules: readonly Fields[];
  readonly parents: readonly Parent[];
  readonly hostnames: readonly string[];
  /** Nothing is said of what it hangs on. */
  readonly isParentless: boolean;
  /** Rules that became pieces where the route hangs, and where others call it. */
  readonly read: { readonly own: Set<Fields>; readonly called: Set<Fields> };
  /** Some other route hands requests to it. */
  isCalled: boolean;
}

export function readRoutes(objects: readonly InputObject[], known: Known): readonly RouteObject[] {
  const heads = objects.map((object) => readHead(object, known));
  const routes = heads.map((head) => ({ head, pieces: piecesOf(head, known, heads, undefined) }));
  for (const head of heads) finish(head);
  return routes
    .filter(({ head }) => !isPart(head))
    .map(({ head: { object, parents, hostnames, isParentless }, pieces }) => ({
      object,
      traffic: trafficKinds[sentAs(object.kind, parents, known)] ?? 'http',
      parents: isParentless ? unnamedGateway(object, known) : parents,
      hostnames,
      pieces,
    }));
}

const trafficKinds: Readonly<Record<string, RouteObject['traffic']>> = { TCPRoute: 'tcp', TLSRoute: 'tls' };

/** What a TLSRoute hands on where all its listeners end TLS is plain connections. */
function sentAs(kind: string, parents: readonly Parent[], { listeners }: Known): string {
  if (kind !== 'TLSRoute') return kind;
  const open = listeners.filter(
    (one) => (one.endsTls || one.traffic === 'tls') && parents.some((parent) => isNamed(parent, one)),
  );
  return open.length > 0 && open.every(({ endsTls }) => endsTls) ? 'TCPRoute' : kind;
}

/** A route that names no parent does nothing until one is named. */
function unnamedGateway({ namespace, name, origin }: InputObject, { gathering }: Known): readonly Parent[] {
  gathering.assume(`${name} names no gateway; it is put on one called \`gateway\``, origin);
  return [{ kind: 'Gateway', key: `${namespace}/gateway` }];
}

/** A route that is only reached through others. */
const isPart = ({ isCalled, parents }: RouteHead): boolean =>
  isCalled && parents.every(({ kind }) => kind === 'HTTPRoute');

function readHead(object: InputObject, known: Known): RouteHead {
  const spec = specOf(object);
  const parents = spec.list('parentRefs').flatMap((fields) => readParent(fields, object, known));
  const hostnames = spec.texts('hostnames').map(({ value }) => value.toLowerCase());
  const rules = spec.list('rules');
  spec.leave(['useDefaultGateways'], 'gateways that the route does not name');
  spec.done();
  const isParentless = !spec.has('parentRefs');
  return {
    object,
    rules,
    parents,
    hostnames,
    isParentless,
    read: { own: new Set(), called: new Set() },
    isCalled: false,
  };
}

function finish(head: RouteHead): void {
  const { own, called: others } = head.read;
  const read = isPart(head) ? others : new Set([...own, ...others]);
  head.object.notes.entries = { all: head.rules.length, read: read.size };
}

function readParent(fields: Fields, { namespace }: InputObject, known: Known): readonly Parent[] {
  const kind = fields.text('kind') ?? 'Gateway';
  const name = fields.text('name') ?? '';
  const space = fields.text('namespace') ?? namespace;
  const section = fields.text('sectionName');
  const port = fields.number('port');
  const group = fields.text('group') ?? (kind === 'Service' ? '' : 'gateway.networking.k8s.io');
  if (kind === 'Service' && !fields.has('group'))
    fields.notes.add(fields.pathOf('group'), fields.span, 'a Service without `group: ""`, which no API has', 'extra');
  fields.done();
  const where = { ...(section === undefined ? {} : { section }), ...(port === undefined ? {} : { port }) };
  const key = `${space}/${name}`;
  if (isService({ kind, group, namespace: space, name })) return [{ kind: 'Service', key, ...where }];
  if (kind === 'ServiceImport') {
    const service = standIn({ kind, group, namespace: space, name }, fields, known.gathering, known.services);
    return [{ kind: 'Service', key: service.key, ...where }];
  }
  if (kind === 'ServiceEntry' && group === 'networking.istio.io' && known.gathering.callee(key))
    return [{ kind: 'Service', key, ...where }];
  if (/^gateway\.networking\.(x-)?k8s\.io$/.test(group)) {
    if (kind === 'Gateway' || kind === 'HTTPRoute') return [{ kind, key, ...where }];
    if (kind === 'ListenerSet' || kind === 'XListenerSet') return [{ kind: 'ListenerSet', key, ...where }];
  }
  fields.notes.add(fields.path, fields.span, `a parent that is a ${kind} of \`${group}\``);
  return [];
}

function piecesOf(
  head: RouteHead,
  known: Known,
  heads: readonly RouteHead[],
  call: Call | undefined,
): readonly Piece[] {
  return head.rules.flatMap((rule) => {
    const pieces = piecesOfRule(rule, head, known, heads, call);
    if (pieces.length > 0) head.read[call ? 'called' : 'own'].add(rule);
    return pieces;
  });
}

function piecesOfRule(
  rule: Fields,
  head: RouteHead,
  known: Known,
  heads: readonly RouteHead[],
  call: Call | undefined,
): readonly Piece[] {
  const { object } = head;
  const own = rule.list('matches').map(object.kind === 'GRPCRoute' ? readGrpcMatch : readHttpMatch);
  const matches = (own.length === 0 ? [matchAll(rule.span)] : own).flatMap(
    (match) => within(match, call, head, rule) ?? [],
  );
  const backends = backendsFor({ ...object, kind: sentAs(object.kind, head.parents, known) }, known);
  const listed = rule.list('backendRefs');
  const others = called(listed, object, heads, call);
  const split = others ? { parts: [], filters: [] } : backends.split(listed);
  const filters = readFilters([...rule.list('filters'), ...split.filters], rule, backends);
  rule.done();
  const isStream = object.kind === 'TCPRoute' || object.kind === 'TLSRoute';
  if (others === undefined)
    return matches.flatMap((match) => pieceOf(match, filters, split, listed, rule, call, isStream));
  return matches.flatMap((match): readonly Piece[] => {
    const inner = { match, filters, by: head, before: call };
    const pieces = others.flatMap((other) => {
      other.isCalled = true;
      return piecesOf(other, known, heads, inner);
    });
    return pieces.length > 0 ? pieces : [nowhere(match, listed, rule)];
  });
}

/** What nobody answers for gets 500, as with every backend that does not exist. */
function nowhere(match: ReadMatch, listed: readonly Fields[], rule: Fields): Piece {
  const names = listed.map((fields) => readReference(fields, '')?.name).join(', ');
  rule.notes.add(
    rule.path,
    rule.span,
    `rules of HTTPRoute ${names}, none of which is among the files or fits: taken as 500`,
  );
  return {
    condition: match.condition,
    rank: match.rank,
    action: { kind: 'respond', status: 500, origin: rule.span },
    settings: {},
    origin: rule.span,
  };
}

function pieceOf(
  match: ReadMatch,
  filters: ReadFilters,
  split: Split,
  listed: readonly Fields[],
  rule: Fields,
  call: Call | undefined,
  isStream: boolean,
): readonly Piece[] {
  const { rewrite, redirect } = doneTo(match, filters, call);
  const origin = rule.span;
  const action = redirect ?? forward(split, listed, origin);
  if (action.kind === 'respond' && isStream) {
    rule.notes.add(rule.path, origin, 'connections that go nowhere');
    return [];
  }
  const shared = { ...outerSettings(call), ...filters.settings };
  const settings = action.kind === 'redirect' ? answered(shared) : action.kind === 'respond' ? {} : shared;
  return [
    {
      condition: match.condition,
      rank: match.rank,
      action,
      settings: { ...settings, ...(rewrite && action.kind === 'forward' ? { rewritePath: rewrite } : {}) },
      origin,
    },
  ];
}

/** The nearest rewrite or redirect: the rule's own, else that of the rule that called it, for the path that was matched there. */
function doneTo(match: ReadMatch, filters: ReadFilters, call: Call | undefined): ReturnType<ReadFilters['forMatch']> {
  const own = filters.forMatch(match);
  if (own.rewrite || own.redirect || !call) return own;
  return doneTo(call.match, call.filters, call.before);
}

const outerSettings = (call: Call | undefined): Settings =>
  call ? { ...outerSettings(call.before), ...call.filters.settings } : {};

/** Without a backend, or with none that has a weight, the answer is 500. */
function forward({ parts }: Split, listed: readonly Fields[], origin: Condition['origin']): Action {
  if (parts.length > 0) return { kind: 'forward', split: parts, origin };
  return { kind: 'respond', status: 500, origin: listed[0]?.span ?? origin };
}

/** What an answer of the proxy can have. */
const answered = ({ headers, name }: Settings): Settings => ({
  ...(headers ? { headers: headers.filter(({ value }) => value.direction === 'response') } : {}),
  ...(name ? { name } : {}),
});
