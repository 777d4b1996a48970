// Random rule tables over a small universe, as plain data. Shares no code with src/logic.

/** What the enumerator and the translation both read. */
export type Test = 'equal' | 'prefix' | 'under' | 'suffix' | 'contains' | 'regex' | 'exists' | 'is';
export type Condition =
  | { readonly op: 'fact'; readonly subject: SubjectName; readonly test: Test; readonly text: string }
  | { readonly op: 'not'; readonly of: Condition }
  | { readonly op: 'and' | 'or'; readonly of: readonly Condition[] };

export interface TableRule {
  readonly condition: Condition;
  readonly label: string;
}

export type SubjectName = 'path' | 'header' | 'host' | 'query' | 'method';

/** A subject with all values that it can have; `many`: any set of them, `optional`: possibly none. */
export interface Subject {
  readonly name: SubjectName;
  readonly words: readonly string[];
  readonly many: boolean;
  readonly optional: boolean;
  readonly fold: boolean;
  readonly base: string | undefined;
}

export const regexes: readonly { readonly source: string; readonly script: RegExp }[] = [
  '/a.*',
  '.*b',
  '/(a|b)*',
  '/[ab]/?',
  '.*',
  '.+',
  '/a?b?',
  '^/a$',
  '.{2}',
  'a',
  '(a|a)*b',
  '[^a]*',
  '.*a.*',
  '(ab|b)+',
  '/(?:a/?){1,2}',
  '.?.?',
  '/b(/.*)?',
  '[a-z]*',
  '\\/\\w*',
].map((source) => ({ source, script: new RegExp(`^(?:${source})$`, 'u') }));
export const wordRegexes: typeof regexes = [
  { source: '(?i)/A.*', script: /^\/a.*$/iu },
  { source: '\\bb.*|/', script: /^(?:\bb.*|\/)$/u },
  { source: '.*\\Ba', script: /^.*\Ba$/u },
  { source: '(?i)B', script: /^b$/iu },
  { source: '\\z', script: /^$/u },
  { source: 'a\\z|b', script: /^(?:a|b)$/u },
];
export const allRegexes = [...regexes, ...wordRegexes];

function words(alphabet: string, from: number, to: number): string[] {
  const all: string[] = [];
  let layer = [''];
  for (let length = 0; length <= to; length++) {
    if (length >= from) all.push(...layer);
    layer = layer.flatMap((word) => [...alphabet].map((letter) => word + letter));
  }
  return all;
}

export const subjects: readonly Subject[] = [
  {
    name: 'path',
    words: words('ab/', 0, 3).map((word) => `/${word}`),
    many: false,
    optional: false,
    fold: false,
    base: '/[ab/]{0,3}',
  },
  { name: 'header', words: words('ab', 0, 1).concat('ab'), many: true, optional: true, fold: false, base: '[ab]?|ab' },
  { name: 'host', words: words('ab', 1, 2), many: false, optional: false, fold: true, base: '[ab]{1,2}' },
  { name: 'query', words: words('a/', 0, 1), many: false, optional: true, fold: false, base: '[a/]?' },
  { name: 'method', words: ['GET', 'PUT', 'other'], many: false, optional: false, fold: false, base: undefined },
];

/** A small deterministic generator (mulberry32). */
export class Dice {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  chance(p: number): boolean {
    return this.next() < p;
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

const textTests: readonly Test[] = [
  'equal',
  'equal',
  'prefix',
  'prefix',
  'under',
  'under',
  'suffix',
  'contains',
  'regex',
  'exists',
];

export function randomCondition(dice: Dice, used: readonly Subject[], depth: number): Condition {
  if (depth === 0 || dice.chance(0.35)) return randomFact(dice, dice.pick(used));
  if (dice.chance(0.25)) return { op: 'not', of: randomCondition(dice, used, depth - 1) };
  const of = Array.from({ length: 2 + dice.below(2) }, () => randomCondition(dice, used, depth - 1));
  return { op: dice.chance(0.7) ? 'and' : 'or', of };
}

function randomFact(dice: Dice, subject: Subject): Condition {
  if (subject.name === 'method') return { op: 'fact', subject: 'method', test: 'is', text: dice.pick(subject.words) };
  const test = dice.pick(textTests);
  if (test === 'exists' && !subject.optional && dice.chance(0.8)) return randomFact(dice, subject);
  return { op: 'fact', subject: subject.name, test, text: randomText(dice, subject, test) };
}

function randomText(dice: Dice, subject: Subject, test: Test): string {
  if (test === 'exists') return '';
  if (test === 'regex') return dice.pick(allRegexes).source;
  const word = dice.pick(subject.words);
  const from = test === 'suffix' || test === 'contains' ? dice.below(word.length + 1) : 0;
  const part = test === 'equal' ? word : word.slice(from, from + 1 + dice.below(3));
  const strange = dice.chance(0.05) ? `${part}${dice.pick(['c', '/', 'bbbb', 'é'])}` : part;
  return subject.fold && dice.chance(0.5) ? strange.toUpperCase() : strange;
}

/** Two to twelve rules over two or three subjects; broad and copied rules make some of them dead. */
export function randomTable(dice: Dice, used: readonly Subject[]): TableRule[] {
  const rules: TableRule[] = [];
  const count = 2 + dice.below(11);
  while (rules.length < count) {
    const copy = rules.length > 0 && dice.chance(0.08);
    const condition = copy
      ? narrowed(dice, dice.pick(rules).condition, used)
      : randomCondition(dice, used, dice.below(3));
    rules.push({ condition, label: dice.pick(['x', 'y', 'z']) });
  }
  return rules;
}

function narrowed(dice: Dice, condition: Condition, used: readonly Subject[]): Condition {
  return dice.chance(0.5) ? condition : { op: 'and', of: [condition, randomCondition(dice, used, 1)] };
}

/** The table with one to three changes: swapped, removed, relabelled or changed rules. Sometimes none of them matters. */
export function changedTable(dice: Dice, rules: readonly TableRule[], used: readonly Subject[]): TableRule[] {
  const changed = [...rules];
  for (let n = 1 + dice.below(3); n > 0; n--) {
    const i = dice.below(changed.length);
    const rule = changed[i]!;
    const way = dice.below(5);
    if (way === 0 && changed.length > 1) changed.splice(i, 1);
    else if (way === 1) changed[i] = { ...rule, label: dice.pick(['x', 'y', 'z']) };
    else if (way === 2) changed[i] = { ...rule, condition: narrowed(dice, rule.condition, used) };
    else if (way === 3) changed.splice(dice.below(changed.length), 0, ...changed.splice(i, 1));
    else changed.splice(i, 0, rule);
  }
  return changed;
}
