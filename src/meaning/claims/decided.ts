// `every request to S is decided`: some rule takes it, and redirects come to an end.
import type { Mesh } from '../../model/index.ts';
import { decide } from '../decide.ts';
import { reachOf } from '../question.ts';
import { redirectCircles } from '../redirect-circles.ts';
import { type ClaimVerdict, holdsBecause, refutedBy, type Subject, unknownBecause } from './outcome.ts';

/** A request that falls through, or one whose redirects go in a circle, refutes it. */
export function proveDecided(mesh: Mesh, subjects: readonly Subject[]): ClaimVerdict {
  const verdicts = [...subjects.map((subject) => proveNoGap(mesh, subject)), proveNoCircle(mesh, subjects)];
  const worst = verdicts.find((one) => one.verdict === 'refuted') ?? verdicts.find((one) => one.verdict === 'unknown');
  return worst ?? holdsBecause('every request is taken by a rule, and no redirect goes in a circle');
}

function proveNoGap(mesh: Mesh, { table, only }: Subject): ClaimVerdict {
  if (table.fallback === 'forward') return holdsBecause();
  const { gap } = reachOf(mesh, table, only);
  if (gap.is === 'unknown') return unknownBecause(gap.reason);
  return gap.is === 'no' ? holdsBecause() : refutedBy([decide(mesh, gap.value)], `no rule of ${table.name} takes it`);
}

function proveNoCircle(mesh: Mesh, subjects: readonly Subject[]): ClaimVerdict {
  const tables = new Set(subjects.map((subject) => subject.table));
  const { circles, doubts } = redirectCircles(mesh, (table) => tables.has(table));
  const first = circles[0];
  if (first)
    return refutedBy(
      first.followed.trail,
      `its redirects ${first.followed.kind === 'circle' ? 'go in a circle' : 'never end'}`,
    );
  return doubts.length > 0 ? unknownBecause(doubts[0]!) : holdsBecause();
}
