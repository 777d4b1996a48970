// `starts "/foo"` also takes /foobar; `under "/foo"` is what most people mean.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { ask, requestText, TableQuestions } from '../../meaning/index.ts';
import type { Condition } from '../../model/index.ts';
import { replacement } from '../edits.ts';
import type { Facts } from '../facts.ts';
import { endsInSegment, openPrefix } from '../open-prefix.ts';
import { isWrittenAs, type WrittenTest, writtenTests } from '../written-tests.ts';

export function* prefixBoundaries(facts: Facts): Generator<Diagnostic> {
  if (!facts.survey.openPrefixes) return;
  for (const written of writtenTests(facts, 'starts')) {
    const { test } = written;
    const value = openPrefix(test);
    if (value === undefined) continue;
    const fits = test.values.every(endsInSegment) && isWrittenAs(test, 'starts');
    const changed = fits ? replacement(test.origin, /\bstarts\b/, 'under', 'Take whole segments: `under`') : [];
    const fixes = changed.map((fix) => ({ ...fix, changesMeaning: true }));
    const witness = example(facts, written, value);
    yield diagnose(
      catalogue.analysis.prefixWithoutBoundary,
      test.origin,
      { prefix: value },
      { fixes, ...(witness ? { witness } : {}) },
    );
  }
}

/** A request that the rule takes only for want of a boundary. */
function example(facts: Facts, { copy, test }: WrittenTest, prefix: string): string | undefined {
  const { origin } = test;
  const longer: Condition = {
    kind: 'text',
    subject: 'path',
    operator: 'matches',
    values: [`${quoted(prefix)}[a-z].*`],
    origin,
  };
  const condition: Condition = { kind: 'and', parts: [copy.rule.condition, longer], origin };
  const verdict = ask(
    () => new TableQuestions(facts.mesh, copy.table, [condition]).satisfies(condition),
    (reason) => ({ is: 'unknown' as const, reason }),
  );
  return verdict.is === 'yes' ? requestText(verdict.value) : undefined;
}

const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
