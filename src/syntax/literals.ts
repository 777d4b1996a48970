// From the text of a token to its meaning: escapes of texts, parts of references, and back.
import type { Span } from '../text/index.ts';
import type { Name, Reference } from './tree.ts';

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** The value of a text as written, with or without its closing quote. `\1` to `\9` stay as they are: groups of a rewritten path. */
export function textValue(image: string): string {
  const closed = image.length > 1 && endsInQuote(image);
  const inner = image.slice(1, closed ? -1 : undefined);
  if (!inner.includes('\\')) return inner;
  return inner.replace(/\\(?:u\{([0-9A-Fa-f]{1,6})\}|([\s\S]))/g, (whole, hex: string | undefined, letter: string) => {
    if (hex !== undefined) return codePoint(whole, Number.parseInt(hex, 16));
    return escapes[letter] ?? whole;
  });
}

/** Whether a closing quote ends the image: the last one, unless an odd number of backslashes precedes it. */
function endsInQuote(image: string): boolean {
  const last = image.length - 1;
  const quote = image[0] === "'" ? "'" : '"';
  if (image[last] !== quote && !'”“’»'.includes(image[last] as string)) return false;
  let backslashes = 0;
  while (image[last - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 0;
}

const codePoint = (whole: string, code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : whole);

/** The text that `textValue` reads as `value`. */
export function quote(value: string): string {
  let result = '"';
  for (const character of value) result += quoteCharacter(character);
  return `${result.replace(/\\\\([1-9])/g, '\\$1')}"`;
}

function quoteCharacter(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const code = character.codePointAt(0) as number;
  return code < 32 || code === 127 ? `\\u{${code.toString(16)}}` : character;
}

/** The parts of `[ns/]name[@version][:port]`; half-typed parts are names without text. */
export function splitReference(image: string, span: Span): Reference {
  const parts: { sign: string; name: Name }[] = [];
  let sign = '';
  for (let at = 0; at <= image.length; ) {
    const end = partEnd(image, at);
    parts.push({ sign, name: part(image.slice(at, end), span, at) });
    if (end >= image.length) break;
    sign = image[end] as string;
    at = end + 1;
  }
  return assemble(parts, span);
}

function assemble(parts: readonly { readonly sign: string; readonly name: Name }[], span: Span): Reference {
  const [first, second] = parts;
  const qualified = second?.sign === '/';
  const named = (sign: string) => parts.find((one) => one.sign === sign)?.name;
  const version = named('@');
  const port = named(':');
  return {
    kind: 'reference',
    span,
    ...(qualified && first ? { namespace: first.name } : {}),
    name: (qualified ? second : first)?.name as Name,
    ...(version ? { version } : {}),
    ...(port ? { port } : {}),
  };
}

function partEnd(image: string, at: number): number {
  if (image[at] === '"') {
    const close = image.indexOf('"', at + 1);
    return close < 0 ? image.length : close + 1;
  }
  let end = at;
  while (end < image.length && !'/@:'.includes(image[end] as string)) end++;
  return end;
}

function part(text: string, whole: Span, at: number): Name {
  const span = { anchor: whole.anchor, start: whole.start + at, end: whole.start + at + text.length };
  const quoted = text.startsWith('"');
  return { kind: 'name', span, text: quoted ? textValue(text) : text, quoted };
}

const plain = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** A name as it must be written: quoted where it is not a plain name. */
export const writeName = (name: string): string => (plain.test(name) ? name : quote(name));
