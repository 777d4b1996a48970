// Names that need themselves to be known: who is being worked out stands on a stack; whoever meets itself there reports the
// circle, once, and gets nothing.
import { catalogue, type Report } from '../diagnostics/index.ts';
import type { DeclaredSymbol } from '../program/index.ts';
import type { Span } from '../text/index.ts';
import type { DeclaredRoute } from './directory.ts';

/** What is worked out: a declaration, or one of the routes. */
type Standing = DeclaredSymbol | DeclaredRoute;

export class Circles {
  readonly #stack: Standing[] = [];
  readonly #reported = new Set<string>();
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  /** Puts `what` on the stack, until `leave`; false if it already stands there, which is reported. `span`: who asks. */
  enters(what: Standing, span: Span): boolean {
    const at = this.#stack.indexOf(what);
    if (at >= 0) this.#reportCircle([...this.#stack.slice(at), what], span);
    else this.#stack.push(what);
    return at < 0;
  }

  leave(): void {
    this.#stack.pop();
  }

  /** Works something out while it stands on the stack; `undefined` if it already does. */
  enter<T>(what: Standing, span: Span, work: () => T): T | undefined {
    if (!this.enters(what, span)) return undefined;
    try {
      return work();
    } finally {
      this.leave();
    }
  }

  #reportCircle(circle: readonly Standing[], span: Span): void {
    const names = circle.map(nameOf);
    const key = [...new Set(names)].sort().join(' ');
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    const related = circle
      .slice(0, -1)
      .map((each) => ({ span: placeOf(each), message: `${nameOf(each)} is declared here` }));
    this.#report.add(catalogue.names.circle, span, { circle: names }, { related });
  }
}

function nameOf(what: Standing): string {
  if (!('target' in what)) return `${what.kind} ${what.key}`;
  const { target, port } = what;
  return port === undefined ? `route ${target.key}` : `route ${target.key}:${port}`;
}

const placeOf = (what: Standing): Span => ('target' in what ? what.declaration.reference.span : what.nameSpan);
