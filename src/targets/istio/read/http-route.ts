// One entry of `http[]` → rules: for each way that its matches let a path be rewritten one, else a single one.
import { type Action, and, type PathRewrite, type Settings } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import {
  type Fields,
  isAlike,
  keyOf,
  pathRewrite,
  type Rewrite,
  readRedirect,
  readRewrite,
  type StringMatch,
  sourced,
} from '../../shared/reading/index.ts';
import { type Reading, readSplit } from './destinations.ts';
import { type HttpMatch, readHttpMatch } from './http-match.ts';
import { type Noted, noteIn } from './ports-at.ts';
import { readSettings } from './settings.ts';

/** Matches with one action; without matches it takes every request. */
export interface EntryRule extends Noted {
  readonly kind: 'http';
  readonly matches: readonly HttpMatch[] | undefined;
  readonly action: Action;
  readonly settings: Settings;
  readonly origin: Span;
  /** The VirtualService whose rules decide, where it is not among the files. */
  readonly calls?: string;
}

/** The rules of an entry; none, with a note, where it does nothing that can be said. */
export function readHttpRoute(fields: Fields, namespace: string, reading: Reading): readonly EntryRule[] {
  if (fields.has('delegate')) return delegated(fields, namespace, reading);
  const matches = fields.has('match') ? fields.list('match').map(readHttpMatch) : undefined;
  const settings = readSettings(fields, namespace, reading);
  const rewrite = fields.fields('rewrite');
  const rewrites = rewrite && readRewrite(rewrite);
  const actions = readActions(fields, namespace, matches, reading);
  fields.done();
  const note = noteIn(fields);
  const rules: EntryRule[] = [];
  for (const { uri, some } of groupsOf(matches)) {
    const action = actions(uri);
    if (!action) continue;
    const own = rewrites && action.kind === 'forward' ? { ...settings, ...written(rewrites, rewrite, uri) } : settings;
    addRule(rules, { kind: 'http', note, matches: some, action, settings: own, origin: fields.span });
  }
  return rules;
}

/** The entries of the VirtualService that is called, each for the requests of the call alone; what they do not take goes on. */
function delegated(fields: Fields, namespace: string, reading: Reading): readonly EntryRule[] {
  const call = fields.fields('delegate');
  const [space, name] = [call?.text('namespace') ?? namespace, call?.text('name') ?? ''];
  const key = `${space}/${name}`;
  call?.done();
  const outer = fields.has('match') ? fields.list('match').map(readHttpMatch) : undefined;
  const shared = readSettings(fields, namespace, reading);
  fields.leave(['rewrite'], 'a rewrite for all rules of another VirtualService');
  fields.done();
  const called = reading.delegated?.(key);
  if (!called) {
    fields.notes.add(
      fields.pathOf('delegate'),
      fields.span,
      `the rules of VirtualService ${key}, which is not among the files: an empty list stands for them`,
    );
    const action: Action = { kind: 'respond', status: 404, origin: fields.span };
    const note = noteIn(fields);
    const calls = isNamespace(space) ? key : `${namespace}/${space}-${name}`;
    return [{ kind: 'http', matches: outer, action, settings: shared, origin: fields.span, calls, note }];
  }
  return called.entries
    .filter((entry) => !isNested(entry))
    .flatMap((entry) => readHttpRoute(entry, called.namespace, reading))
    .map((rule) => ({ ...rule, settings: { ...shared, ...rule.settings }, matches: both(outer, rule.matches) }));
}

const isNamespace = (name: string): boolean => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name);

/** Istio asks nobody whom the called one calls in turn. */
function isNested(entry: Fields): boolean {
  const found = entry.has('delegate');
  if (found)
    entry.notes.add(
      entry.pathOf('delegate'),
      entry.spanOf('delegate'),
      'a call within what is called, which Istio does not carry out',
      'extra',
    );
  return found;
}

/** Both must hold; the inner test of the path is the one that a rewrite replaces. */
function both(
  outer: readonly HttpMatch[] | undefined,
  inner: readonly HttpMatch[] | undefined,
): readonly HttpMatch[] | undefined {
  if (!outer || !inner) return outer ?? inner;
  return outer.flatMap((one) =>
    inner.map((other) => ({
      ...one,
      ...other,
      condition: and(
        [...new Map([one.condition, other.condition].map((part) => [keyOf(part), part])).values()],
        other.origin,
      ),
    })),
  );
}

interface MatchGroup {
  readonly uri: StringMatch | undefined;
  readonly some: readonly HttpMatch[] | undefined;
}

const groupsOf = (matches: readonly HttpMatch[] | undefined): readonly MatchGroup[] =>
  matches === undefined || matches.length === 0
    ? [{ uri: undefined, some: undefined }]
    : matches.map((match) => ({ uri: match.uri, some: [match] }));

/** Neighbours that do the same are one rule. */
function addRule(rules: EntryRule[], next: EntryRule): void {
  const last = rules.at(-1);
  if (
    !last?.matches ||
    !next.matches ||
    last.calls ||
    next.calls ||
    !isAlike(last.action, next.action) ||
    !isAlike(last.settings, next.settings)
  )
    rules.push(next);
  else rules[rules.length - 1] = { ...last, matches: [...last.matches, ...next.matches] };
}

function written(rewrite: Rewrite | undefined, fields: Fields | undefined, uri: StringMatch | undefined): Settings {
  if (!rewrite || !fields) return {};
  const path = pathRewrite(rewrite, uri);
  if (typeof path === 'string') fields.notes.add(fields.path, fields.span, path);
  return {
    ...(path === undefined || typeof path === 'string' ? {} : { rewritePath: sourced<PathRewrite>(path, fields.span) }),
    ...(rewrite.authority === undefined ? {} : { rewriteHost: sourced(rewrite.authority, fields.spanOf('authority')) }),
  };
}

/** What is done, depending on how the path was matched. */
function readActions(
  fields: Fields,
  namespace: string,
  matches: readonly HttpMatch[] | undefined,
  reading: Reading,
): (uri: StringMatch | undefined) => Action | undefined {
  if (fields.has('redirect')) {
    const redirect = fields.node('redirect');
    const seen = new Map<string, Action | undefined>();
    const all = matches ?? [undefined];
    for (const match of all) {
      const key = keyOf(match?.uri ?? null);
      if (redirect && !seen.has(key)) seen.set(key, readRedirect(fields.fields('redirect') as Fields, match?.uri));
    }
    return (uri) => seen.get(keyOf(uri ?? null));
  }
  const single = fields.has('directResponse')
    ? directResponse(fields.fields('directResponse') as Fields)
    : forward(fields, namespace, reading);
  return () => single;
}

function directResponse(fields: Fields): Action | undefined {
  const status = fields.number('status');
  const body = fields.fields('body');
  const text = body?.text('string');
  body?.leave(['bytes'], 'a body of bytes');
  body?.done();
  fields.done();
  if (status === undefined) return undefined;
  return { kind: 'respond', status, ...(text === undefined ? {} : { body: text }), origin: fields.span };
}

function forward(fields: Fields, namespace: string, reading: Reading): Action | undefined {
  const split = readSplit(fields.list('route'), namespace, 'http', reading);
  return split.length === 0 ? undefined : { kind: 'forward', split, origin: fields.span };
}
