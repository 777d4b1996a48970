// Redirects that never end. Every step from one redirecting rule to another is decided exactly where the redirect's effect on
// conditions can be put as a condition; circles of such steps are then followed with a concrete request.
import { and, type Condition, type Mesh, not, type Redirect, type Rule, type TextTest } from '../model/index.ts';
import { usualPort } from './effects.ts';
import { compare } from './evaluate.ts';
import { sampleHost } from './hosts.ts';
import { tableAtDoor } from './lookup.ts';
import { ask, TableQuestions, type Verdict } from './question.ts';
import { type Followed, followRedirects } from './redirects.ts';
import type { Request } from './request/request.ts';
import { type Leaf, never, restrict } from './restrict.ts';
import { Unanswerable } from './space/texts.ts';
import { type Table, type TablePort, tablesOf } from './table.ts';
import { leafText } from './words.ts';

export interface RedirectCircle {
  readonly rule: Rule;
  readonly table: Table;
  /** Begins the circle, and what following it comes to. */
  readonly request: Request;
  readonly followed: Followed;
}
export interface RedirectReport {
  readonly circles: readonly RedirectCircle[];
  /** Why there may be others. */
  readonly doubts: readonly string[];
}

interface Node {
  readonly table: Table;
  readonly index: number;
  readonly rule: Rule & { readonly action: Redirect };
}
interface Step {
  readonly from: Node;
  readonly to: Node;
  readonly verdict: Verdict<Request>;
}

/** Redirecting rules of more than this are followed from an example each, and the rest is a doubt. */
const mostNodes = 40;
const mostRules = 600;

/** All circles among the tables for which `wanted` holds. */
export function redirectCircles(mesh: Mesh, wanted: (table: Table) => boolean = () => true): RedirectReport {
  const nodes = redirectingRules(mesh, wanted);
  if (!nodes) return { circles: [], doubts: ['too many redirects to follow them all'] };
  const steps = nodes.flatMap((from) => stepsFrom(mesh, from, nodes));
  const circular = steps.filter((step) => step.verdict.is !== 'no' && reaches(steps, step.to, step.from));
  const found = circular.flatMap((step) => confirmed(mesh, step));
  const first = new Map(found.toReversed().map((circle) => [circle.rule, circle]));
  const doubts = circular.filter((step) => !confirmed(mesh, step).length).map((step) => doubtOf(step.verdict));
  return { circles: [...first.values()].toReversed(), doubts: [...new Set(found.length > 0 ? [] : doubts)] };
}

/** Those at doors; nothing where they are too many, or stand in lists that are too long. */
function redirectingRules(mesh: Mesh, wanted: (table: Table) => boolean): Node[] | undefined {
  const nodes: Node[] = [];
  const tables = tablesOf(mesh);
  for (let at = 0; at < tables.length; at++) {
    const table = tables[at] as Table;
    if (table.address.kind !== 'gateway' || !table.rules.some(isRedirecting) || !wanted(table)) continue;
    nodes.push(...nodesOf(table));
    if (nodes.length > mostNodes || table.rules.length > mostRules) return undefined;
  }
  return nodes;
}

const doubtOf = (verdict: Verdict<Request>): string =>
  verdict.is === 'unknown' ? verdict.reason : 'some redirects lead to each other, but no example goes in a circle';

function nodesOf(table: Table): Node[] {
  return table.rules.flatMap((rule, index) => (isRedirecting(rule) ? [{ table, index, rule }] : []));
}

const isRedirecting = (rule: Rule): rule is Node['rule'] => rule.action.kind === 'redirect';

function confirmed(mesh: Mesh, { from, verdict }: Step): readonly RedirectCircle[] {
  if (verdict.is !== 'yes') return [];
  const followed = followRedirects(mesh, verdict.value);
  return followed.kind === 'ends' ? [] : [{ rule: from.rule, table: from.table, request: verdict.value, followed }];
}

function reaches(steps: readonly Step[], start: Node, goal: Node): boolean {
  const seen = new Set<Node>([start]);
  for (const node of seen) {
    if (node === goal) return true;
    for (const step of steps) if (step.from === node && step.verdict.is !== 'no') seen.add(step.to);
  }
  return false;
}

function stepsFrom(mesh: Mesh, from: Node, nodes: readonly Node[]): Step[] {
  return from.table.ports.flatMap((port) => {
    const landing = landingOf(from.rule.action, port);
    const tables = new Set(landingTables(mesh, from, landing));
    return nodes
      .filter((to) => tables.has(to.table) && mayTake(to.rule.condition, landing))
      .map((to) => ({ from, to, verdict: step(mesh, from, port, to, landing) }));
  });
}

/** Whether a condition does not ask for another scheme in so many words: what is left is worth a question. */
function mayTake(condition: Condition, landing: Landing): boolean {
  if (condition.kind === 'and') return condition.parts.every((part) => mayTake(part, landing));
  if (condition.kind !== 'text' || condition.subject !== 'scheme' || condition.operator !== 'equals') return true;
  return condition.values.includes(landing.scheme);
}

/** What a redirect makes of the parts of a request that it changes. */
interface Landing {
  readonly scheme: string;
  readonly port: number;
  readonly host?: string;
  readonly path?: string;
  readonly prefix?: Redirect['prefix'];
}

function landingOf(action: Redirect, port: TablePort): Landing {
  const scheme = action.scheme ?? port.scheme ?? 'http';
  const kept =
    action.scheme === undefined || action.scheme === port.scheme ? port.number : usualPort(scheme as 'http' | 'https');
  return {
    scheme,
    port: action.port ?? kept,
    ...(action.host !== undefined ? { host: action.host.toLowerCase() } : {}),
    ...(action.path !== undefined ? { path: action.path } : {}),
    ...(action.prefix ? { prefix: action.prefix } : {}),
  };
}

function landingTables(mesh: Mesh, { table }: Node, landing: Landing): readonly Table[] {
  if (table.address.kind !== 'gateway') return [];
  const { gateway } = table.address;
  const hosts =
    landing.host === undefined ? table.hosts.map((host) => sampleHost(host, table.otherHosts)) : [landing.host];
  return hosts.flatMap((host) => tableAtDoor(mesh, gateway, landing.port, host) ?? []);
}

/** A request at this port that the first rule takes and whose redirect the second rule takes. */
function step(mesh: Mesh, from: Node, port: TablePort, to: Node, landing: Landing): Verdict<Request> {
  const { origin } = from.rule;
  return ask<Verdict<Request>>(
    () => {
      const here: Condition = { kind: 'port', values: [port.number], origin };
      const after = restrict(decides(to.table, to.index), (leaf) => imageOf(leaf, landing));
      const condition = and([here, decides(from.table, from.index), after], origin);
      return new TableQuestions(mesh, from.table, [condition]).satisfies(condition);
    },
    (reason) => ({ is: 'unknown', reason }),
  );
}

/** The rule of the table takes the request: no earlier one does. */
function decides(table: Table, index: number): Condition {
  const rule = table.rules[index]!;
  const before = table.rules.slice(0, index).map((earlier) => not(earlier.condition, earlier.origin));
  return and([...before, rule.condition], rule.origin);
}

/** A leaf asked of the redirected request, as a condition on the one before. */
function imageOf(leaf: Leaf, landing: Landing): boolean | Condition {
  if (leaf.kind === 'port') return leaf.values.includes(landing.port);
  if (leaf.kind === 'from') return leaf;
  const becomes = leaf.subject === 'scheme' ? landing.scheme : leaf.subject === 'host' ? landing.host : undefined;
  if (becomes !== undefined) return passes(leaf, becomes);
  if (leaf.subject !== 'path') return leaf;
  if (landing.path !== undefined) return passes(leaf, landing.path);
  return landing.prefix ? imageOfPrefix(leaf, landing.prefix) : leaf;
}

const passes = (leaf: TextTest, value: string): boolean =>
  leaf.values.some((wanted) => compare(leaf.operator, value, wanted));

/** Of a path below `from` that moves below `to`. Throws `Unanswerable` for what looks at the middle or the end of it. */
function imageOfPrefix(leaf: TextTest, prefix: { readonly from: string; readonly to: string }): Condition {
  const from = prefix.from.replace(/\/+$/, '');
  const to = prefix.to.replace(/\/+$/, '');
  const parts = leaf.values.map((value) => imageOfValue(leaf, value, from, to));
  return parts.length === 1 ? parts[0]! : { kind: 'or', parts, origin: leaf.origin };
}

function imageOfValue(leaf: TextTest, value: string, from: string, to: string): Condition {
  const moved = (): Condition => ({ ...leaf, values: [`${from}${value.slice(to.length)}` || '/'] });
  switch (leaf.operator) {
    case 'equals':
      return value === (to || '/')
        ? { ...leaf, values: [from || '/'] }
        : value.startsWith(`${to}/`)
          ? moved()
          : never(leaf);
    case 'starts':
    case 'under': {
      const bare = leaf.operator === 'under' ? value.replace(/\/+$/, '') : value;
      if (leaf.operator === 'starts' ? to.startsWith(bare) : to === bare || to.startsWith(`${bare}/`))
        return { kind: 'always', origin: leaf.origin };
      return value.startsWith(`${to}/`) ? moved() : never(leaf);
    }
    default:
      throw new Unanswerable(`${leafText(leaf)} after a redirect that moves a prefix`);
  }
}
