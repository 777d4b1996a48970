// Comments of YAML → lines for the declaration or rule that they stand in or before. Each goes to one place and none is lost.
import type { ReadDocument } from '../documents/index.ts';
import { type Span, spanEnd, spanStart } from '../text/index.ts';

export interface Remarks {
  /** The comments of a place, once: whoever asks first gets them. */
  readonly take: (span: Span) => readonly string[];
  /** Those that nobody asked for. */
  readonly rest: () => readonly string[];
}

interface Comment {
  readonly at: number;
  readonly text: string;
}

const place = (span: Span): string => `${span.anchor.source.path}\0${spanStart(span)}`;

/** @param spans of declarations and rules. */
export function remarksOf(documents: readonly ReadDocument[], spans: readonly Span[]): Remarks {
  const found = new Map<string, string[]>();
  const rest: string[] = [];
  const sorted = [...spans].sort((a, b) => spanStart(a) - spanStart(b));
  const bySource = Map.groupBy(sorted, ({ anchor }) => anchor.source);
  for (const document of documents) {
    if (document.state === 'broken') continue;
    const own = within(bySource.get(document.source) ?? [], document.range);
    for (const comment of commentsOf(document)) {
      const span = ownerOf(comment, own, document);
      const lines = span ? (found.get(place(span)) ?? []) : rest;
      lines.push(comment.text);
      if (span) found.set(place(span), lines);
    }
  }
  return {
    take: (span) => {
      const lines = found.get(place(span)) ?? [];
      found.delete(place(span));
      return lines;
    },
    rest: () => [...rest, ...[...found.values()].flat()],
  };
}

/** `#` at the beginning of a line or after a blank, outside of quotes; texts of block scalars are none. */
function commentsOf({ source, range, root }: ReadDocument): readonly Comment[] {
  const text = source.text.slice(range.start, range.end);
  if (!root && !/#/.test(text)) return [];
  const comments: Comment[] = [];
  let block = -1;
  for (const { 0: line, index } of text.matchAll(/[^\n]*\n?/g)) {
    const indent = line.length - line.trimStart().length;
    if (block >= 0 && (indent > block || line.trim() === '')) continue;
    block = /[:-]\s+[|>][+-]?\d*\s*$/.test(line.trimEnd()) ? indent : -1;
    const at = commentIn(line);
    if (at >= 0) comments.push({ at: range.start + index + at, text: line.slice(at + 1).trim() });
  }
  return comments.filter((comment) => comment.text !== '');
}

function commentIn(line: string): number {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const character = line[at] as string;
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if ((character === '"' || character === "'") && /[\s[{,:-]/.test(line[at - 1] ?? ' ')) quote = character;
    else if (character === '#' && /\s/.test(line[at - 1] ?? ' ')) return at;
  }
  return -1;
}

/** The smallest place around it, else the place right after it, else the last before it. */
function ownerOf({ at }: Comment, spans: readonly Span[], { source }: ReadDocument): Span | undefined {
  const next = spans.find((span) => spanStart(span) > at);
  const between = next && source.text.slice(at, spanStart(next)).split('\n').slice(1).join('\n');
  if (next && between !== undefined && /^(?:\s*(?:#[^\n]*)?\n)*[\s-]*$/.test(between)) return next;
  const around = spans.filter((span) => spanStart(span) <= at && at <= spanEnd(span));
  const inner = around.sort((a, b) => spanEnd(a) - spanStart(a) - (spanEnd(b) - spanStart(b)))[0];
  return inner ?? next ?? spans.at(-1);
}

/** The part of a sorted list that lies in a range, found by halving. */
function within(spans: readonly Span[], { start, end }: ReadDocument['range']): readonly Span[] {
  const first = (at: number): number => {
    let [low, high] = [0, spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (spanStart(spans[middle] as Span) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return spans.slice(first(start), first(end));
}
