// A report: the findings of a run. User mistakes end up here, never as exceptions.
import { compareSpans, type Span, spanStart } from '../text/index.ts';
import { type Diagnostic, diagnose, type Entry, type Extras } from './entry.ts';

export class Report {
  readonly #found: Diagnostic[] = [];

  add<P>(kind: Entry<P>, span: Span, parameters: P, extras?: Extras): void {
    this.#found.push(diagnose(kind, span, parameters, extras));
  }

  take(diagnostics: Iterable<Diagnostic>): void {
    for (const diagnostic of diagnostics) this.#found.push(diagnostic);
  }

  /** As they were found. */
  get found(): readonly Diagnostic[] {
    return this.#found;
  }

  get hasErrors(): boolean {
    return this.#found.some((diagnostic) => diagnostic.severity === 'error');
  }

  /** By file and place; the same finding at the same place once. */
  sorted(): Diagnostic[] {
    const seen = new Set<string>();
    return [...this.#found]
      .sort((a, b) => compareSpans(a.span, b.span) || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0))
      .filter((diagnostic) => {
        const key = `${diagnostic.span.anchor.source.path}\0${spanStart(diagnostic.span)}\0${diagnostic.code}\0${diagnostic.message}`;
        if (seen.has(key)) return false;
        seen.add(key);
        return true;
      });
  }
}
