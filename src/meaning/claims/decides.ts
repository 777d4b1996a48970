// `every request to S when C -> decision`: every rule that takes such a request must be the decision expected.
import type { Claim, Condition, Expected, Mesh } from '../../model/index.ts';
import { decide } from '../decide.ts';
import type { Decision } from '../decision.ts';
import { mismatch } from '../expected.ts';
import { reachOf, type Verdict } from '../question.ts';
import type { Request } from '../request/request.ts';
import { expectedText, outcomeText, ruleText } from '../words.ts';
import { type ClaimVerdict, holdsBecause, holdsOfNothing, refutedBy, type Subject, unknownBecause } from './outcome.ts';

/** Proves or refutes it for every table that the claim is about. */
export function proveDecides(mesh: Mesh, claim: Claim, expected: Expected, subjects: readonly Subject[]): ClaimVerdict {
  const verdicts = subjects
    .flatMap((subject) => portByPort(subject, expected, claim))
    .map((subject) => proveIn(mesh, expected, subject));
  const worst = verdicts.find((one) => one.verdict === 'refuted') ?? verdicts.find((one) => one.verdict === 'unknown');
  if (worst) return worst;
  return verdicts.every(({ empty }) => empty)
    ? holdsOfNothing('there is no such request')
    : holdsBecause(`every such request gets ${expectedText(expected)}`);
}

/** A port in what is expected is looked at port by port, because a rule may leave the port to the caller. */
function portByPort(subject: Subject, expected: Expected, { origin }: Claim): readonly Subject[] {
  const named =
    expected.action.kind === 'forward' && expected.action.split.some((part) => part.destination.port !== undefined);
  if (!named || subject.table.ports.length <= 1) return [subject];
  return subject.table.ports.map(({ number }) => {
    const port: Condition = { kind: 'port', values: [number], origin };
    return { ...subject, only: { kind: 'and', parts: [port, subject.only], origin } };
  });
}

function proveIn(mesh: Mesh, expected: Expected, { table, only }: Subject): ClaimVerdict {
  const { rules, gap } = reachOf(mesh, table, only);
  const wrong = [...rules, gap].flatMap((verdict) => wrongDecision(mesh, verdict, expected));
  const first = wrong[0];
  if (first) {
    const who = first.rule ? `${ruleText(first.rule)} of ${table.name}` : `no rule of ${table.name}`;
    return refutedBy(
      [first],
      `${mismatch(first, expected, { bySetting: true }) ?? ''}`,
      `${who} gives ${outcomeText(first)}`,
    );
  }
  const open = [...rules, gap].find((verdict) => verdict.is === 'unknown');
  if (open?.is === 'unknown') return unknownBecause(open.reason);
  return [...rules, gap].some(({ is }) => is === 'yes') ? holdsBecause() : holdsOfNothing('there is no such request');
}

function wrongDecision(mesh: Mesh, verdict: Verdict<Request>, expected: Expected): readonly Decision[] {
  if (verdict.is !== 'yes') return [];
  const decision = decide(mesh, verdict.value);
  return mismatch(decision, expected, { bySetting: true }) === undefined ? [] : [decision];
}
