// New inputs from old ones: pieces of the grammar, tokens moved between programs, bytes changed, parts repeated until they are large.
import { contextualWords, reservedWords, settingWords } from '../../src/syntax/index.ts';
import { choicesOf, generateProgram, productionNames } from '../support/generate-program.ts';
import type { Random } from '../support/random.ts';
import { soundProgram } from '../support/sound-programs.ts';
import type { Kind } from './entry-points.ts';
import { soundManifest } from './sound-manifests.ts';

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

/** Gives a text that was tried before. */
export type Pool = () => string;

type Mutation = (text: string, random: Random, other: Pool, kind: Kind) => string;

const languageWords = [
  ...[...contextualWords, ...reservedWords, ...settingWords()],
  ...[
    'http',
    'https',
    'grpc',
    'tcp',
    'tls',
    'on',
    'off',
    'GET',
    'POST',
    '"/a"',
    '"*"',
    '`.*`',
    '"x"',
    '5xx',
    '100%',
    '1',
    '0',
  ],
  ...[
    '2s',
    '500ms',
    '0.5%',
    '404',
    '443',
    'v1',
    '->',
    '==',
    '!=',
    ',',
    ';',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '@',
    ':',
    '/',
  ],
];
const yamlValues = [
  'null',
  '~',
  'true',
  '-1',
  '0',
  '1.5',
  '""',
  '[]',
  '{}',
  '"*"',
  '".*"',
  '5s',
  '80',
  '"80"',
  '1e3',
  '| x',
];

/** Where the braces that open at `from` close. */
function blockEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at + 1;
  }
  return text.length;
}

/** Where a random `{` stands. */
function anyBrace(text: string, random: Random): number {
  const from = random.below(text.length + 1);
  const at = text.indexOf('{', from);
  return at < 0 ? text.indexOf('{') : at;
}

/** What is between random braces of a text. */
function anyBlock(text: string, random: Random): string {
  const at = anyBrace(text, random);
  return at < 0 ? '' : text.slice(at + 1, blockEnd(text, at) - 1);
}

/** A small part of a program by one production. */
const piece = (random: Random, root: string): string =>
  generateProgram(choicesOf(Array.from({ length: 60 }, () => random.below(1 << 20))), root).text;

/** Programs: something put into braces, braces emptied, a declaration after them. */
const inBraces: Mutation = (text, random, other) => {
  const at = anyBrace(text, random);
  if (at < 0) return other();
  const end = blockEnd(text, at);
  switch (random.below(5)) {
    case 0:
      return `${text.slice(0, at + 1)} ${anyBlock(other(), random)}; ${text.slice(at + 1)}`;
    case 1:
      return `${text.slice(0, at)}{ ${anyBlock(other(), random)} }${text.slice(end)}`;
    case 2:
      return `${text.slice(0, at)}${text.slice(end)}`;
    case 3: {
      const root = random.pick(['setting', 'ruleItem', 'sample', 'claim', 'withSetting']);
      return `${text.slice(0, at + 1)} ${piece(random, root)}; ${text.slice(at + 1)}`;
    }
    default:
      return `${text.slice(0, end)}\n${piece(random, 'declaration')}\n${text.slice(end)}`;
  }
};

/** YAML: one value in place of another, the lines below a key of another text. */
const inLines: Mutation = (text, random, other) => {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const line = lines[at] as string;
  const key = /^(\s*(?:- )?[^\s:#][^:#]*:)\s*(.*)$/.exec(line);
  if (random.chance(0.5) && key) lines[at] = `${key[1]} ${random.pick(yamlValues)}`;
  else {
    const others = other().split('\n');
    const from = random.below(others.length);
    const indent = /^ */.exec(others[from] as string)?.[0].length ?? 0;
    let to = from + 1;
    while (to < others.length && to - from < 40 && (/^ */.exec(others[to] as string)?.[0].length ?? 0) > indent) to++;
    const shift = ' '.repeat(/^ */.exec(line)?.[0].length ?? 0);
    const moved = others.slice(from, to).map((each) => shift + each.slice(indent));
    lines.splice(at, random.below(2), ...moved);
  }
  return lines.join('\n');
};

const mutations: readonly Mutation[] = [
  // a word or number that stands elsewhere in the same text, so that names still mean something
  (text, random) => {
    const list = words(text);
    const places = [...list.keys()].filter((index) => /^["\w]/.test(list[index] as string));
    if (places.length < 2) return text;
    for (let times = 1 + random.below(2); times > 0; times--)
      list[random.pick(places)] = list[random.pick(places)] as string;
    return list.join('');
  },
  // a word of the language, a value of YAML
  (text, random, _, kind) => {
    const list = words(text);
    const word = random.pick(kind === 'program' ? languageWords : yamlValues);
    list.splice(random.below(list.length + 1), random.below(2), random.chance(0.5) ? ` ${word} ` : word);
    return list.join('');
  },
  (text, random, other, kind) => (kind === 'program' ? inBraces : inLines)(text, random, other, kind),
  (text, random, other, kind) => (kind === 'program' ? inBraces : inLines)(text, random, other, kind),
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

/** One that comes from no other. */
function fresh(random: Random, kind: Kind): string | undefined {
  if (kind === 'manifest') return soundManifest(random);
  return random.chance(0.5) ? grown(random) : soundProgram(random);
}

/** The next input. */
export function nextInput(pool: Pool, random: Random, kind: Kind): string {
  const other = (): string => (random.chance(0.12) ? (fresh(random, kind) ?? pool()) : pool());
  let text = other();
  for (let times = random.below(6); times > 0; times--) text = random.pick(mutations)(text, random, other, kind);
  if (random.chance(0.01)) text = blownUp(text, random);
  return text.slice(0, LARGEST);
}
