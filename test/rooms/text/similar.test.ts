// "Did you mean": what is left out before words are compared is never the nearest.
import { expect, test } from 'vitest';
import { editDistance, similar } from '../../../src/text/index.ts';

test('swaps, letters too many, letters missing, other letters', () => {
  const words = ['reviews', 'ratings', 'details', 'Productpage'];
  expect(['reveiws', 'rating', 'detailss', 'productpage', 'ratinga'].map((word) => similar(word, words))).toEqual([
    'reviews',
    'ratings',
    'details',
    'Productpage',
    'ratings',
  ]);
  expect(similar('reviews', ['reviews'])).toBeUndefined();
  expect(similar('x', ['reviews'])).toBeUndefined();
});

/** Without leaving anything out. */
function nearest(word: string, words: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const near = words
    .filter((each) => each !== word)
    .map((each) => ({ each, distance: editDistance(word.toLowerCase(), each.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit);
  return near.sort((a, b) => a.distance - b.distance)[0]?.each;
}

test('of any words the nearest, the first of several', () => {
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const word = (): string => Array.from({ length: 1 + random(8) }, () => 'abcS01-_é日'[random(10)]).join('');
  let found = 0;
  for (let round = 0; round < 2000; round++) {
    const words = Array.from({ length: 20 }, word);
    const meant = word();
    expect(similar(meant, words), `${meant} among ${words.join(' ')}`).toBe(nearest(meant, words));
    if (similar(meant, words) !== undefined) found++;
  }
  expect(found).toBeGreaterThan(300);
});
