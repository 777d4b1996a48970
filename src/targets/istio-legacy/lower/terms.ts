// A condition → its disjunctive normal form in upstream's matches: each term is one match that must hold and some that must not.
// Negations stay apart, because rules have none: the order of rules has to say them.
import type { Condition } from '../../../model/index.ts';
import type { Match } from '../plan.ts';
import { ANY, implies, meet } from './match.ts';

export interface Term {
  readonly match: Match;
  /** None of these holds. */
  readonly except: readonly Match[];
}

/** What one leaf becomes: any of these; `undefined` where it has no form (and a finding says so). */
export type LeafAlternatives = (leaf: Leaf) => readonly Match[] | undefined;
export type Leaf = Exclude<Condition, { kind: 'and' | 'or' | 'not' | 'always' }>;

/** Any of the terms; `undefined` where a leaf has no form, `too-many` beyond `limit`. */
export function termsOf(
  condition: Condition,
  leaf: LeafAlternatives,
  limit: number,
): readonly Term[] | undefined | 'too-many' {
  const terms = read(condition, false, leaf, limit);
  return Array.isArray(terms) ? withoutRepeats(terms as readonly Term[]) : terms;
}

type Terms = readonly Term[] | undefined | 'too-many';

function read(condition: Condition, negated: boolean, leaf: LeafAlternatives, limit: number): Terms {
  switch (condition.kind) {
    case 'always':
      return negated ? [] : [{ match: ANY, except: [] }];
    case 'not':
      return read(condition.part, !negated, leaf, limit);
    case 'and':
    case 'or': {
      const parts = condition.parts.map((part) => read(part, negated, leaf, limit));
      if (parts.includes(undefined)) return undefined;
      if (parts.includes('too-many')) return 'too-many';
      const all = parts as readonly (readonly Term[])[];
      return (condition.kind === 'and') !== negated ? product(all, limit) : bounded(all.flat(), limit);
    }
    default: {
      const alternatives = leaf(condition);
      if (!alternatives) return undefined;
      return negated ? [{ match: ANY, except: alternatives }] : alternatives.map((match) => ({ match, except: [] }));
    }
  }
}

function product(parts: readonly (readonly Term[])[], limit: number): Terms {
  let terms: readonly Term[] = [{ match: ANY, except: [] }];
  for (const part of parts) {
    terms = terms.flatMap((term) => part.flatMap((other) => both(term, other)));
    if (terms.length > limit) return 'too-many';
  }
  return terms;
}

/** The conjunction of two terms: none where they exclude each other. */
function both(a: Term, b: Term): readonly Term[] {
  const match = meet(a.match, b.match);
  if (match === 'never') return [];
  const except = [...a.except, ...b.except].filter((one) => meet(match, one) !== 'never');
  return except.some((one) => implies(match, one)) ? [] : [{ match, except }];
}

const bounded = (terms: readonly Term[], limit: number): Terms => (terms.length > limit ? 'too-many' : terms);

/** Without terms that another one of them covers. */
const withoutRepeats = (terms: readonly Term[]): readonly Term[] =>
  terms.filter(
    (term, index) =>
      !terms.some(
        (other, at) =>
          at !== index &&
          other.except.length === 0 &&
          implies(term.match, other.match) &&
          (at < index || !implies(other.match, term.match) || term.except.length > 0),
      ),
  );
