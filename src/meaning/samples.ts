// Runs the tests of a mesh: every sample is decided, for every door and every source that it may come from, and compared with
// what it expects. Which written rules the samples reach is counted on the way.
import { analyse } from '../logic/index.ts';
import { leaves, type Mesh, type Rule, type Sample, type Test } from '../model/index.ts';
import { type Span, spanEnd, spanPath, spanStart } from '../text/index.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { mismatch } from './expected.ts';
import { tableFor } from './lookup.ts';
import { ask } from './question.ts';
import { placeRequest } from './request/place.ts';
import type { Request } from './request/request.ts';
import { sourceText } from './request/source.ts';
import { restrictToSource } from './restrict.ts';
import { RequestSpace } from './space/request-space.ts';
import { type Table, tablesOf } from './table.ts';
import { outcomeText, ruleText } from './words.ts';

export interface SampleResult {
  readonly test: Test;
  readonly sample: Sample;
  readonly passed: boolean;
  /** One per door, or per group of sources that are told apart. */
  readonly decisions: readonly Decision[];
  /** Why it failed, one line each; the first says what was wrong. */
  readonly explanation: readonly string[];
  /** The request that shows it. */
  readonly failing?: Decision;
}

export interface Coverage {
  /** Every rule as written, once; rules of lists that are called in several places count once. */
  readonly rules: readonly RuleCoverage[];
  readonly covered: number;
}
export interface RuleCoverage {
  readonly rule: Rule;
  /** The first table it stands in. */
  readonly table: string;
  readonly covered: boolean;
}

export interface TestReport {
  readonly samples: readonly SampleResult[];
  readonly coverage: Coverage;
}

/** Runs every sample. */
export function runTests(mesh: Mesh): TestReport {
  const samples = mesh.tests.flatMap((test) => test.samples.map((sample) => runSample(mesh, test, sample)));
  return {
    samples,
    coverage: coverageOf(
      mesh,
      samples.flatMap((result) => result.decisions),
    ),
  };
}

function runSample(mesh: Mesh, test: Test, sample: Sample): SampleResult {
  const placed = placeRequest(mesh, sample.request);
  if (placed.problem !== undefined) {
    return { test, sample, passed: false, decisions: [], explanation: [placed.problem] };
  }
  const open = sample.request.from === undefined;
  const requests = placed.requests.flatMap((request) => (open ? fromEverySource(mesh, request) : [request]));
  const decisions = requests.map((request) => decide(mesh, request));
  return { test, sample, decisions, ...verdictOn(sample, decisions) };
}

function verdictOn(
  sample: Sample,
  decisions: readonly Decision[],
): Pick<SampleResult, 'passed' | 'explanation' | 'failing'> {
  const wrong = decisions.map((decision) => ({ decision, text: mismatch(decision, sample.expected) }));
  const first = wrong.find(({ text }) => text !== undefined);
  if (!first) return { passed: true, explanation: [] };
  const right = wrong.find(({ text }) => text === undefined);
  const explanation = right
    ? [disagreement(right.decision, first.decision), ...because(first.decision), ...because(right.decision)]
    : [first.text!, ...because(first.decision)];
  return { passed: false, explanation, failing: first.decision };
}

function disagreement(right: Decision, wrong: Decision): string {
  const [a, b] = [right, wrong].map(
    (decision) => `from ${sourceText(decision.request.source)} it gets ${outcomeText(decision)}`,
  );
  return `it depends on where it comes from: ${b}, but ${a}; say which with \`from\``;
}

function because(decision: Decision): readonly string[] {
  if (decision.rule) return [`decided by ${ruleText(decision.rule)} of ${decision.table?.name}`];
  return decision.table ? [`no rule of ${decision.table.name} takes it`] : [];
}

/** The request once for each group of sources that its rules tell apart. */
export function fromEverySource(mesh: Mesh, request: Request): readonly Request[] {
  const table = tableFor(mesh, request);
  if (!table || table.address.kind === 'gateway') return [request];
  const rules = table.rules.map((rule) => restrictToSource(rule.condition, request));
  if (!rules.some((condition) => [...leaves(condition)].some((leaf) => leaf.kind === 'from'))) return [request];
  return ask(
    () => sourcesOf(mesh, table, rules).map((source) => ({ ...request, source })),
    () => [request],
  );
}

function sourcesOf(mesh: Mesh, table: Table, rules: Parameters<typeof restrictToSource>[0][]): Request['source'][] {
  const space = new RequestSpace([mesh], table, rules);
  const conditions = rules.map((rule) => ({ condition: space.formula(rule) }));
  const list = [{ condition: space.universe.not(space.world()) }, ...conditions];
  const { reach, gap } = analyse(space.universe, list);
  return [...reach.slice(1), gap].flatMap((verdict) =>
    verdict.is === 'yes' ? [space.request(verdict.value).source] : [],
  );
}

/** Identifies a rule as written, wherever it was put. */
export const writtenKey = (span: Span): string => `${spanPath(span)}:${spanStart(span)}:${spanEnd(span)}`;

function coverageOf(mesh: Mesh, decisions: readonly Decision[]): Coverage {
  const reached = new Set(decisions.flatMap((decision) => (decision.rule ? [writtenKey(decision.rule.origin)] : [])));
  const rules = new Map<string, RuleCoverage>();
  for (const table of tablesOf(mesh)) {
    for (const rule of table.rules) {
      const key = writtenKey(rule.origin);
      if (!rules.has(key)) rules.set(key, { rule, table: table.name, covered: reached.has(key) });
    }
  }
  const all = [...rules.values()];
  return { rules: all, covered: all.filter((rule) => rule.covered).length };
}
