// Sticky balancing under a split: the hash picks an endpoint within a version, but the version is drawn anew for every request.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { calleeOf, requestText } from '../../meaning/index.ts';
import type { Balance, Destination, Forward, Sourced } from '../../model/index.ts';
import type { Copy, Facts } from '../facts.ts';
import { someHash } from '../survey.ts';

export function* stickySplits(facts: Facts): Generator<Diagnostic> {
  if (!someHash(facts.mesh)) return;
  for (const copies of facts.copies) {
    const first = copies[0]!;
    if (first.rule.action.kind !== 'forward') continue;
    const hash = stickyBalance(facts, first.rule.action);
    const request = hash && reachedAny(facts, copies);
    if (!hash || !request) continue;
    const related = [{ span: hash.origin, message: 'the balancing that should keep a client at one endpoint' }];
    yield diagnose(
      catalogue.analysis.stickySplit,
      first.rule.action.origin,
      { by: byText(hash.value) },
      { related, witness: requestText(request) },
    );
  }
}

const reachedAny = (facts: Facts, copies: readonly Copy[]) =>
  copies.map((copy) => facts.reached(copy)).find((request) => request !== undefined);

function stickyBalance(facts: Facts, { split }: Forward): Sourced<Balance> | undefined {
  const parts = split.filter((part) => part.weight > 0);
  if (parts.length < 2) return undefined;
  return parts.map((part) => balanceOf(facts, part.destination)).find((balance) => balance?.value.kind === 'hash');
}

/** Of the version, the port, or the whole; nearest first. */
function balanceOf(facts: Facts, destination: Destination): Sourced<Balance> | undefined {
  const callee = calleeOf(facts.mesh, destination.kind, destination.target);
  const version =
    callee?.kind === 'service' ? callee.versions.find((one) => one.name === destination.version) : undefined;
  const port = callee?.ports.find((one) => one.number === destination.port);
  return version?.traffic.balance ?? port?.traffic.balance ?? callee?.traffic.balance;
}

const byText = (balance: Balance): string =>
  balance.kind === 'hash' ? `${balance.by}${balance.name ? ` "${balance.name}"` : ''}` : '';
