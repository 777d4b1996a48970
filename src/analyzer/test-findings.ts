// Tests and expectations as findings at the place of the sample or claim, for editors and reports.
import { catalogue, type Diagnostic, diagnose, type Related } from '../diagnostics/index.ts';
import {
  type ClaimResult,
  type Decision,
  requestText,
  runExpectations,
  runTests,
  type SampleResult,
} from '../meaning/index.ts';
import type { Mesh } from '../model/index.ts';

/** Samples that fail, and claims that are refuted or cannot be decided. */
export const testFindings = (mesh: Mesh): Diagnostic[] => [
  ...runTests(mesh).samples.flatMap(sampleFinding),
  ...runExpectations(mesh).flatMap(claimFinding),
];

function sampleFinding({ test, sample, passed, explanation, failing }: SampleResult): Diagnostic[] {
  if (passed) return [];
  const parameters = { title: test.title, why: explanation[0] ?? '' };
  const extras = failing ? { witness: requestText(failing.request), related: rulesOf([failing]) } : {};
  return [diagnose(catalogue.analysis.failedSample, sample.origin, parameters, extras)];
}

function claimFinding({ expectation, claim, verdict, explanation, counterexample, empty }: ClaimResult): Diagnostic[] {
  if (verdict === 'holds' && !empty) return [];
  const parameters = { title: expectation.title, why: explanation.find((line) => line !== '') ?? '' };
  if (empty) return [diagnose(catalogue.analysis.emptyClaim, claim.origin, parameters)];
  if (verdict === 'unknown') return [diagnose(catalogue.analysis.undecidedClaim, claim.origin, parameters)];
  const [first] = counterexample;
  const extras = first ? { witness: requestText(first.request), related: rulesOf(counterexample) } : {};
  return [diagnose(catalogue.analysis.refutedClaim, claim.origin, parameters, extras)];
}

const rulesOf = (decisions: readonly Decision[]): readonly Related[] =>
  decisions.flatMap(({ rule }) => (rule ? [{ span: rule.origin, message: 'decided by this rule' }] : []));
