// Backends that are HTTPRoutes: the rule hands its requests to the rules of those routes. The Gateway API leaves this to implementations;
// read as kgateway does, the one that has it: what is called must match under the path of the call, or inherits the call's match.

import { member, memberAt } from '../../../documents/index.ts';
import type { Condition } from '../../../model/index.ts';
import { type Fields, type InputObject, keyOf } from '../../shared/reading/index.ts';
import { readReference } from './backends.ts';
import type { ReadFilters } from './filters.ts';
import { matchOf, type PathMatch, type ReadMatch } from './matches.ts';
import type { RouteHead } from './routes.ts';

/** The match of a rule that hands its requests on, with what it does to them. */
export interface Call {
  readonly match: ReadMatch;
  readonly filters: ReadFilters;
  readonly by: RouteHead;
  readonly before: Call | undefined;
}

/** The routes that the backends of a rule are; undefined where they are something else. */
export function called(
  listed: readonly Fields[],
  { namespace, name, kind }: InputObject,
  heads: readonly RouteHead[],
  call: Call | undefined,
): readonly RouteHead[] | undefined {
  const wanted = listed.map((fields) => readReference(fields, namespace));
  if (kind !== 'HTTPRoute' || wanted.length === 0 || !wanted.every((one) => one && isRoute(one))) return undefined;
  for (const fields of listed) fields.ignore('weight', 'port', 'filters');
  return heads.filter(
    (head) =>
      head.object.kind === 'HTTPRoute' &&
      wanted.some((one) => one && fits(one, head.object)) &&
      answersTo(head, `${namespace}/${name}`) &&
      !isAbove(head, call) &&
      `${head.object.namespace}/${head.object.name}` !== `${namespace}/${name}`,
  );
}

type Wanted = NonNullable<ReturnType<typeof readReference>>;

const isRoute = ({ kind }: Wanted): boolean => kind === 'HTTPRoute' || kind === 'label';

function fits({ kind, namespace, name }: Wanted, object: InputObject): boolean {
  if (namespace !== object.namespace) return false;
  if (kind === 'HTTPRoute') return name === '*' || name === object.name;
  const labels = memberAt(object.root, 'metadata', 'labels');
  const found = labels && member(labels, 'delegation.kgateway.dev/label');
  return found?.kind === 'scalar' && found.value === name;
}

/** A route with parents of this kind answers to those alone, and one with hosts to none. */
function answersTo({ parents, hostnames }: RouteHead, caller: string): boolean {
  const callers = parents.filter(({ kind }) => kind === 'HTTPRoute');
  if (hostnames.length > 0) return false;
  return callers.length > 0 ? callers.some(({ key }) => key === caller) : parents.length === 0;
}

/** Routes that call each other in a circle end there. */
const isAbove = (head: RouteHead, call: Call | undefined): boolean =>
  call !== undefined && (call.by === head || isAbove(head, call.before));

/** The match of a rule as it is under a call; undefined, with a note, where it lies outside. */
export function within(match: ReadMatch, call: Call | undefined, head: RouteHead, rule: Fields): ReadMatch | undefined {
  if (!call) return match;
  const outer = call.match;
  if (inherits(head.object)) return matchOf(inherited(match, outer), rule);
  if (isInside(match, outer)) return match;
  const { namespace, name } = call.by.object;
  rule.notes.add(rule.path, rule.span, `a match outside of what HTTPRoute ${namespace}/${name} hands to it`, 'extra');
  return undefined;
}

/** What the call asks wins; its path comes first. */
const inherited = (match: ReadMatch, outer: ReadMatch): Parameters<typeof matchOf>[0] => {
  const method = outer.method ?? match.method;
  return {
    path: joinedPath(outer.path, match.path),
    ...(method ? { method } : {}),
    headers: new Map([...match.headers, ...outer.headers]),
    query: new Map([...match.query, ...outer.query]),
  };
};

const inheritance = /^(delegation\.kgateway\.dev|delegation\.gateway\.solo\.io)\/inherit-parent-matcher$/;

function inherits({ root }: InputObject): boolean {
  const annotations = memberAt(root, 'metadata', 'annotations');
  if (annotations?.kind !== 'map') return false;
  return annotations.entries.some(
    ({ key, value }) => inheritance.test(key) && value.kind === 'scalar' && String(value.value) === 'true',
  );
}

const isInside = (inner: ReadMatch, outer: ReadMatch): boolean =>
  isUnder(inner.path, outer.path) &&
  hasAll(inner.headers, outer.headers) &&
  hasAll(inner.query, outer.query) &&
  (!outer.method || (inner.method !== undefined && keyOf(inner.method) === keyOf(outer.method)));

const hasAll = (all: ReadonlyMap<string, Condition>, some: ReadonlyMap<string, Condition>): boolean =>
  [...some].every(([name, test]) => all.has(name) && keyOf(all.get(name)) === keyOf(test));

const bare = (path: string): string => path.replace(/\/+$/, '');

function joinedPath(outer: PathMatch, inner: PathMatch): PathMatch {
  const start = bare(outer.value);
  if (inner.kind === 'regex')
    return { kind: 'regex', value: `${start.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')}${inner.value}` };
  const end = inner.value === '/' && start !== '' ? '' : inner.value;
  return { kind: inner.kind, value: `${start}${end}` || '/' };
}

function isUnder(inner: PathMatch, outer: PathMatch): boolean {
  if (outer.kind !== 'prefix') return keyOf(inner) === keyOf(outer);
  const start = bare(outer.value);
  if (start === '' || inner.value === start) return true;
  return inner.value.startsWith(`${inner.kind === 'regex' ? start.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&') : start}/`);
}
