// Regular expressions that match nothing, everything, or one text only: each says something simpler, or something else than meant.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import type { TextTest } from '../../model/index.ts';
import { replacement } from '../edits.ts';
import type { Facts } from '../facts.ts';
import { extentOf } from '../regex-extent.ts';
import { isWrittenAs, writtenTests } from '../written-tests.ts';

export function* regularExpressions(facts: Facts): Generator<Diagnostic> {
  if (!facts.survey.matches) return;
  for (const { test } of writtenTests(facts, 'matches')) {
    for (const pattern of test.values) yield* finding({ ...test, values: [pattern] }, pattern);
  }
}

function* finding(test: TextTest, pattern: string): Generator<Diagnostic> {
  const literal = literalOf(pattern);
  const subject = test.name === undefined ? test.subject : `${test.subject} "${test.name}"`;
  const extent = extentOf(test);
  if (literal !== undefined && extent !== 'nothing') {
    const fixes = isWrittenAs(test, 'matches')
      ? replacement(test.origin, /\bmatches\s*`[^`]*`/, `== ${JSON.stringify(literal)}`, 'Compare with `==`')
      : [];
    yield diagnose(catalogue.analysis.regexIsLiteral, test.origin, { pattern, literal }, { fixes });
    return;
  }
  if (extent === 'nothing') yield diagnose(catalogue.analysis.regexMatchesNothing, test.origin, { pattern, subject });
  if (extent === 'everything') {
    const fixes =
      test.name !== undefined && isWrittenAs(test, 'matches')
        ? replacement(test.origin, /\bmatches\s*`[^`]*`/, 'exists', 'Ask whether it `exists`')
        : [];
    yield diagnose(catalogue.analysis.regexMatchesEverything, test.origin, { pattern, subject }, { fixes });
  }
}

/** The one text that an expression without special characters stands for; escaped ones stand for themselves. */
function literalOf(pattern: string): string | undefined {
  if (!/^(?:[^\\^$.*+?()[\]{}|]|\\[^A-Za-z0-9])+$/.test(pattern)) return undefined;
  return pattern.replace(/\\(.)/g, '$1');
}
