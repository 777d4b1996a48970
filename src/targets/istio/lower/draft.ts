// A match while it is put together: like a plan's HttpMatch, but excluded values of one header are still a list. Steps add to it
// and may need several drafts for one, or refuse.
import type { TextTest } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import { type Literal, patternOf } from '../../shared/normal-form/index.ts';
import type { HttpMatch, SourceMatch, StringMatch } from '../plan.ts';

export interface Draft extends Omit<HttpMatch, 'withoutHeaders' | 'origin'> {
  readonly without: ReadonlyMap<string, readonly StringMatch[]>;
}

/** A match's texts where it has none. */
export const noTexts: ReadonlyMap<string, never> = new Map<string, never>();

/** All fields from the beginning, so that all drafts are alike. */
export const emptyDraft: Draft = {
  uri: undefined,
  scheme: undefined,
  method: undefined,
  authority: undefined,
  headers: noTexts,
  without: noTexts,
  queryParams: noTexts,
  port: undefined,
  gateways: undefined,
  sourceLabels: undefined,
  sourceNamespace: undefined,
};

export type TextLiteral = Literal & { readonly test: TextTest };

/** Those that must hold. */
export const askedOf = <T extends Literal>(literals: readonly T[]): readonly T[] =>
  literals.some(isNegated) ? literals.filter(({ negated }) => !negated) : literals;

/** Those that must not hold. */
export const excludedOf = <T extends Literal>(literals: readonly T[]): readonly T[] =>
  literals.some(isNegated) ? literals.filter(isNegated) : none;

const isNegated = ({ negated }: Literal): boolean => negated;
const none: readonly never[] = [];

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
  const value = values[0];
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
export const finished = (draft: Draft, origin: Span): HttpMatch => ({
  uri: draft.uri,
  scheme: draft.scheme,
  method: draft.method,
  authority: draft.authority,
  headers: draft.headers,
  withoutHeaders:
    draft.without.size === 0 ? noTexts : new Map([...draft.without].map(([name, matches]) => [name, anyOf(matches)])),
  queryParams: draft.queryParams,
  port: draft.port,
  gateways: draft.gateways,
  sourceLabels: draft.sourceLabels,
  sourceNamespace: draft.sourceNamespace,
  origin,
});

/** A match of these and nothing else. */
export const plainMatch = (
  uri: StringMatch | undefined,
  method: StringMatch | undefined,
  scheme: StringMatch | undefined,
  headers: HttpMatch['headers'],
  origin: Span,
): HttpMatch => ({
  uri,
  scheme,
  method,
  authority: undefined,
  headers,
  withoutHeaders: noTexts,
  queryParams: noTexts,
  port: undefined,
  gateways: undefined,
  sourceLabels: undefined,
  sourceNamespace: undefined,
  origin,
});

/** Whatever is asked of a request, from these sources. */
export const everyRequest = (source: SourceMatch, origin: Span): HttpMatch =>
  finished({ ...emptyDraft, ...source }, origin);

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
