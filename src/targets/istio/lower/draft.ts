// A match while it is put together: like a plan's HttpMatch, but excluded values of one header are still a list. Steps add to it
// and may need several drafts for one, or refuse.
import type { Labels, TextTest } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import { type Literal, patternOf } from '../../shared/normal-form/index.ts';
import type { HttpMatch, Placed, StringMatch } from '../plan.ts';

export interface Draft {
  readonly uri?: StringMatch;
  readonly scheme?: StringMatch;
  readonly method?: StringMatch;
  readonly authority?: StringMatch;
  readonly headers: ReadonlyMap<string, StringMatch>;
  readonly without: ReadonlyMap<string, readonly StringMatch[]>;
  readonly queryParams: ReadonlyMap<string, StringMatch>;
  readonly port?: Placed<number>;
  readonly gateways?: Placed<readonly string[]>;
  readonly sourceLabels?: Placed<Labels>;
  readonly sourceNamespace?: Placed<string>;
}

export const emptyDraft: Draft = { headers: new Map(), without: new Map(), queryParams: new Map() };

/** Why a conjunction has no match: a test that Istio lacks, or negations that only the order of rules can say. */
export type Refusal =
  | {
      readonly refused: 'impossible';
      readonly literal: Literal;
      readonly why: string;
      /** That it does not hold could be said beside the rest; then the order of rules says that it does. */
      readonly opposite: boolean;
    }
  | { readonly refused: 'negated'; readonly literals: readonly Literal[] };

/** The drafts that together stand for one (none: it holds for no request), or a refusal. */
export type Step = (draft: Draft) => readonly Draft[] | Refusal;

export const isRefusal = <T>(result: T | Refusal): result is Refusal =>
  typeof result === 'object' && result !== null && 'refused' in result;

export const withHeader = (draft: Draft, name: string, match: StringMatch): Draft => ({
  ...draft,
  headers: new Map(draft.headers).set(name, match),
});

export const excluding = (draft: Draft, name: string, ...matches: readonly StringMatch[]): Draft => ({
  ...draft,
  without: new Map(draft.without).set(name, [...(draft.without.get(name) ?? []), ...matches]),
});

/** One value as `exact`, one beginning as `prefix`, the rest as `regex`. */
export function stringMatch(test: TextTest): StringMatch {
  const { operator, values, origin } = test;
  if (operator === 'exists') return { kind: 'present', origin };
  const [value] = values;
  if (values.length === 1 && value !== undefined) {
    if (operator === 'equals') return { kind: 'exact', value, origin };
    if (operator === 'starts' && value !== '') return { kind: 'prefix', value, origin };
  }
  return regex(patternOf(test), origin);
}

export const regex = (value: string, origin: Span): StringMatch => ({ kind: 'regex', value, origin });

/** Parentheses around an expression that would fall apart inside a longer one. */
export const grouped = (pattern: string): string => (pattern.includes('|') ? `(?:${pattern})` : pattern);

/** The match, with the excluded values of each header as one. */
export function finished(draft: Draft, origin: Span): HttpMatch {
  const { without, ...rest } = draft;
  return { ...rest, withoutHeaders: new Map([...without].map(([name, matches]) => [name, anyOf(matches)])), origin };
}

function anyOf(matches: readonly StringMatch[]): StringMatch {
  const first = matches[0] as StringMatch;
  if (matches.length === 1) return first;
  return regex(matches.map((match) => grouped(patternOfMatch(match))).join('|'), first.origin);
}

function patternOfMatch(match: StringMatch): string {
  switch (match.kind) {
    case 'present':
      return '.*';
    case 'regex':
      return match.value;
    case 'exact':
      return patternOf({ operator: 'equals', values: [match.value] });
    case 'prefix':
      return patternOf({ operator: 'starts', values: [match.value] });
  }
}
