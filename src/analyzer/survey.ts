// What occurs at all among the rules of a mesh: whoever looks for something rare need not look where there is none of it. Says only
// that something is there, never where, and decides nothing.
import { isRoughlySame, type PlainSight, type Reach, roughKey, type Table, triesTotal } from '../meaning/index.ts';
import type { Condition, Mesh, Rule, Settings, TrafficPolicy } from '../model/index.ts';
import { openPrefix } from './open-prefix.ts';

export interface Survey {
  /** A rule that no request reaches in its table. */
  readonly dead: boolean;
  /** A question about reach that nobody could answer. */
  readonly doubts: boolean;
  /** A route that leaves a request without an answer. */
  readonly gaps: boolean;
  /** A table in which two rules may do the same. */
  readonly alike: boolean;
  readonly mirrors: boolean;
  /** An injected abort beside retries. */
  readonly abortsWithRetries: boolean;
  readonly pathRewrites: boolean;
  /** A timeout shorter than all tries together. */
  readonly shortTimeouts: boolean;
  /** A test of a path by a beginning that may end within a segment. */
  readonly openPrefixes: boolean;
  /** A test of a text by a regular expression. */
  readonly matches: boolean;
}
/** Whom to ask. */
interface Asked {
  readonly tables: readonly Table[];
  readonly sight: (table: Table) => PlainSight | undefined;
  readonly reach: (table: Table) => Reach;
}
type Seen = { -readonly [K in keyof Survey]: Survey[K] };

/** Looks at every table once. */
export function surveyOf(facts: Asked): Survey {
  const seen: Seen = {
    dead: false,
    doubts: false,
    gaps: false,
    alike: false,
    mirrors: false,
    abortsWithRetries: false,
    pathRewrites: false,
    shortTimeouts: false,
    openPrefixes: false,
    matches: false,
  };
  const { tables } = facts;
  for (let at = 0; at < tables.length; at++) {
    const table = tables[at] as Table;
    if (table.rules.length === 0 && !table.route && !table.ingress) continue;
    const sight = facts.sight(table);
    if (sight === undefined) lookAtReach(table, facts.reach(table), seen);
    else if (sight === 'open' && table.route) seen.gaps = true;
    lookAtRules(table, seen);
  }
  return seen;
}

function lookAtReach({ route }: Table, { gap, rules }: Reach, seen: Seen): void {
  if (gap.is === 'unknown') seen.doubts = true;
  else if (gap.is === 'yes' && route) seen.gaps = true;
  for (const { is } of rules)
    if (is === 'no') seen.dead = true;
    else if (is === 'unknown') seen.doubts = true;
}

function lookAtRules(table: Table, seen: Seen): void {
  const { rules } = table;
  if (!seen.alike && rules.length > 1 && !allDiffer(table)) seen.alike = true;
  for (let at = 0; at < rules.length; at++) {
    const { condition, settings } = rules[at] as Rule;
    if (settings.mirror) seen.mirrors = true;
    if (settings.rewritePath) seen.pathRewrites = true;
    if (settings.abort && settings.retry) seen.abortsWithRetries = true;
    if (isShort(settings)) seen.shortTimeouts = true;
    lookAtTests(condition, seen);
  }
}

function lookAtTests(condition: Condition, seen: Seen): void {
  if (condition.kind === 'text') {
    if (openPrefix(condition) !== undefined) seen.openPrefixes = true;
    else if (condition.operator === 'matches') seen.matches = true;
  } else if (condition.kind === 'not') lookAtTests(condition.part, seen);
  else if (condition.kind === 'and' || condition.kind === 'or')
    for (let at = 0; at < condition.parts.length; at++) lookAtTests(condition.parts[at] as Condition, seen);
}

/** Whether no two rules of a table do the same, nor one what is done where no rule takes a request; seen without asking further. */
export function allDiffer(table: Table): boolean {
  const { rules } = table;
  if (rules.length <= fewRules) {
    for (let at = 0; at < rules.length; at++)
      for (let other = at + 1; other <= rules.length; other++)
        if (isRoughlySame(table, rules[at] as Rule, rules[other])) return false;
    return true;
  }
  const keys = new Set([roughKey(table, undefined)]);
  for (const rule of rules) keys.add(roughKey(table, rule));
  return keys.size > rules.length;
}
const fewRules = 8;

/** Whether the timeout ends before all tries have had their time. */
function isShort(settings: Settings): boolean {
  const { timeout, retry } = settings;
  if (!timeout || !retry || timeout.value === 'none') return false;
  const total = triesTotal(settings);
  return total !== undefined && timeout.value < total;
}

/** Whether some balancing keeps clients at their endpoints. */
export const someHash = ({ services, egresses }: Mesh): boolean =>
  services.some(({ traffic, ports, versions }) => isHash(traffic) || hasHash(ports) || hasHash(versions)) ||
  egresses.some(({ traffic, ports }) => isHash(traffic) || hasHash(ports));

const isHash = ({ balance }: TrafficPolicy): boolean => balance?.value.kind === 'hash';
const hasHash = (parts: readonly { readonly traffic: TrafficPolicy }[]): boolean =>
  parts.some(({ traffic }) => isHash(traffic));
