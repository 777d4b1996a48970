// Short words of texts, each kept once: names, settings and numbers repeat, and a tree of ten thousand services need not hold `timeout`
// ten thousand times. Remembers only few, and only such that are no views of a longer text.

/** The place of a word is decided by its letters; the latest one there stays. */
const SIZE = 2048;
/** V8 copies slices up to this length; longer ones would keep the whole text they are of. */
const MOST = 12;
const known: string[] = new Array(SIZE).fill('');

/** The piece of a text; the same string for the same short word, mostly. */
export function keptWord(text: string, start: number, end: number): string {
  const length = end - start;
  if (length > MOST) return text.slice(start, end);
  let hash = length;
  for (let at = start; at < end; at++) hash = (hash * 31 + text.charCodeAt(at)) | 0;
  const place = (hash ^ (hash >>> 11)) & (SIZE - 1);
  const found = known[place] as string;
  if (found.length === length && text.startsWith(found, start)) return found;
  const word = text.slice(start, end);
  known[place] = word;
  return word;
}
