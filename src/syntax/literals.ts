// From the text of a token to its meaning: escapes of texts, parts of references, and back.
import type { Anchor } from '../text/index.ts';
import { extentOf } from './extent.ts';
import { keptWord } from './kept-words.ts';
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

const SLASH = 47;
const COLON = 58;
const AT = 64;
const QUOTE = 34;

/** The parts of the `[ns/]name[@version][:port]` from `start` to `end` of a segment; half-typed parts are names without text. */
export function splitReference(anchor: Anchor, start: number, end: number): Reference {
  const { text } = anchor.source;
  const base = anchor.offset;
  let namespace: Name | undefined;
  let name: Name | undefined;
  let version: Name | undefined;
  let port: Name | undefined;
  let sign = 0;
  for (let at = start; at <= end; ) {
    const stop = partEnd(text, base + at, base + end) - base;
    const found = part(anchor, at, stop);
    if (sign === AT) version ??= found;
    else if (sign === COLON) port ??= found;
    else {
      if (sign === SLASH) namespace = name;
      name = found;
    }
    if (stop >= end) break;
    sign = text.charCodeAt(base + stop);
    at = stop + 1;
  }
  return new GluedReferenceNode(anchor, extentOf(anchor, start, end), namespace, name as Name, version, port);
}

/** Offset of the sign behind the part at `at`, or `end`. */
function partEnd(text: string, at: number, end: number): number {
  if (text.charCodeAt(at) === QUOTE) {
    const close = text.indexOf('"', at + 1);
    return close < 0 || close >= end ? end : close + 1;
  }
  let stop = at;
  for (; stop < end; stop++) {
    const code = text.charCodeAt(stop);
    if (code === SLASH || code === AT || code === COLON) break;
  }
  return stop;
}

function part(anchor: Anchor, start: number, end: number): Name {
  const extent = extentOf(anchor, start, end);
  const { text } = anchor.source;
  const from = anchor.offset + start;
  const to = anchor.offset + end;
  if (start < end && text.charCodeAt(from) === QUOTE)
    return new QuotedNameNode(anchor, extent, textValue(text.slice(from, to)));
  return new NameNode(anchor, extent, keptWord(text, from, to));
}

const plain = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** A name as it must be written: quoted where it is not a plain name. */
export const writeName = (name: string): string => (plain.test(name) ? name : quote(name));

/** Whether a name is not there, as in `shop/`: syntax has spoken. An empty quoted one is there, and wrong. */
export const isMissing = ({ text, quoted }: Name): boolean => text === '' && !quoted;
