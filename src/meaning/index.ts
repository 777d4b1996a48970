// The face of the room: what a program means. Model and request to decision; conditions as sets; tests, expectations and
// differences decided exactly, each answer with a request that `decide` confirms.
export { decisionsOf, followCalls, type Hop, hopsFrom } from './calls.ts';
export type { ClaimResult } from './claims/outcome.ts';
export { runExpectations } from './claims/prove.ts';
export { decide, deciding, resolvedPort } from './decide.ts';
export type { DecidingProxy, Decision, Outcome, Passed, Sent, Share } from './decision.ts';
export {
  type DecisionParts,
  decisionKey,
  decisionParts,
  destinationKey,
  fallbackParts,
  isRoughlySame,
  keyOf,
  roughKey,
} from './decision-key.ts';
export { type Arrival, arrivals, holds } from './destinations.ts';
export { diff, type MeshDifference } from './diff/compare.ts';
export { compareDeclarations, type DeclarationChange } from './diff/declarations.ts';
export type { TablePair } from './diff/pairs.ts';
export { type Change, compareRoutes, type RouteDifference } from './diff/routes.ts';
export { sameCondition, sameParts } from './diff/same.ts';
export { isSameTarget, saySame } from './diff/same-decision.ts';
export { redirectLocation, replacePrefix, rewritePath, sentRequest } from './effects.ts';
export { evaluate, isUnder, reasons, valuesOf } from './evaluate.ts';
export { mismatch } from './expected.ts';
export { decisionData, explainDecision } from './explain/decision.ts';
export { differenceData, explainDifference } from './explain/diff.ts';
export { claimText, explainClaim, explainCoverage, explainSample, testData } from './explain/tests.ts';
export { forget } from './forget.ts';
export { covers, isInside, sampleHost, wildcardsOver } from './hosts.ts';
export { decidesAll, impliesUnder } from './implications.ts';
export { calleeByHost, calleeOf, tableAtDoor, tableFor, tablesTo } from './lookup.ts';
export { remembered } from './memory.ts';
export { matchesWhole, replaceWhole } from './pattern.ts';
export { arePlainlyNeeded } from './plain-reach.ts';
export { type PlainSight, plainSight } from './plain-sight.ts';
export { ask, type Reach, reachOf, TableQuestions, type Taker, type Verdict } from './question.ts';
export { type RedirectCircle, type RedirectReport, redirectCircles } from './redirect-circles.ts';
export { type Followed, followRedirects } from './redirects.ts';
export { type ParsedRequest, parseRequest } from './request/command-line.ts';
export { normalisePath } from './request/normalise.ts';
export { type LooseRequest, type Placed, placeRequest } from './request/place.ts';
export {
  type Address,
  type Multimap,
  makeRequest,
  multimap,
  pairsOf,
  type Request,
  type RequestSource,
  rpcOf,
} from './request/request.ts';
export { isFrom, sourceOf, sourceText, workloadOf } from './request/source.ts';
export { requestText } from './request/text.ts';
export { isNever, type Leaf, never, restrict } from './restrict.ts';
export {
  type Coverage,
  fromEverySource,
  type RuleCoverage,
  runTests,
  type SampleResult,
  type TestReport,
  writtenKey,
} from './samples.ts';
export { RequestSpace, type Scope } from './space/request-space.ts';
export { Unanswerable } from './space/texts.ts';
export { hostsOf, type Table, type TablePort, tablesOf } from './table.ts';
export {
  actionText,
  conditionText,
  destinationText,
  expectedText,
  leafText,
  outcomeText,
  ruleText,
  settingText,
} from './words.ts';
export { triesOf, triesTotal, type WorstCase, worstCase } from './worst-case.ts';
