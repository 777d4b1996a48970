// Names and texts as the language writes them: bare where it may be, else quoted.
import { contextualWords, reservedWords } from '../syntax/index.ts';
import { type GivenNames, numberedName } from '../text/index.ts';

/** Words that could be read as something else; `off`, `all` and `none` are values of settings. */
const reserved: ReadonlySet<string> = new Set([...reservedWords, ...contextualWords, 'off', 'all', 'none']);

export const quoted = (text: string): string => JSON.stringify(text).replace(/\\\\(?=[0-9])/g, '\\');

export const nameText = (name: string): string =>
  /^[A-Za-z][A-Za-z0-9_-]*$/.test(name) && !reserved.has(name) ? name : quoted(name);

/** An expression in backquotes, where it holds none itself. */
export const patternText = (pattern: string): string => (pattern.includes('`') ? quoted(pattern) : `\`${pattern}\``);

/** `namespace/name` as seen from a namespace. */
export function refText(key: string, namespace: string): string {
  const at = key.indexOf('/');
  const [space, name] = [key.slice(0, at), key.slice(at + 1)];
  return space === namespace ? nameText(name) : `${nameText(space)}/${nameText(name)}`;
}

/** Where new names are given out beside these. */
export const namesBeside = (names: readonly string[]): GivenNames =>
  new Map([...reserved, ...names].map((name) => [name, 1]));

/** A name made of words of the input that nothing else has. */
export function freeName(words: string, given: GivenNames, length = 28): string {
  const base = words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .replace(new RegExp(`^(.{1,${length}})(?:-.*)?$`), '$1')
    .slice(0, length + 12)
    .replace(/(-(or|and|not|from))?-*$/, '');
  const wanted = base === '' ? 'named' : /^[a-z]/.test(base) ? base : `is-${base}`;
  return numberedName(wanted, given);
}
