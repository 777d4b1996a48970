// Texts come back as they went in, whatever their size and letters, in either order, and joined without a byte lost.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf, joined, keptTexts } from '../../src/cli/kept-texts.ts';

const decode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const large = 'ü'.repeat(600_000);

test('any texts', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.constantFrom('a', 'b', 'c/d'), fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant(large))),
      ),
      fc.constantFrom('', '---\n'),
      (texts, between) => {
        const kept = keptTexts();
        const again = new Uint8Array(4_000_000);
        for (const [at, [path, text]] of texts.entries())
          kept.add(path, at % 2 === 0 ? text : again.subarray(0, new TextEncoder().encodeInto(text, again).written));
        const back = kept.all().map((text) => [text.path, decode(bytesOf(text))]);
        expect(back).toEqual(texts);
        const sorted = kept.sorted().map((text) => [text.path, decode(bytesOf(text))]);
        expect(sorted).toEqual(texts.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
        const pieces: Buffer[] = [];
        joined(kept.all(), between, (piece) => pieces.push(Buffer.from(piece)));
        expect(Buffer.concat(pieces).toString('utf8') === texts.map(([, text]) => text).join(between)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});
