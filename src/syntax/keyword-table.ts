// Letters of a word → its token type, without making a string: a table of the words of the language by their letters.
import { Identifier, indexOf, keywordIndex } from './tokens.ts';

const identifier = indexOf(Identifier);
const SIZE = 1024;
const words: string[] = new Array(SIZE).fill('');
const types = new Uint8Array(SIZE);

/** To be folded over the letters of a word, from 0. */
export const fold = (hash: number, code: number): number => ((hash << 3) ^ (hash >>> 9) ^ code) & 0xffff;

const placeOf = (hash: number): number => (hash ^ (hash >>> 6)) & (SIZE - 1);

for (const [word, type] of keywordIndex) {
  let hash = 0;
  for (let at = 0; at < word.length; at++) hash = fold(hash, word.charCodeAt(at));
  let place = placeOf(hash);
  while (words[place] !== '') place = (place + 1) & (SIZE - 1);
  words[place] = word;
  types[place] = type;
}

/** The type of the word from `start` to `end`, whose letters fold to `hash`. */
export function wordType(text: string, start: number, end: number, hash: number): number {
  for (let place = placeOf(hash); types[place] !== 0; place = (place + 1) & (SIZE - 1))
    if (isWord(words[place] as string, text, start, end)) return types[place] as number;
  return identifier;
}

function isWord(word: string, text: string, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let at = 0; at < word.length; at++) if (word.charCodeAt(at) !== text.charCodeAt(start + at)) return false;
  return true;
}
