// Rules of a route → what Linkerd does with the requests that each match takes.
import type { Action, HeaderChange, Redirect, Settings, Sourced, WeightedDestination } from '../../../model/index.ts';
import { type Fields, headerChanges, sourced } from '../../shared/reading/index.ts';
import { matchAll, type Ranked, readCall, readMatch } from './matches.ts';

export interface Piece extends Ranked {
  readonly action: Action;
  readonly settings: Settings;
}
export type Destination = (backend: Fields) => WeightedDestination['destination'] | undefined;

/** What is the same for all rules of a route. */
export interface OfRoute {
  readonly kind: string;
  /** What requests were for, where no backend is named. */
  readonly itself: WeightedDestination['destination'];
  readonly destination: Destination;
  readonly settings: Settings;
}

export function readRule(rule: Fields, { kind, itself, destination, settings: ofRoute }: OfRoute): readonly Piece[] {
  const read = kind === 'GRPCRoute' ? readCall : readMatch;
  const matches = rule.has('matches') ? rule.list('matches').flatMap(read) : matchAll(rule, kind);
  const { headers, redirect } = readFilters(rule);
  const split = rule.has('backendRefs')
    ? splitOf(rule.list('backendRefs'), destination)
    : [{ destination: itself, weight: 1, origin: rule.span }];
  const timeouts = rule.fields('timeouts');
  const limit = timeouts?.duration('request');
  timeouts?.leave(['backendRequest'], 'a timeout of single tries');
  timeouts?.done();
  rule.ignore('name');
  rule.leave(['retry', 'sessionPersistence'], 'what Linkerd does not look at', 'extra');
  rule.done();
  if (!redirect && split.length === 0) {
    rule.notes.add(rule.path, rule.span, 'a rule that sends requests nowhere');
    return [];
  }
  const settings: Settings = {
    ...ofRoute,
    ...(limit === undefined || limit === 0 || !timeouts ? {} : { timeout: sourced(limit, timeouts.span) }),
    ...(headers.length > 0 ? { headers } : {}),
  };
  if (!redirect)
    return matches.map((match) => ({ ...match, action: { kind: 'forward', split, origin: rule.span }, settings }));
  return matches.map((match) => ({
    ...match,
    action: redirectOf(redirect, match, rule),
    settings: answered(settings),
  }));
}

/** A redirect, and what it puts in the place of the prefix that matched. */
interface ReadRedirect {
  readonly base: Redirect;
  readonly to?: string;
}

function redirectOf({ base, to }: ReadRedirect, { prefix: from }: Ranked, { notes, path, span }: Fields): Redirect {
  if (to === undefined) return base;
  if (from !== undefined) return { ...base, prefix: { from, to: to || '/' } };
  notes.add(`${path}.filters`, span, 'a redirect of a prefix where the match has none');
  return base;
}

const answered = ({ headers = [] }: Settings): Settings => {
  const response = headers.filter(({ value }) => value.direction === 'response');
  return response.length > 0 ? { headers: response } : {};
};

function readFilters(rule: Fields): { readonly headers: Sourced<HeaderChange>[]; readonly redirect?: ReadRedirect } {
  const headers: Sourced<HeaderChange>[] = [];
  let redirect: ReadRedirect | undefined;
  for (const filter of rule.list('filters')) {
    const type = filter.text('type') ?? '';
    if (type === 'RequestHeaderModifier')
      headers.push(...headerChanges(filter.fields('requestHeaderModifier'), 'request'));
    else if (type === 'ResponseHeaderModifier')
      headers.push(...headerChanges(filter.fields('responseHeaderModifier'), 'response'));
    else if (type === 'RequestRedirect') redirect = readRedirect(filter.fields('requestRedirect'));
    else filter.notes.add(filter.path, filter.span, `the filter \`${type}\`, for which Linkerd drops the whole route`);
    filter.done();
  }
  return redirect ? { headers, redirect } : { headers };
}

function readRedirect(fields: Fields | undefined): ReadRedirect | undefined {
  if (!fields) return undefined;
  const [scheme, host, port] = [fields.text('scheme'), fields.text('hostname'), fields.number('port')];
  const code = fields.number('statusCode') ?? 302;
  const inner = fields.fields('path');
  const [path, to] = [inner?.text('replaceFullPath'), inner?.text('replacePrefixMatch')];
  if (inner && inner.text('type') !== (to === undefined ? 'ReplaceFullPath' : 'ReplacePrefixMatch'))
    inner.notes.add(inner.pathOf('type'), inner.span, 'a type that is not that of the path');
  inner?.done();
  fields.done();
  const base: Redirect = {
    kind: 'redirect',
    code,
    ...(scheme === 'http' || scheme === 'https' ? { scheme } : {}),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(path === undefined ? {} : { path }),
    origin: fields.span,
  };
  return to === undefined ? { base } : { base, to };
}

function splitOf(backends: readonly Fields[], destination: Destination): readonly WeightedDestination[] {
  const parts = backends.flatMap((fields) => {
    const weight = fields.number('weight') ?? 1;
    const target = destination(fields);
    fields.leave(['filters'], 'filters of one part of a split');
    fields.done();
    return target ? [{ destination: target, weight, origin: fields.span }] : [];
  });
  const divisor = parts.reduce((sum, { weight }) => gcd(sum, weight), 0);
  if (divisor === 0) return [];
  return parts.length === 1
    ? parts.map((part) => ({ ...part, weight: 1 }))
    : parts.map((part) => ({ ...part, weight: part.weight / divisor }));
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
