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
} from '../../meaning/index.ts';
import { and, type Condition, not, or } from '../../model/index.ts';
import { addition } from '../edits.ts';
import type { Facts } from '../facts.ts';

export function* hiddenWildcards(facts: Facts): Generator<Diagnostic> {
  const doors = facts.tables.filter((table) => table.address.kind === 'gateway');
  const wild = doors.filter((table) => table.hosts.some((host) => host.startsWith('*')));
  const reported = new Set<unknown>();
  for (const table of doors) {
    const covering = wild.filter((other) => other !== table && isHiddenBy(other, table));
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

/** The table claims hosts of the other's wildcard, at the same door and port. */
function isHiddenBy(other: Table, table: Table): boolean {
  const sameDoor =
    other.address.kind === 'gateway' &&
    table.address.kind === 'gateway' &&
    other.address.gateway === table.address.gateway;
  const samePort = other.ports.some((port) => table.ports.some((own) => own.number === port.number));
  return sameDoor && samePort && table.hosts.some((host) => other.hosts.some((wildcard) => isInside(host, wildcard)));
}

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
