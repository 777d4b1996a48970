// Number literals → exact values: whole numbers, shares in parts per million, milliseconds, bytes. Integers only, never floating
// point: digits are moved, not multiplied.
import type { Milliseconds, PartsPerMillion } from '../model/index.ts';

export type NumberValue =
  | { readonly unit: 'none'; readonly value: number }
  | { readonly unit: 'percent'; readonly value: PartsPerMillion }
  | { readonly unit: 'time'; readonly value: Milliseconds }
  | { readonly unit: 'size'; readonly value: number }
  /** `5xx`, `4xx` */
  | { readonly unit: 'class'; readonly value: string };

const TIME: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const SIZE: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1000,
  KiB: 1024,
  MB: 1_000_000,
  MiB: 1_048_576,
  GB: 1_000_000_000,
  GiB: 1_073_741_824,
};

/** Programs write the same few numbers again and again. */
const known = new Map<string, NumberValue | string>();
const KEPT = 4096;

/** The value of a literal, or why it has none. */
export function readNumber(text: string): NumberValue | string {
  let value = known.get(text);
  if (value === undefined) {
    value = parseNumber(text);
    if (known.size < KEPT) known.set(text, value);
  }
  return value;
}

function parseNumber(text: string): NumberValue | string {
  if (/^\d+$/.test(text)) return whole(text);
  if (/^\dxx$/.test(text)) return { unit: 'class', value: text };
  if (text.endsWith('%')) return percent(text.slice(0, -1));
  if (/^(\d+(\.\d+)?(ms|[smh]))+$/.test(text)) return time(text);
  const size = /^(\d+)(B|[KMG]i?B)$/.exec(text);
  if (size) return bounded('size', Number(size[1]) * (SIZE[size[2] as string] as number));
  return hint(text);
}

const hint = (text: string): string =>
  /^(\d+(\.\d+)?(ms|[smh]))+\d+$/.test(text)
    ? 'the last number has no unit (ms, s, m, h)'
    : /^\d+\.\d+$/.test(text)
      ? 'fractions need a unit, like 0.5% or 1.5s'
      : 'units are ms, s, m, h for durations, % for shares, KiB, MiB for sizes';

const bounded = (unit: 'none' | 'time' | 'size' | 'percent', value: number): NumberValue | string =>
  Number.isSafeInteger(value) ? { unit, value: compact(value) } : 'it is too large';

/** The same number; small ones so that the engine keeps them without an object of their own. */
const compact = (value: number): number => ((value | 0) === value ? value | 0 : value);

const whole = (text: string): NumberValue | string => bounded('none', Number(text));

function percent(text: string): NumberValue | string {
  if (!/^\d+(\.\d+)?$/.test(text)) return 'a share is written like 10% or 0.5%';
  const value = shift(text, 4);
  if (value === undefined) return 'a share has at most four digits after the point';
  return bounded('percent', value);
}

const ORDER = ['h', 'm', 's', 'ms'];

function time(text: string): NumberValue | string {
  let sum = 0;
  let last = -1;
  for (const [, digits, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smh])/g)) {
    const rank = ORDER.indexOf(unit as string);
    if (rank <= last) return 'units go from large to small, each once: 1h30m, 1m30s';
    last = rank;
    const part = timePart(digits as string, TIME[unit as string] as number);
    if (part === undefined) return 'it is not a whole number of milliseconds';
    sum += part;
  }
  return bounded('time', sum);
}

function timePart(digits: string, unit: number): number | undefined {
  const [, fraction = ''] = digits.split('.');
  const scale = 10 ** fraction.length;
  const scaled = Number(digits.replace('.', '')) * unit;
  return scaled % scale === 0 ? scaled / scale : undefined;
}

/** The decimal `text` times 10^places, exactly; `undefined` if that is no whole number. */
function shift(text: string, places: number): number | undefined {
  const [digits = '', fraction = ''] = text.split('.');
  const kept = fraction.replace(/0+$/, '');
  return kept.length > places ? undefined : Number(digits + kept.padEnd(places, '0'));
}
