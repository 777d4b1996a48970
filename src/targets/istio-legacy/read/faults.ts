// The faults of rules → whom they hit. Old Pilots turn the fault of a rule into a filter of the whole proxy: it fires for every request
// with the rule's conditions but for the path, on its way to where the rule sends to, whichever rule sent it.
import { and, type Condition, leaves, type Rule, type Settings } from '../../../model/index.ts';
import { keyOf } from '../../shared/reading/index.ts';
import type { ReadRule } from './route-rule.ts';

interface Filter {
  readonly rule: ReadRule;
  readonly parts: readonly Condition[];
  readonly clusters: ReadonlySet<string>;
  readonly faults: Pick<Settings, 'delay' | 'abort'>;
}

/** The lists, each in its order, with every fault at all rules whose requests it hits. */
export function spreadFaults(lists: readonly (readonly ReadRule[])[]): readonly (readonly ReadRule[])[] {
  const filters = lists.flatMap(filtersIn);
  return filters.length === 0 ? lists : lists.map((list) => list.flatMap((rule, at) => hit(rule, at, list, filters)));
}

/** Behind a rule that takes everything none is there. */
function filtersIn(list: readonly ReadRule[]): readonly Filter[] {
  const last = list.findIndex(({ rule }) => rule.condition.kind === 'always');
  return list.slice(0, last < 0 ? list.length : last + 1).flatMap((rule) => {
    const { delay, abort } = rule.rule.settings;
    if (!delay && !abort) return [];
    const parts = partsOf(rule.rule.condition).filter((part) => !isPath(part));
    const faults = { ...(delay ? { delay } : {}), ...(abort ? { abort } : {}) };
    return [{ rule, parts, clusters: clustersOf(rule.rule), faults }];
  });
}

/** The rule, after a narrower one for each filter that some of its requests meet. */
function hit(one: ReadRule, at: number, list: readonly ReadRule[], filters: readonly Filter[]): readonly ReadRule[] {
  const clusters = clustersOf(one.rule);
  const own = partsOf(one.rule.condition);
  const narrower: ReadRule[] = [];
  for (const filter of filters) {
    if (filter.rule === one || ![...clusters].some((cluster) => filter.clusters.has(cluster))) continue;
    const parts = [...own, ...filter.parts];
    if (contradict(parts) || list.slice(0, at).some(({ rule }) => includes(parts, partsOf(rule.condition)))) continue;
    const { delay, abort } = one.rule.settings;
    if (![...clusters].every((cluster) => filter.clusters.has(cluster)) || delay || abort) {
      noteFault(filter, one);
      continue;
    }
    const rule: Rule = { ...one.rule, settings: { ...one.rule.settings, ...filter.faults } };
    if (includes(own, filter.parts)) return [...narrower, { ...one, rule }];
    narrower.push({ ...one, rule: { ...rule, condition: and(parts, rule.origin) } });
  }
  return [...narrower, one];
}

function noteFault({ rule: { object } }: Filter, { name }: ReadRule): void {
  object.notes.add(
    'spec.httpFault',
    object.origin,
    `it hits requests of ${name} too, which has a fault or a split of its own`,
  );
}

const clustersOf = ({ action }: Rule): ReadonlySet<string> =>
  new Set(
    action.kind === 'forward'
      ? action.split.map(({ destination: { target, version = '' } }) => `${target}@${version}`)
      : [],
  );

const partsOf = (condition: Condition): readonly Condition[] =>
  condition.kind === 'always' ? [] : condition.kind === 'and' ? condition.parts : [condition];

const isPath = (part: Condition): boolean =>
  [...leaves(part)].every((leaf) => leaf.kind === 'text' && leaf.subject === 'path');

function includes(parts: readonly Condition[], some: readonly Condition[]): boolean {
  const keys = new Set(parts.map(keyOf));
  return some.every((part) => keys.has(keyOf(part)));
}

/** Two values of one part of the request, which has one. */
const contradict = (parts: readonly Condition[]): boolean =>
  parts.some((one) => parts.some((other) => areApart(one, other)));

const areApart = (one: Condition, other: Condition): boolean =>
  one.kind === 'text' &&
  other.kind === 'text' &&
  one.subject === other.subject &&
  one.name === other.name &&
  one.operator === 'equals' &&
  other.operator === 'equals' &&
  !one.values.some((value) => other.values.includes(value));
