// What comes of proving a claim, and the tables that a claim speaks about.
import type { Claim, ClaimSubject, Condition, Expectation, Mesh } from '../../model/index.ts';
import type { Decision } from '../decision.ts';
import { calleeOf } from '../lookup.ts';
import { type Table, tablesOf } from '../table.ts';

export interface ClaimResult {
  readonly expectation: Expectation;
  readonly claim: Claim;
  readonly verdict: 'holds' | 'refuted' | 'unknown';
  /** One line each; the first says it all. */
  readonly explanation: readonly string[];
  /** The requests that refute it, in the order of the calls; each decided by `decide`. */
  readonly counterexample: readonly Decision[];
  /** It holds only because no request is like that. */
  readonly empty?: true;
}

export type ClaimVerdict = Omit<ClaimResult, 'expectation' | 'claim'>;

export const holdsBecause = (...explanation: readonly string[]): ClaimVerdict => ({
  verdict: 'holds',
  explanation,
  counterexample: [],
});
/** Nothing is like that, so that nothing is shown. */
export const holdsOfNothing = (reason: string): ClaimVerdict => ({ ...holdsBecause(reason), empty: true });
export const refutedBy = (counterexample: readonly Decision[], ...explanation: readonly string[]): ClaimVerdict => ({
  verdict: 'refuted',
  explanation,
  counterexample,
});
export const unknownBecause = (reason: string): ClaimVerdict => ({
  verdict: 'unknown',
  explanation: [`cannot be decided: ${reason}`],
  counterexample: [],
});

/** A table and which of its requests are meant. */
export interface Subject {
  readonly table: Table;
  readonly only: Condition;
}

/** What requests a claim is about: those addressed to a service, or entering at a gateway, for the hosts it serves. */
export function subjectsOf(mesh: Mesh, claim: Claim): readonly Subject[] {
  return tablesOf(mesh)
    .filter((table) => isAbout(mesh, table, claim.subject))
    .map((table) => ({ table, only: narrowed(table, claim) }));
}

function isAbout(mesh: Mesh, { address, ports }: Table, subject: ClaimSubject): boolean {
  switch (subject.kind) {
    case 'gateway':
      return address.kind === 'gateway' && address.gateway === subject.gateway;
    case 'namespace':
      return namespaceOf(mesh, address) === subject.namespace;
    default:
      if (address.kind !== subject.kind || address.target !== subject.target) return false;
      return subject.port === undefined || ports.some((port) => port.number === subject.port);
  }
}

const namespaceOf = (mesh: Mesh, address: Table['address']): string | undefined =>
  address.kind === 'gateway'
    ? mesh.gateways.find((gateway) => gateway.key === address.gateway)?.namespace
    : calleeOf(mesh, address.kind, address.target)?.namespace;

function narrowed(table: Table, { subject, condition, origin }: Claim): Condition {
  const port = 'port' in subject ? subject.port : undefined;
  if (port === undefined || table.ports.length <= 1) return condition;
  return { kind: 'and', parts: [{ kind: 'port', values: [port], origin }, condition], origin };
}
