// Rewrites that make paths no server expects: with `//`, or not beginning with a slash; and rewrites that never apply.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import {
  ask,
  type Request,
  requestText,
  rewritePath,
  TableQuestions,
  type Verdict,
  writtenKey,
} from '../../meaning/index.ts';
import type { Condition, PathRewrite, Sourced } from '../../model/index.ts';
import type { Copy, Facts } from '../facts.ts';

type RegexRewrite = Extract<PathRewrite, { kind: 'regex' }>;

export function* brokenRewrites(facts: Facts): Generator<Diagnostic> {
  if (!facts.survey.pathRewrites) return;
  const reported = new Set<string>();
  for (const copies of facts.copies) {
    const rewrite = copies[0]!.rule.settings.rewritePath;
    if (!rewrite || copies[0]!.rule.action.kind !== 'forward' || reported.has(writtenKey(rewrite.origin))) continue;
    const found = copies.flatMap((copy) => findingOf(facts, copy, rewrite)).at(0);
    if (!found) continue;
    reported.add(writtenKey(rewrite.origin));
    yield found;
  }
}

function findingOf(facts: Facts, copy: Copy, rewrite: Sourced<PathRewrite>): readonly Diagnostic[] {
  const request = facts.reached(copy);
  if (!request) return [];
  if (rewrite.value.kind !== 'regex') return brokenPath(rewrite, request);
  const matching = requestsMatching(facts, copy, rewrite.value.pattern);
  if (matching.is === 'no')
    return [
      diagnose(
        catalogue.analysis.idleRewrite,
        rewrite.origin,
        { pattern: rewrite.value.pattern },
        { witness: requestText(request) },
      ),
    ];
  const candidates = [
    matching,
    ...slashInGroups(rewrite.value).map((pattern) => requestsMatching(facts, copy, pattern)),
  ];
  return candidates.flatMap((verdict) => (verdict.is === 'yes' ? brokenPath(rewrite, verdict.value) : [])).slice(0, 1);
}

/** What is wrong with the path that this request is sent with. */
function brokenPath(rewrite: Sourced<PathRewrite>, request: Request): readonly Diagnostic[] {
  const path = rewritePath(request.path, rewrite.value);
  const wrong = !path.startsWith('/')
    ? 'does not begin with a slash'
    : path.includes('//')
      ? 'has an empty segment'
      : undefined;
  if (!wrong) return [];
  return [
    diagnose(
      catalogue.analysis.brokenRewrite,
      rewrite.origin,
      { from: request.path, to: path, wrong },
      { witness: requestText(request) },
    ),
  ];
}

/** Requests that the rule takes and the expression matches. */
function requestsMatching(facts: Facts, { table, index, rule }: Copy, pattern: string): Verdict<Request> {
  const { origin } = rule;
  const matches: Condition = { kind: 'text', subject: 'path', operator: 'matches', values: [pattern], origin };
  return ask<Verdict<Request>>(
    () => new TableQuestions(facts.mesh, table, [matches]).reach(matches).rules[index] ?? { is: 'no' },
    (reason) => ({ is: 'unknown', reason }),
  );
}

/** The expression with one group held to a slash and more, for each group that the new path puts behind a slash, and with it empty. */
function slashInGroups({ pattern, to }: RegexRewrite): readonly string[] {
  const used = [...to.matchAll(/\/\\([1-9])/g)].map((match) => Number(match[1]));
  const first = to.startsWith('\\') ? [Number(to[1])] : [];
  return [
    ...used.flatMap((group) => [withGroup(pattern, group, '/[a-z]+'), withGroup(pattern, group, '/')]),
    ...used.flatMap((group) => [withGroup(pattern, group, '')]),
    ...first.map((group) => withGroup(pattern, group, '[a-z]+')),
  ].filter((candidate) => candidate !== undefined);
}

/** Replaces what a simple group (without groups in it) captures. */
function withGroup(pattern: string, group: number, inner: string): string | undefined {
  let seen = 0;
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === '(' && pattern[at + 1] !== '?') {
      seen++;
      if (seen !== group) continue;
      const end = pattern.slice(at + 1).search(/[()\\]/);
      if (end < 0 || pattern[at + 1 + end] !== ')') return undefined;
      return `${pattern.slice(0, at)}(${inner})${pattern.slice(at + 2 + end)}`;
    }
  }
  return undefined;
}
