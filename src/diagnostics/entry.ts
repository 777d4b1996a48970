// What one kind of finding is: an entry of the catalogue, and the diagnostic made from it at a place.
import type { Span, TextEdit } from '../text/index.ts';

export type Severity = 'error' | 'warning' | 'info';

/** A program that shows an entry: the text of `main.mesh`, or several files and how to compile them. */
export type Example =
  | string
  | {
      /** Path to text; `main.mesh` among them. `mesh.yaml` counts too. */
      readonly files: Readonly<Record<string, string>>;
      readonly target?: string;
      readonly dataPlane?: string;
      readonly inputs?: Readonly<Record<string, string>>;
    };

/** An entry of the catalogue. `P` are the parameters of its message. */
export interface Entry<P = void> {
  /** Stable for ever: M1xxx syntax, M2 names, M3 types and values, M4 analysis, M5 targets, M6 import, M9 files and configuration. */
  readonly code: string;
  /** Names the fault; reads well after "allow". */
  readonly slug: string;
  readonly severity: Severity;
  readonly message: (parameters: P) => string;
  /** Why this is wrong, for someone who knows Kubernetes and not compilers. */
  readonly why: string;
  /** What to do. */
  readonly fix: string;
  /**
   * A program with exactly this finding, and one without any. Entries that no program can show (files, network, clusters) say how they
   * are shown instead, and a test named there shows them.
   */
  readonly bad: Example | { readonly shownBy: string };
  readonly good?: Example;
  /** Greys the code out or strikes it through in an editor. */
  readonly tag?: 'unnecessary' | 'deprecated';
}

/** A change that mends the finding; `title` as an editor shows it. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The one to take of several, and when all are fixed at once. */
  readonly preferred?: boolean;
  /** Some requests are decided differently afterwards: a choice that only a person makes, never taken when all are fixed at once. */
  readonly changesMeaning?: boolean;
}

export interface Related {
  readonly span: Span;
  readonly message: string;
}

/** A finding at a place. */
export interface Diagnostic {
  readonly code: string;
  readonly slug: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
  /** An example request, one line, as `mesh route` takes it. */
  readonly witness?: string;
  /** One more line: "did you mean …", the values there are. */
  readonly hint?: string;
  readonly tag?: 'unnecessary' | 'deprecated';
}

export type Extras = Pick<Diagnostic, 'related' | 'fixes' | 'witness' | 'hint'>;

/** Types an entry of the catalogue; gives back what it is given. */
export const entry = <P = void>(definition: Entry<P>): Entry<P> => definition;

/** The finding `kind` at `span`. */
export function diagnose<P>(kind: Entry<P>, span: Span, parameters: P, extras: Extras = {}): Diagnostic {
  return {
    code: kind.code,
    slug: kind.slug,
    severity: kind.severity,
    message: kind.message(parameters),
    span,
    ...(kind.tag ? { tag: kind.tag } : {}),
    ...extras,
  };
}
