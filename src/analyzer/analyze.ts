// The analysis: a model in, findings about what it means out. Every rule is a file of its own; none of them decides anything that
// meaning does not decide.
import type { Diagnostic } from '../diagnostics/index.ts';
import type { Mesh } from '../model/index.ts';
import type { Span } from '../text/index.ts';
import { Facts } from './facts.ts';
import { brokenRewrites } from './rules/broken-rewrites.ts';
import { earlyCallers } from './rules/early-callers.ts';
import { faultsAndRetries } from './rules/faults-and-retries.ts';
import { hiddenWildcards } from './rules/hidden-wildcards.ts';
import { invisibleCallees } from './rules/invisible-callees.ts';
import { mirrors } from './rules/mirrors.ts';
import { overlappingHosts } from './rules/overlapping-hosts.ts';
import { prefixBoundaries } from './rules/prefix-boundaries.ts';
import { redirectCircles } from './rules/redirect-circles.ts';
import { redundantRules } from './rules/redundant-rules.ts';
import { regularExpressions } from './rules/regular-expressions.ts';
import { retryAmplification } from './rules/retry-amplification.ts';
import { shortTimeouts } from './rules/short-timeouts.ts';
import { stickySplits } from './rules/sticky-splits.ts';
import { undecidedRoutes } from './rules/undecided-routes.ts';
import { unreachableRules } from './rules/unreachable-rules.ts';
import { unusedDeclarations } from './rules/unused-declarations.ts';
import { allDiffer } from './survey.ts';

/** A declaration that nothing refers to; found by whoever knows the names. */
export interface UnusedDeclaration {
  /** `condition`, `policy`, `let` … */
  readonly kind: string;
  readonly name: string;
  /** Of its name. */
  readonly span: Span;
  /** Of the whole declaration, to take it out. */
  readonly whole?: Span;
}

export interface AnalysisOptions {
  readonly unused?: readonly UnusedDeclaration[];
  /** Called before the solver is asked about a list of rules, which may take long. */
  readonly asking?: (() => void) | undefined;
}

/** One rule of the analysis. */
export type AnalysisRule = (facts: Facts) => Iterable<Diagnostic>;

const rules: readonly AnalysisRule[] = [
  unreachableRules,
  redundantRules,
  undecidedRoutes,
  overlappingHosts,
  hiddenWildcards,
  redirectCircles,
  brokenRewrites,
  shortTimeouts,
  earlyCallers,
  retryAmplification,
  invisibleCallees,
  faultsAndRetries,
  stickySplits,
  mirrors,
  regularExpressions,
  prefixBoundaries,
];

/** All findings about a model, rule by rule; each with a request that shows it where one can. */
export function analyze(mesh: Mesh, options: AnalysisOptions = {}): Diagnostic[] {
  const facts = new Facts(mesh, options.asking);
  return [...rules.flatMap((rule) => [...rule(facts)]), ...unusedDeclarations(options.unused ?? [])];
}

/** The same in small steps, for editors: whoever drives it may stop between any two of them. */
export function* analyzeInSteps(mesh: Mesh, options: AnalysisOptions = {}): Generator<void, readonly Diagnostic[]> {
  const facts = new Facts(mesh, options.asking);
  for (const table of facts.tables) {
    if (facts.sight(table) === undefined) facts.reach(table);
    if (!allDiffer(table)) facts.needed(table);
    yield;
  }
  const found: Diagnostic[] = [];
  for (const rule of rules) {
    for (const diagnostic of rule(facts)) {
      found.push(diagnostic);
      yield;
    }
    yield;
  }
  facts.rest();
  return [...found, ...unusedDeclarations(options.unused ?? [])];
}
