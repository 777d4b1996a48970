// `StringMatch` → a test of one text. Expressions are RE2 over the whole text.
import { always, type Condition, type TextSubject } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import { textTest } from './conditions.ts';
import type { Fields } from './fields.ts';
import { alternatives, isRe2, literalOf, plainGroup, unanchored, ungrouped } from './pattern.ts';

export type StringMatch =
  | {
      readonly kind: 'exact' | 'prefix' | 'regex';
      readonly value: string;
      /** Of a path. */
      readonly ignoresCase?: boolean;
      readonly origin: Span;
    }
  | { readonly kind: 'present'; readonly origin: Span };

const matchKinds = ['exact', 'prefix', 'regex'] as const;

/** The match under a key; undefined where there is none, or none that can be understood, which is then noted. */
export function readText(fields: Fields, key: string): StringMatch | undefined {
  const match = fields.fields(key);
  if (!match) return undefined;
  const origin = fields.spanOf(key);
  const kinds = matchKinds.filter((kind) => match.has(kind));
  const [kind] = kinds;
  const value = kind && match.text(kind);
  match.done();
  if (kinds.length > 1) match.notes.add(match.path, origin, 'a match is exact, prefix or regex');
  if (kind === undefined) return { kind: 'present', origin };
  if (value === undefined || kinds.length > 1) return undefined;
  if (kind === 'regex' && !isRe2(value)) {
    match.notes.add(match.pathOf(kind), origin, 'this is no RE2 expression, so Envoy refuses it');
    return undefined;
  }
  if (kind === 'prefix' && value === '') return { kind: 'present', origin };
  return { kind, value, origin };
}

/** The test of a subject; one that everything passes is `always`. */
export function testOf(subject: TextSubject, match: StringMatch, name?: string): Condition {
  const { origin } = match;
  const of = (operator: Parameters<typeof textTest>[1], values: readonly string[]) =>
    textTest(subject, operator, values, origin, name);
  if (match.kind === 'present') return name === undefined ? always(origin) : of('exists', []);
  if (match.kind === 'exact') return of('equals', [match.value]);
  if (match.kind === 'prefix')
    return subject === 'path' && match.value === '/' ? always(origin) : of('starts', [match.value]);
  if (match.value === '.*' && name === undefined) return always(origin);
  return patternTest(unanchored(match.value), of);
}

type Make = (operator: Parameters<typeof textTest>[1], values: readonly string[]) => Condition;

/** An expression that is one of a few texts, or only their beginnings, ends or middles. */
function patternTest(pattern: string, of: Make): Condition {
  const parts = alternatives(ungrouped(plainGroup(pattern))).map(shapeOf);
  const [first] = parts;
  if (first && parts.every((part) => part?.operator === first.operator)) {
    return of(
      first.operator,
      parts.map((part) => part?.text ?? ''),
    );
  }
  return of('matches', [pattern]);
}

function shapeOf(
  part: string,
): { readonly operator: 'equals' | 'starts' | 'ends' | 'contains'; readonly text: string } | undefined {
  const [open, close] = [part.startsWith('.*'), part.endsWith('.*') && !part.endsWith('\\.*')];
  const text = literalOf(part.slice(open ? 2 : 0, close ? -2 : undefined));
  if (text === undefined || (text === '' && (open || close))) return undefined;
  return { operator: open ? (close ? 'contains' : 'ends') : close ? 'starts' : 'equals', text };
}

const special = /[\\^$.|?*+()[\]{}]/g;

/** The match as an expression. */
export function quotedMatch(match: StringMatch): string {
  switch (match.kind) {
    case 'present':
      return '.*';
    case 'exact':
      return match.value.replace(special, '\\$&');
    case 'prefix':
      return `${match.value.replace(special, '\\$&')}.*`;
    case 'regex':
      return match.value;
  }
}
