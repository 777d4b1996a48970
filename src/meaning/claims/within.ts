// `every request to S is answered within D`: the worst case of every rule that takes such a request.
import { durationText, type Mesh, type Milliseconds } from '../../model/index.ts';
import { decide } from '../decide.ts';
import { reachOf } from '../question.ts';
import { ruleText } from '../words.ts';
import { type WorstCase, worstCase } from '../worst-case.ts';
import { type ClaimVerdict, holdsBecause, refutedBy, type Subject, unknownBecause } from './outcome.ts';

/** Proves it by the slowest rule, or refutes it with a request that such a rule takes. */
export function proveWithin(mesh: Mesh, limit: Milliseconds, subjects: readonly Subject[]): ClaimVerdict {
  const verdicts = subjects.map((subject) => proveIn(mesh, limit, subject));
  const worst = verdicts.find((one) => one.verdict === 'refuted') ?? verdicts.find((one) => one.verdict === 'unknown');
  return (
    worst ??
    holdsBecause(
      `every answer comes within ${durationText(limit)}: ${verdicts.flatMap((one) => one.explanation).join('; ')}`,
    )
  );
}

function proveIn(mesh: Mesh, limit: Milliseconds, { table, only }: Subject): ClaimVerdict {
  const slow = slowOnes(limit, table);
  if (slow.length === 0) return holdsBecause(`no rule of ${table.name} takes longer`);
  const { rules, gap } = reachOf(mesh, table, only);
  const verdictOf = (index: number) => (index < 0 ? gap : rules[index]!);
  for (const { index, worst } of slow) {
    const verdict = verdictOf(index);
    if (verdict.is === 'yes')
      return refutedBy(
        [decide(mesh, verdict.value)],
        ...tooSlow(worst, limit, index < 0 ? undefined : ruleText(table.rules[index]!)),
      );
  }
  const open = slow.map(({ index }) => verdictOf(index)).find((verdict) => verdict.is === 'unknown');
  if (open?.is === 'unknown') return unknownBecause(open.reason);
  return holdsBecause(`no such request meets a slower rule of ${table.name}`);
}

/** Rules that may take longer, the unbounded first; -1 for what the table does without a rule. */
function slowOnes(limit: Milliseconds, table: Subject['table']) {
  const cases = table.rules.map((rule, index) => ({
    index,
    worst: worstCase(rule.action.kind, rule.settings),
  }));
  const rest = { index: -1, worst: worstCase(table.fallback === 'forward' ? 'forward' : 'respond', {}) };
  const timeOf = (worst: WorstCase) => (worst.bounded ? worst.duration : Number.POSITIVE_INFINITY);
  return [...cases, rest]
    .filter(({ worst }) => timeOf(worst) > limit)
    .sort((a, b) => timeOf(b.worst) - timeOf(a.worst));
}

function tooSlow(worst: WorstCase, limit: Milliseconds, rule: string | undefined): readonly string[] {
  const who = rule ?? 'what no rule takes';
  if (!worst.bounded) return [`an answer may take for ever: ${worst.because} for ${who}`];
  return [
    `an answer may take ${durationText(worst.duration)}, not ${durationText(limit)}: ${worst.because}, by ${who}`,
  ];
}
