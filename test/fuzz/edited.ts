// A text and a place in it → the text with one keystroke more or less.
import type { Random } from '../support/random.ts';

export function edited(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  return `${text.slice(0, at)}${random.pick(['}', '{', '\n', '"', 'x', ' ', ''])}${text.slice(at + random.below(4))}`;
}
