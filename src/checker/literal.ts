// A literal in its usual form → its value, at once: what `read(evaluate(…))` would say. Nothing for everything else: names, other
// forms, and whatever has to be reported.
import { plainName } from '../program/index.ts';
import type { Value } from '../syntax/index.ts';
import type { Place } from './checking.ts';
import { readNumber } from './number.ts';
import { isPlainHost, isPlainPath } from './texts.ts';
import type { TypeName } from './type.ts';

/** The value of a number or text where a value of `type` is wanted. */
export function literalOf(value: Value, type: TypeName): string | number | undefined {
  switch (value.kind) {
    case 'number':
      return numberOf(value.text, type);
    case 'text':
      return textOf(value.value, type);
    default:
      return undefined;
  }
}

function textOf(text: string, type: TypeName): string | undefined {
  switch (type) {
    case 'Text':
      return text;
    case 'Path':
      return isPlainPath(text) ? text : undefined;
    case 'Host':
      return isPlainHost(text) ? text : undefined;
    default:
      return undefined;
  }
}

function numberOf(text: string, type: TypeName): number | undefined {
  const number = readNumber(text);
  if (typeof number !== 'object' || number.unit === 'class') return undefined;
  const { unit, value } = number;
  switch (type) {
    case 'Duration':
      return unit === 'time' ? value : undefined;
    case 'Size':
      return unit === 'size' ? value : undefined;
    case 'Int':
      return unit === 'none' ? value : undefined;
    case 'Percent':
      return unit === 'percent' && value <= 1_000_000 ? value : undefined;
    case 'Port':
      return unit === 'none' && value >= 1 && value <= 65535 ? value : undefined;
    case 'Status':
      return unit === 'none' && value >= 200 && value <= 599 ? value : undefined;
    default:
      return undefined;
  }
}

/** The one of `words` that stands there bare; a parameter of that name goes first, and is none of them. */
export function wordOf<W extends string>(value: Value, { bound }: Place, words: readonly W[]): W | undefined {
  const text = value.kind === 'call' ? plainName(value) : value.kind === 'number' ? value.text : undefined;
  return text !== undefined && words.includes(text as W) && !bound.has(text) ? (text as W) : undefined;
}
