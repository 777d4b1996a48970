// Names that need themselves to be known: who is being worked out stands on a stack; whoever meets itself there reports the
// circle, once, and gets nothing.
import { catalogue, type Report } from '../diagnostics/index.ts';
import type { Span } from '../text/index.ts';

interface Standing {
  readonly name: string;
  readonly declared: Span;
}

export interface Circles {
  /** Works something out while `name` stands on the stack; `undefined` if it already does. `span`: who asks. */
  readonly enter: <T>(name: string, declared: Span, span: Span, work: () => T) => T | undefined;
}

export function watchCircles(report: Report): Circles {
  const stack: Standing[] = [];
  const reported = new Set<string>();
  return {
    enter: (name, declared, span, work) => {
      const at = stack.findIndex((each) => each.name === name);
      if (at >= 0) {
        reportCircle([...stack.slice(at), { name, declared }], span, reported, report);
        return undefined;
      }
      stack.push({ name, declared });
      try {
        return work();
      } finally {
        stack.pop();
      }
    },
  };
}

function reportCircle(circle: readonly Standing[], span: Span, reported: Set<string>, report: Report): void {
  const names = circle.map((each) => each.name);
  const key = [...new Set(names)].sort().join(' ');
  if (reported.has(key)) return;
  reported.add(key);
  const related = circle
    .slice(0, -1)
    .map((each) => ({ span: each.declared, message: `${each.name} is declared here` }));
  report.add(catalogue.names.circle, span, { circle: names }, { related });
}
