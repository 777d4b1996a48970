// A host of its own hides the rules of the wildcard that covers it: what its list leaves open is answered 404, though the
// wildcard's rules would have an answer.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import {
  ask,
  isInside,
  type Request,
  requestText,
  type Table,
  TableQuestions,
  type Verdict,
  wildcardsOver,
} from '../../meaning/index.ts';
import { and, type Condition, not, or } from '../../model/index.ts';
import { addition } from '../edits.ts';
import type { Facts } from '../facts.ts';

export function* hiddenWildcards(facts: Facts): Generator<Diagnostic> {
  const doors = facts.tables.filter((table) => table.address.kind === 'gateway');
  const wild = wildcardsOf(doors);
  if (wild.size === 0) return;
  const reported = new Set<unknown>();
  for (const table of doors) {
    const covering = coveringOf(table, wild);
    if (covering.length === 0 || reported.has(table.ingress) || facts.reach(table).gap.is === 'no') continue;
    for (const other of covering) {
      const verdict = lost(facts, table, other);
      if (verdict.is !== 'yes') continue;
      reported.add(table.ingress);
      yield report(table, other, verdict.value);
      break;
    }
  }
}

/** By gateway: wildcards, and the tables that claim them with their places in the order of tables. */
type Wildcards = Map<string, Map<string, (readonly [number, Table])[]>>;

const gatewayOf = ({ address }: Table): string => (address.kind === 'gateway' ? address.gateway : '');

function wildcardsOf(doors: readonly Table[]): Wildcards {
  const wild: Wildcards = new Map();
  doors.forEach((table, at) => {
    for (const host of table.hosts) if (host.startsWith('*')) enter(wild, table, host, at);
  });
  return wild;
}

function enter(wild: Wildcards, table: Table, host: string, at: number): void {
  const claims = wild.get(gatewayOf(table)) ?? new Map<string, (readonly [number, Table])[]>();
  const owners = claims.get(host);
  if (owners) owners.push([at, table]);
  else claims.set(host, [[at, table]]);
  wild.set(gatewayOf(table), claims);
}

/** The tables whose wildcards cover a host of this one, at the same door and port, in their order. */
function coveringOf(table: Table, wild: Wildcards): readonly Table[] {
  const claims = wild.get(gatewayOf(table));
  if (!claims) return [];
  const found = new Map<number, Table>();
  for (const host of table.hosts)
    for (const wildcard of wildcardsOver(host, claims))
      for (const [at, other] of claims.get(wildcard) ?? [])
        if (other !== table && haveCommonPort(other, table)) found.set(at, other);
  return [...found].sort(([a], [b]) => a - b).map(([, other]) => other);
}

const haveCommonPort = (other: Table, table: Table): boolean =>
  other.ports.some((port) => table.ports.some((own) => own.number === port.number));

/** A request that the table leaves open and the wildcard's list would forward or redirect. */
function lost(facts: Facts, table: Table, other: Table): Verdict<Request> {
  const { origin } = table.ingress!;
  const none = table.rules.map((rule) => not(rule.condition, origin));
  const earlier: Condition[] = [];
  const answered = other.rules.flatMap((rule) => {
    const takes = and([...earlier, rule.condition], origin);
    earlier.push(not(rule.condition, origin));
    return rule.action.kind === 'respond' ? [] : [takes];
  });
  if (answered.length === 0) return { is: 'no' };
  const condition = and([...none, or(answered, origin)], origin);
  return ask<Verdict<Request>>(
    () => new TableQuestions(facts.mesh, table, [condition]).satisfies(condition),
    (reason) => ({ is: 'unknown', reason }),
  );
}

function report(table: Table, other: Table, request: Request): Diagnostic {
  const wildcard = other.hosts.find((host) => host.startsWith('*') && table.hosts.some((own) => isInside(own, host)))!;
  const related = [
    { span: other.ingress!.origin, message: 'the rules of the wildcard, which do not apply to this host' },
  ];
  const fixes = addition(table.ingress!.origin, 'else -> respond 404', 'Say that the rest is not found');
  return diagnose(
    catalogue.analysis.hiddenWildcard,
    table.ingress!.hosts[0]?.origin ?? table.ingress!.origin,
    { host: request.host, wildcard },
    { related, fixes, witness: requestText(request) },
  );
}
