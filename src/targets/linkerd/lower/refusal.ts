// What Linkerd cannot do, at its place: gathered first, because another proxy may do it.
import { type Span, spanEnd, spanPath, spanStart } from '../../../text/index.ts';

export interface Refusal {
  readonly origin: Span;
  /** In the language's words: `mirror`, `a test of header "x"`. */
  readonly construct: string;
  readonly note: string;
  readonly why: 'cannot' | 'senders-differ' | 'weight';
}

export const cannot = (origin: Span, construct: string, note: string): Refusal => ({
  origin,
  construct,
  note,
  why: 'cannot',
});

/** Each place and reason once. */
export function distinct(refusals: readonly Refusal[]): readonly Refusal[] {
  const placed = ({ construct, origin }: Refusal): string =>
    JSON.stringify([construct, spanPath(origin), spanStart(origin), spanEnd(origin)]);
  const seen = new Map(refusals.map((one) => [placed(one), one]));
  return [...seen.values()];
}
