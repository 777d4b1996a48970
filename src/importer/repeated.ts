// What stands in several rules of a namespace gets a name: conditions that are long enough to be worth one, and bundles of settings.
import type { Condition, Rule, Settings } from '../model/index.ts';
import type { GivenNames } from '../text/index.ts';
import { definitionText, type Speaker } from './condition-text.ts';
import { freeName, nameText } from './names.ts';
import { settingLines } from './setting-text.ts';

export interface Repeated {
  readonly conditions: ReadonlyMap<string, { readonly name: string; readonly condition: Condition }>;
  readonly policies: ReadonlyMap<string, { readonly name: string; readonly lines: readonly string[] }>;
}

/** Shorter conditions read better where they stand; a path says more than its name would. */
const worthNaming = (condition: Condition): number =>
  condition.kind === 'text' && condition.subject === 'path' ? 60 : 34;

export function repeatedIn(rules: readonly Rule[], namespace: string, given: GivenNames): Repeated {
  const plain: Speaker = { namespace, nameOf: () => undefined };
  const found = new Map<string, { condition: Condition; count: number }>();
  for (const { condition } of rules) {
    for (const part of candidates(condition)) {
      const text = definitionText(part, plain);
      const known = found.get(text) ?? { condition: part, count: 0 };
      found.set(text, { ...known, count: known.count + 1 });
    }
  }
  const often = [...found].filter(([text, { condition, count }]) => count > 1 && text.length >= worthNaming(condition));
  return {
    conditions: new Map(
      often.map(([text, { condition }]) => [text, { name: nameText(freeName(wordsOf(condition), given)), condition }]),
    ),
    policies: policiesIn(rules, given),
  };
}

/** The whole condition and its parts; no leaf is worth more than the whole. */
function candidates(condition: Condition): readonly Condition[] {
  if (condition.kind === 'always') return [];
  return condition.kind === 'and' || condition.kind === 'or'
    ? [condition, ...condition.parts.flatMap(candidates)]
    : [condition];
}

/** The values that are asked for, with the names of headers and the like; what is asked where there are many. */
function wordsOf(condition: Condition): string {
  switch (condition.kind) {
    case 'text': {
      const { subject, name, operator, values } = condition;
      const plain = values.map((value) => value.replace(/\(\?[a-z:]+\)?|[\\^$.*+?()[\]{}|]+/g, ' ').trim());
      const value = plain.length <= 2 ? plain.join(' ') : '';
      return [name, value || (name === undefined ? subject : operator)].filter(Boolean).join(' ');
    }
    case 'and':
    case 'or':
      return [...new Set(condition.parts.map(wordsOf))].join(condition.kind === 'or' ? ' or ' : ' ');
    case 'not':
      return `not ${wordsOf(condition.part)}`;
    case 'from':
      return `from ${condition.source.kind === 'pods' ? Object.values(condition.source.labels).join(' ') : Object.values(condition.source).at(-1)}`;
    default:
      return condition.kind;
  }
}

function policiesIn(rules: readonly Rule[], given: GivenNames): Repeated['policies'] {
  const counts = new Map<string, { readonly lines: readonly string[]; count: number }>();
  for (const { settings, action } of rules) {
    const key = policyKey(settings);
    if (key === undefined || action.kind !== 'forward') continue;
    const known = counts.get(key) ?? { lines: linesOf(settings), count: 0 };
    counts.set(key, { ...known, count: known.count + 1 });
  }
  const often = [...counts].filter(([, { count, lines }]) => count > 2 || (count > 1 && lines.length > 1));
  return new Map(often.map(([key, { lines }]) => [key, { name: freeName(policyWords(lines), given), lines }]));
}

const linesOf = ({ name: _, ...settings }: Settings): readonly string[] => settingLines(settings, () => undefined);

/** Undefined where there is nothing to share, or what belongs to one rule alone. */
export function policyKey(settings: Settings): string | undefined {
  if (settings.mirror || settings.rewritePath || settings.rewriteHost) return undefined;
  const lines = linesOf(settings);
  return lines.length === 0 ? undefined : lines.join('\n');
}

const policyWords = (lines: readonly string[]): string =>
  lines.length <= 2
    ? lines.map((line) => line.split(' ').slice(0, 2).join(' ')).join(' ')
    : lines.map((line) => line.split(' ')[0]).join(' ');
