// Redirects that lead a client back to where it was, or on without end.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import {
  redirectCircles as circlesOf,
  outcomeText,
  type RedirectCircle,
  requestText,
  writtenKey,
} from '../../meaning/index.ts';
import type { Facts } from '../facts.ts';

export function* redirectCircles({ mesh }: Facts): Generator<Diagnostic> {
  const reported = new Set<string>();
  for (const circle of circlesOf(mesh).circles) {
    const key = writtenKey(circle.rule.origin);
    if (!reported.has(key)) yield report(circle);
    for (const { rule } of circle.followed.trail) if (rule) reported.add(writtenKey(rule.origin));
  }
}

function report({ rule, request, followed }: RedirectCircle): Diagnostic {
  const steps = followed.trail.slice(0, 3).map((decision) => outcomeText(decision));
  const related = followed.trail
    .slice(1, 4)
    .flatMap((decision) =>
      decision.rule && decision.rule !== rule
        ? [{ span: decision.rule.origin, message: 'which this rule redirects again' }]
        : [],
    );
  return diagnose(
    catalogue.analysis.redirectCircle,
    rule.origin,
    { how: followed.kind === 'circle' ? 'comes back to the same URL' : 'never ends' },
    { witness: requestText(request), hint: steps.join(', then '), related },
  );
}
