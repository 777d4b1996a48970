// A rule list as one name meets it → dtab entries and limits. First match wins in the list, later entries win in a dtab: each set of requests
// that names can tell apart is decided by the list, and the sets are written from the general to the special.
import type { Condition, Mesh, Rule, Settings, TextTest } from '../../../model/index.ts';
import type { Client, Entry, Limit } from '../plan.ts';
import { type Cell, canBeNamed, cellsOf, type Known, type Leaf, truthOf } from './cell.ts';
import { endpointsOf } from './endpoints.ts';
import { cannot, distinct, type Refusal } from './refusal.ts';
import { limitsOf, NO_LIMIT, refusedOf } from './settings.ts';

export interface Lowered {
  readonly entries: readonly Entry[];
  readonly limits: readonly Limit[];
  readonly clients: readonly Client[];
  /** Paths stand in the entries. */
  readonly seesPaths: boolean;
  /** Not empty: the list cannot be carried out, and the rest must not be written. */
  readonly refusals: readonly Refusal[];
  /** Some request is taken by no rule. */
  readonly gap: boolean;
}

export interface Called {
  /** Host headers: `reviews:9080`, `*`. All are decided alike. */
  readonly labels: readonly string[];
  /** What they are called in the dtab where paths decide: `shop/reviews/9080`. */
  readonly alias: string;
  readonly known: Known;
  readonly rules: readonly Rule[];
  /** Of the door; what a rule says itself wins. */
  readonly settings?: Settings;
  /** What rules of shorter names say, so that these names must say it too. */
  readonly around?: readonly Settings[];
}

/** What takes the requests of a cell: the place of its rule, or nothing. */
type Ruling = number | undefined;

export function lowerList(mesh: Mesh, called: Called): Lowered {
  const { rules, known } = called;
  const met: Met = { refusals: [], rules: new Set() };
  const rulings = new Map(cellsOf(rules).map((cell) => [cell, rulingOf(rules, cell, known, met)]));
  const targets = new Map(
    [...met.rules].sort((a, b) => a - b).map((at) => [at, targetOf(mesh, called, rules[at] as Rule)]),
  );
  const { refusals } = met;
  refusals.push(...[...targets.values()].flatMap((target) => target.refusals));
  const named = refusals.length === 0 ? namedCells(rulings) : [];
  return {
    entries: entriesOf(called, named, targets),
    limits: limitsFor(called, named, targets),
    clients: [...targets.values()].flatMap(({ clients }) => clients),
    seesPaths: named.some(({ suffix }) => suffix !== ''),
    refusals: distinct(refusals),
    gap: [...rulings.values()].includes(undefined),
  };
}

/** What was come across on the way: tests that no name answers, and rules that may take something. */
interface Met {
  readonly refusals: Refusal[];
  readonly rules: Set<number>;
}

/** The place of the first rule that takes the cell. One that cannot be told counts as passed, for the sake of what is wrong further on. */
function rulingOf(rules: readonly Rule[], cell: Cell, known: Known, met: Met): Ruling {
  for (const [index, { condition }] of rules.entries()) {
    const truth = oddPath(condition) ?? truthOf(condition, cell, known);
    if (truth === false) continue;
    met.rules.add(index);
    if (truth === true) return index;
    met.refusals.push(...refusedTest(truth));
  }
  return undefined;
}

/** A test of a path that Linkerd answers with an error before any rule is asked. */
function oddPath(condition: Condition): TextTest | undefined {
  if (condition.kind === 'not') return oddPath(condition.part);
  if (condition.kind === 'and' || condition.kind === 'or')
    return condition.parts.map(oddPath).find((odd) => odd !== undefined);
  if (condition.kind !== 'text' || condition.subject !== 'path') return undefined;
  const { operator, values } = condition;
  const bare = (value: string): string => (operator === 'equals' ? value : value.replace(/\/+$/, ''));
  const named = operator === 'equals' || operator === 'under' || operator === 'starts';
  return named && values.some((value) => value !== '/' && !canBeNamed(bare(value))) ? condition : undefined;
}

function refusedTest(leaf: Leaf): readonly Refusal[] {
  if (leaf.kind === 'from') {
    const note = 'one Linkerd serves all workloads of a node, and some of them answer this differently';
    return [{ origin: leaf.origin, construct: 'from', note, why: 'senders-differ' }];
  }
  if (leaf.kind !== 'text') return [];
  const { subject, name, operator } = leaf;
  const what = `test ${subject}${name === undefined ? '' : ` "${name}"`}${operator === 'exists' ? '' : ` with ${WORDS[operator]}`}`;
  const note = 'names say the method, the host and whole segments of the path, and nothing else of a request';
  return [cannot(leaf.origin, what, note)];
}

const WORDS: Readonly<Record<TextTest['operator'], string>> = {
  exists: 'exists',
  equals: '`==`',
  starts: '`starts`',
  under: '`under`',
  ends: '`ends`',
  contains: '`contains`',
  matches: '`matches`',
};

interface Target extends Pick<Lowered, 'clients' | 'refusals'> {
  readonly rule: Rule;
  readonly settings: Settings;
  readonly branches: ReturnType<typeof endpointsOf>['branches'];
}

function targetOf(mesh: Mesh, { known, settings: outer }: Called, rule: Rule): Target {
  const settings = { ...outer, ...rule.settings };
  const refusals = refusedOf({ action: rule.action, settings });
  const { action } = rule;
  if (action.kind !== 'forward') return { rule, settings, branches: [], clients: [], refusals };
  const calling = { port: known.port, ...(known.host === undefined ? {} : { host: known.host }) };
  const found = endpointsOf(mesh, action.split, calling);
  return { rule, settings, ...found, refusals: [...refusals, ...found.refusals] };
}

interface NamedCell {
  readonly method: string;
  /** Behind the name: `/a`, `/a/*`, or nothing. */
  readonly suffix: string;
  readonly ruling: Ruling;
}

/** The cells that an entry is needed for, in the order of the dtab. */
function namedCells(rulings: ReadonlyMap<Cell, Ruling>): readonly NamedCell[] {
  const byMethod = Map.groupBy(rulings.keys(), ({ method }) => method ?? '*');
  const any = blockOf('*', byMethod.get('*') ?? [], rulings);
  const own = [...byMethod].filter(([method]) => method !== '*');
  return [
    ...any,
    ...own.flatMap(([method, cells]) => {
      const block = blockOf(method, cells, rulings);
      return sameRulings(block, any) ? [] : block;
    }),
  ];
}

const sameRulings = (a: readonly NamedCell[], b: readonly NamedCell[]): boolean =>
  a.length === b.length && a.every(({ suffix, ruling }, at) => b[at]?.suffix === suffix && b[at]?.ruling === ruling);

/** All of one method: entries of a special method come after all others, so that each must be said again there. */
function blockOf(method: string, cells: readonly Cell[], rulings: ReadonlyMap<Cell, Ruling>): readonly NamedCell[] {
  const below = new Map<string, Ruling>();
  const block: NamedCell[] = [];
  for (let at = 0; at < cells.length; at += 2) {
    const [exact, under] = [cells[at] as Cell, cells[at + 1] as Cell];
    const [here, deeper] = [rulings.get(exact), rulings.get(under)];
    const suffix = exact.path.map((segment) => `/${segment}`).join('');
    const inherited = inheritedBelow(exact.path, below);
    below.set(suffix, deeper);
    if (here === deeper) {
      if (at === 0 || here !== inherited) block.push({ method, suffix, ruling: here });
    } else {
      block.push({ method, suffix, ruling: here }, { method, suffix: `${suffix}/*`, ruling: deeper });
    }
  }
  return block;
}

function inheritedBelow(path: readonly string[], below: ReadonlyMap<string, Ruling>): Ruling {
  for (let length = path.length - 1; length >= 0; length--) {
    const above = path
      .slice(0, length)
      .map((segment) => `/${segment}`)
      .join('');
    if (below.has(above)) return below.get(above);
  }
  return undefined;
}

const prefixOf = (method: string, label: string, suffix: string): string => `/svc/1.1/${method}/${label}${suffix}`;

/** Each name by itself; where paths decide, all names stand for one, so that paths are said once. */
function entriesOf(
  { labels, alias }: Called,
  named: readonly NamedCell[],
  targets: ReadonlyMap<number, Target>,
): readonly Entry[] {
  const treeOf = ({ ruling }: NamedCell): Pick<Entry, 'tree' | 'comment'> => {
    const target = ruling === undefined ? undefined : targets.get(ruling);
    const name = target?.settings.name?.value.replace(/\s+/g, ' ');
    return {
      tree: target ? { kind: 'endpoints', branches: target.branches } : { kind: 'fail' },
      ...(name === undefined ? {} : { comment: name }),
    };
  };
  if (named.every(({ suffix }) => suffix === ''))
    return named.flatMap((cell) =>
      labels.map((label) => ({ prefix: prefixOf(cell.method, label, ''), ...treeOf(cell) })),
    );
  const called = (method: string): string => `/call/${method === '*' ? 'any' : method}/${alias}`;
  const methods = [...new Set(named.map(({ method }) => method))];
  return [
    ...named.map((cell) => ({ prefix: `${called(cell.method)}${cell.suffix}`, ...treeOf(cell) })),
    ...methods.flatMap((method) =>
      labels.map((label) => ({
        prefix: prefixOf(method, label, ''),
        tree: { kind: 'path' as const, path: called(method) },
      })),
    ),
  ];
}

/** Where one rule of a list has a limit, every entry says its own: later prefixes win, and would inherit it otherwise. */
function limitsFor(
  { labels, around = [] }: Called,
  named: readonly NamedCell[],
  targets: ReadonlyMap<number, Target>,
): readonly Limit[] {
  const all = new Map([...targets].map(([index, { settings }]) => [index, limitsOf(settings)]));
  const said = [...all.values(), ...around.map(limitsOf)];
  const timed = said.some(({ timeout }) => timeout !== undefined);
  const budgeted = said.some(({ never }) => never);
  if (!timed && !budgeted) return [];
  return named.flatMap(({ method, suffix, ruling }) => {
    const { timeout, never } = (ruling === undefined ? undefined : all.get(ruling)) ?? {};
    return labels.map((label) => ({
      prefix: prefixOf(method, label, suffix),
      ...(timed ? { timeout: timeout ?? NO_LIMIT } : {}),
      ...(budgeted ? { never: never === true } : {}),
    }));
  });
}
