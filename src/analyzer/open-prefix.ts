// `starts "/foo"` takes /foobar too, `starts "/foo/"` does not: beginnings of paths that end within a segment.
import type { TextTest } from '../model/index.ts';

export const endsInSegment = (prefix: string): boolean => /[A-Za-z0-9]$/.test(prefix);

/** The first beginning of a path that a test asks for and that may end within a segment. */
export const openPrefix = ({ subject, operator, values }: TextTest): string | undefined =>
  subject === 'path' && operator === 'starts' ? values.find(endsInSegment) : undefined;
