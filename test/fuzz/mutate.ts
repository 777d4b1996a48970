// New inputs from old ones: pieces of the grammar, tokens moved between programs, bytes changed, parts repeated until they are large.
import { choicesOf, generateProgram, productionNames } from '../support/generate-program.ts';
import type { Random } from '../support/random.ts';

/** No input is larger, in UTF-16 units. */
export const LARGEST = 900_000;

const nasty = [
  '\u0000',
  '\ufeff',
  '\u2028',
  '\u0085',
  '\r',
  '\r\n',
  '\t',
  '\ud800',
  '😀',
  'é',
  '"',
  '`',
  '\\',
  '//',
  '///',
  '/*',
  '9'.repeat(400),
  '1e999',
  '-1',
  '0.0000001%',
  '101%',
  '1h'.repeat(50),
  '\\u{110000}',
  '"\\u{0}"',
  '`(a*)*b`',
  '`[`',
  '`(?=a)`',
  '`(a|b|ab)*(c|d)*.*.*.*`',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  'not ',
  'in [',
  '__proto__',
  'constructor',
  'toString',
  '&a [*a]',
  '*x',
  '!!js/function',
  '<<: *a',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '? ',
  '- - - - ',
  '0x1F',
  '!!binary x',
  "'",
  '|2-\n',
  '>+\n',
];

/** Words and the blanks between them; together they are the text. */
const words = (text: string): string[] => text.match(/[\p{L}\p{N}_@.%-]+|\s+|"(?:[^"\\\n]|\\.)*"|./gsu) ?? [];

type Mutation = (text: string, random: Random, other: () => string) => string;

const mutations: readonly Mutation[] = [
  // one token away, twice, or another
  (text, random, other) => {
    const list = words(text);
    if (list.length === 0) return other();
    const at = random.below(list.length);
    const change = random.below(4);
    if (change === 0) list.splice(at, 1 + random.below(3));
    else if (change === 1) list.splice(at, 0, list[random.below(list.length)] as string);
    else if (change === 2) list[at] = random.pick(nasty);
    else list[at] = random.pick(words(other()).slice(0, 2000)) ?? '';
    return list.join('');
  },
  // a stretch of lines from another
  (text, random, other) => {
    const [lines, others] = [text.split('\n'), other().split('\n')];
    const from = random.below(others.length);
    lines.splice(random.below(lines.length + 1), random.below(3), ...others.slice(from, from + 1 + random.below(8)));
    return lines.join('\n');
  },
  // lines swapped, removed, twice
  (text, random) => {
    const lines = text.split('\n');
    const at = random.below(lines.length);
    const line = lines.splice(at, 1)[0] as string;
    if (random.chance(0.7)) lines.splice(random.below(lines.length + 1), 0, line);
    if (random.chance(0.3)) lines.splice(random.below(lines.length + 1), 0, line);
    return lines.join('\n');
  },
  // bytes
  (text, random) => {
    const bytes = Buffer.from(text, 'utf8');
    for (let times = 1 + random.below(8); times > 0 && bytes.length > 0; times--)
      bytes[random.below(bytes.length)] = random.below(256);
    return bytes.toString('utf8');
  },
  // cut off
  (text, random) => text.slice(0, random.below(text.length + 1)),
  // something nasty anywhere
  (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + random.pick(nasty) + text.slice(at);
  },
  // an indentation changed
  (text, random) => {
    const lines = text.split('\n');
    const at = random.below(lines.length);
    lines[at] = ' '.repeat(random.below(12)) + (lines[at] as string).trimStart();
    return lines.join('\n');
  },
  // another after it
  (text, _, other) => `${text}\n${other()}`,
];

/** A part repeated until the text is large, or nested into itself. */
function blownUp(text: string, random: Random): string {
  const list = words(text);
  const from = random.below(list.length + 1);
  const part = list.slice(from, from + 1 + random.below(12)).join('');
  const size = [1_000, 10_000, 100_000, LARGEST][random.below(4)] as number;
  const times = Math.max(1, Math.floor(Math.min(size, LARGEST - text.length) / Math.max(1, part.length)));
  const numbered = random.chance(0.4);
  const parts = Array.from({ length: times }, (_, index) => (numbered ? part.replace(/[a-z]\w*/, `$&${index}`) : part));
  return list.slice(0, from).join('') + parts.join(random.pick(['', ' ', '\n'])) + list.slice(from).join('');
}

/** A program by the grammar alone. */
const grown = (random: Random): string =>
  generateProgram(
    choicesOf(Array.from({ length: 400 }, () => random.below(1 << 20))),
    random.chance(0.5) ? undefined : random.pick(productionNames),
  ).text;

/** The next input from a pool of texts. `share` is how often a part is blown up. */
export function nextInput(pool: readonly string[], random: Random, kind: 'program' | 'manifest'): string {
  const other = (): string => (kind === 'program' && random.chance(0.2) ? grown(random) : random.pick(pool));
  let text = other();
  for (let times = random.below(6); times > 0; times--) text = random.pick(mutations)(text, random, other);
  if (random.chance(0.02)) text = blownUp(text, random);
  return text.slice(0, LARGEST);
}
