// From the text of a token to its meaning: escapes of texts, parts of references, and back.
import type { Anchor } from '../text/index.ts';
import { extentOf } from './extent.ts';
import type { Name, Reference } from './tree.ts';
import { GluedReferenceNode, NameNode, QuotedNameNode } from './value-nodes.ts';

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

/** The parts of `[ns/]name[@version][:port]`, which begins at `start`; half-typed parts are names without text. */
export function splitReference(image: string, anchor: Anchor, start: number): Reference {
  let namespace: Name | undefined;
  let name: Name | undefined;
  let version: Name | undefined;
  let port: Name | undefined;
  let sign = '';
  for (let at = 0; at <= image.length; ) {
    const end = partEnd(image, at);
    const found = part(image.slice(at, end), anchor, start + at);
    if (sign === '@') version ??= found;
    else if (sign === ':') port ??= found;
    else if (sign === '/') {
      namespace = name;
      name = found;
    } else name = found;
    if (end >= image.length) break;
    sign = image[end] as string;
    at = end + 1;
  }
  const whole = extentOf(anchor, start, start + image.length);
  return new GluedReferenceNode(anchor, whole, { namespace, name: name as Name, version, port } as Reference);
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

function part(text: string, anchor: Anchor, start: number): Name {
  const extent = extentOf(anchor, start, start + text.length);
  if (text.startsWith('"')) return new QuotedNameNode(anchor, extent, textValue(text));
  return new NameNode(anchor, extent, text);
}

const plain = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** A name as it must be written: quoted where it is not a plain name. */
export const writeName = (name: string): string => (plain.test(name) ? name : quote(name));
