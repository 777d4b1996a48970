// Results of tests and expectations told to people and tools.
import { type Claim, durationText, type Rule } from '../../model/index.ts';
import { placeOf, spanText } from '../../text/index.ts';
import type { ClaimResult } from '../claims/outcome.ts';
import { requestText } from '../request/text.ts';
import type { SampleResult, TestReport } from '../samples.ts';
import { conditionText, expectedText, outcomeText, ruleText } from '../words.ts';
import { decisionData } from './decision.ts';

/** One sample: a line if it passed, and why not otherwise. */
export function explainSample(result: SampleResult): string {
  const { test, sample, passed, explanation, failing } = result;
  const head = `${passed ? 'ok' : 'FAILED'}  ${test.title}: ${oneLine(spanText(sample.origin))}`;
  const request = failing ? [`    ${requestText(failing.request)}`] : [];
  return passed
    ? head
    : [head, ...explanation.map((line) => `    ${line}`), ...request, `    ${placeOf(sample.origin)}`].join('\n');
}

/** One claim: whether it is proved, and the requests that refute it. */
export function explainClaim(result: ClaimResult): string {
  const { expectation, claim, verdict, explanation, counterexample, empty } = result;
  const word = { holds: 'proved', refuted: 'REFUTED', unknown: 'UNKNOWN' }[verdict];
  const head = `${word}  ${expectation.title}: ${claimText(claim)}`;
  if (verdict === 'holds') return empty ? `${head}\n    ${explanation[0]}` : head;
  const requests = counterexample.map(
    (decision) => `    ${requestText(decision.request)}  -> ${outcomeText(decision)}`,
  );
  return [
    head,
    ...explanation.filter((line) => line !== '').map((line) => `    ${line}`),
    ...requests,
    `    ${placeOf(claim.origin)}`,
  ].join('\n');
}

/** The claim as written, on one line. */
export function claimText(claim: Claim): string {
  const written = oneLine(spanText(claim.origin));
  return written === '' ? saidText(claim) : written;
}

function saidText({ subject, condition, says }: Claim): string {
  const who =
    subject.kind === 'gateway'
      ? `gateway ${subject.gateway}`
      : subject.kind === 'namespace'
        ? `namespace ${subject.namespace}`
        : subject.target;
  const when = condition.kind === 'always' ? '' : ` when ${conditionText(condition)}`;
  switch (says.kind) {
    case 'decides':
      return `every request to ${who}${when} -> ${expectedText(says.expected)}`;
    case 'never-routes':
    case 'never-reaches':
      return `${who} ${says.kind === 'never-routes' ? 'never routes to' : 'never reaches'} ${says.target}${says.version ? `@${says.version}` : ''}`;
    case 'answered-within':
      return `every request to ${who} is answered within ${durationText(says.duration)}`;
    case 'decided':
      return `every request to ${who} is decided`;
  }
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** How many rules the samples reach, and those that none does. */
export function explainCoverage({ coverage }: TestReport): string {
  const missed = coverage.rules.filter((one) => !one.covered);
  const head = `${coverage.covered} of ${coverage.rules.length} rules are reached by a test`;
  return [
    head,
    ...missed.map(({ rule, table }) => `    never: ${ruleText(rule)} of ${table} (${placeOf(rule.origin)})`),
  ].join('\n');
}

/** Both as plain data. */
export const testData = (report: TestReport, claims: readonly ClaimResult[]): object => ({
  samples: report.samples.map(({ test, sample, passed, explanation, decisions, failing }) => ({
    test: test.title,
    sample: oneLine(spanText(sample.origin)),
    place: placeOf(sample.origin),
    passed,
    explanation,
    requests: decisions.map((decision) => requestText(decision.request)),
    failing: failing ? decisionData(failing) : null,
  })),
  expectations: claims.map(({ expectation, claim, verdict, explanation, counterexample }) => ({
    expectation: expectation.title,
    claim: claimText(claim),
    place: placeOf(claim.origin),
    verdict,
    explanation,
    counterexample: counterexample.map(decisionData),
  })),
  coverage: {
    covered: report.coverage.covered,
    rules: report.coverage.rules.length,
    never: report.coverage.rules
      .filter((one) => !one.covered)
      .map(({ rule, table }) => ({ ...uncovered(rule), table })),
  },
});

const uncovered = (rule: Rule) => ({ rule: ruleText(rule), place: placeOf(rule.origin) });
