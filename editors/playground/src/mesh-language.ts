// Colours for `.mesh` files from the same TextMate grammar that other editors use: a small reader of its patterns.
import { StreamLanguage, type StringStream } from '@codemirror/language';
import grammar from '../../../grammar/mesh.tmLanguage.json';

interface Pattern {
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
}

const styles: readonly (readonly [string, string])[] = [
  ['comment.line.documentation', 'docComment'],
  ['comment', 'comment'],
  ['string.regexp', 'regexp'],
  ['string', 'string'],
  ['constant.numeric', 'number'],
  ['constant.language', 'bool'],
  ['keyword.declaration', 'definitionKeyword'],
  ['keyword.operator', 'operator'],
  ['keyword', 'keyword'],
  ['entity.name', 'typeName'],
  ['support', 'propertyName'],
  ['variable.language', 'propertyName'],
  ['variable.parameter', 'propertyName'],
  ['variable', 'variableName'],
];
const styleOf = (scope: string | undefined): string | null =>
  scope === undefined ? null : (styles.find(([prefix]) => scope.startsWith(prefix))?.[1] ?? null);

const rules = (grammar.patterns as readonly Pattern[]).map((pattern) => ({
  start: new RegExp(pattern.begin ?? pattern.match ?? '(?!)', 'dy'),
  // Texts end with their line at the latest.
  end: pattern.end === undefined ? undefined : new RegExp(`(?:\\\\.|(?!${pattern.end}).)*(?:${pattern.end})`, 'y'),
  style: styleOf(pattern.name),
  captures: Object.entries(pattern.captures ?? {}).map(([index, { name }]) => [Number(index), styleOf(name)] as const),
}));

interface Pending {
  readonly to: number;
  readonly style: string | null;
}

export const meshLanguage = StreamLanguage.define<{ pending: Pending[] }>({
  name: 'mesh',
  startState: () => ({ pending: [] }),
  copyState: ({ pending }) => ({ pending: [...pending] }),
  token: (stream, state) => {
    if (stream.sol()) state.pending = [];
    if (state.pending.length === 0) state.pending = matchAt(stream);
    const next = state.pending.shift();
    if (next) stream.pos = next.to;
    else stream.next();
    return next?.style ?? null;
  },
  languageData: { commentTokens: { line: '//' }, closeBrackets: { brackets: ['(', '[', '{', '"', '`'] } },
});

function matchAt({ string, pos }: StringStream): Pending[] {
  for (const { start, end, style, captures } of rules) {
    start.lastIndex = pos;
    const match = start.exec(string);
    if (!match || match[0] === '') continue;
    if (end) {
      end.lastIndex = start.lastIndex;
      return [{ to: end.exec(string) ? end.lastIndex : string.length, style }];
    }
    return captures.length === 0 ? [{ to: start.lastIndex, style }] : pieces(match, captures, start.lastIndex);
  }
  return [];
}

/** The captures of a match, and what lies between them. */
function pieces(
  match: RegExpExecArray,
  captures: readonly (readonly [number, string | null])[],
  end: number,
): Pending[] {
  const found: Pending[] = [];
  let at = match.index;
  for (const [index, style] of captures) {
    const [from, to] = match.indices?.[index] ?? [];
    if (from === undefined || to === undefined || to === from) continue;
    if (from > at) found.push({ to: from, style: null });
    found.push({ to, style });
    at = to;
  }
  return at < end ? [...found, { to: end, style: null }] : found;
}
