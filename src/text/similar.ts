// "Did you mean": the closest of some words to a misspelt one, by edits including swaps of neighbours.

/** The word nearest to `word`, if it is near enough to be meant; ties go to the first in order. */
export function similar(word: string, words: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  const meant = word.toLowerCase();
  const letters = lettersOf(meant);
  for (const candidate of words) {
    if (Math.abs(candidate.length - word.length) >= bestDistance || candidate === word) continue;
    const other = candidate.toLowerCase();
    if (leastDistance(letters, lettersOf(other)) >= bestDistance) continue;
    const distance = editDistance(meant, other);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The kinds of letter in a word, a bit for each; some share one. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

/** A letter that the other word does not have takes an edit: words of other letters need not be compared. */
const leastDistance = (a: number, b: number): number => Math.max(bits(a & ~b), bits(b & ~a));

function bits(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        value = Math.min(value, (before[j - 2] ?? 0) + 1);
      row.push(value);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
