// An evaluated value → what a place of a certain type makes of it, exact and checked. A text literal takes the type its place asks
// for. `undefined` means: wrong and reported, or a parameter whose value is not known yet.
import { catalogue, type Extras, type Fix } from '../diagnostics/index.ts';
import { didYouMean, type EgressSymbol, type MemberSymbol, type ServiceSymbol } from '../program/index.ts';
import { similar } from '../text/index.ts';
import type { Checking } from './checking.ts';
import { regexProblem } from './regex.ts';
import { hostProblem, METHODS, pathProblem } from './texts.ts';
import { type DeclaredType, example, isAssignable, type TypeName, typeText } from './type.ts';
import { type Evaluated, valueText } from './value.ts';

const { types } = catalogue;

export interface TypeValues {
  /** Milliseconds. */
  readonly Duration: number;
  /** Parts per million. */
  readonly Percent: number;
  readonly Int: number;
  readonly Bool: boolean;
  readonly Text: string;
  readonly Regex: string;
  readonly Path: string;
  /** Lower case. */
  readonly Host: string;
  readonly Port: number;
  readonly Status: number;
  readonly Method: string;
  /** Bytes. */
  readonly Size: number;
  readonly Condition: Extract<Evaluated, { kind: 'condition' | 'bool' }>;
  readonly Policy: Extract<Evaluated, { kind: 'policy' }>;
  readonly Service: ServiceSymbol | EgressSymbol;
  readonly Version: { readonly service: ServiceSymbol; readonly version: MemberSymbol };
}

/** The one value that a place of `type` takes. */
export function read<T extends TypeName>(checking: Checking, value: Evaluated, type: T): TypeValues[T] | undefined {
  if (value.kind === 'error') return undefined;
  if (!declaredFits(checking, value, { name: type, list: false })) return undefined;
  if (value.kind === 'unknown') return undefined;
  return readers[type](checking, value) as TypeValues[T] | undefined;
}

/** The values that a place takes which takes several: lists are opened. */
export function readAll<T extends TypeName>(
  checking: Checking,
  values: readonly Evaluated[],
  type: T,
): TypeValues[T][] | undefined {
  const read = readSourced(checking, values, type);
  return read?.map(({ value }) => value);
}

/** As `readAll`, each with the literal it came from. */
export function readSourced<T extends TypeName>(
  checking: Checking,
  values: readonly Evaluated[],
  type: T,
): { readonly value: TypeValues[T]; readonly from: Evaluated }[] | undefined {
  const found: { value: TypeValues[T]; from: Evaluated }[] = [];
  let whole = true;
  for (const item of values.flatMap(itemsOf)) {
    const value =
      item.kind === 'unknown' && item.type.list ? readList(checking, item, type) : read(checking, item, type);
    if (value === undefined) whole = false;
    else found.push({ value, from: item });
  }
  return whole ? found : undefined;
}

const itemsOf = (value: Evaluated): readonly Evaluated[] =>
  value.kind === 'list'
    ? value.items.flatMap((item) => itemsOf(value.declared ? { ...item, declared: value.declared } : item))
    : [value];

function readList(checking: Checking, value: Evaluated, type: TypeName): undefined {
  declaredFits(checking, value, { name: type, list: true });
  return undefined;
}

/** Whether what the value was declared as may stand where `wanted` is needed; if not, that is reported. */
function declaredFits(checking: Checking, value: Evaluated, wanted: DeclaredType): boolean {
  const type = value.declared?.type;
  if (!type) return true;
  const sameShape = value.kind !== 'unknown' || type.list === wanted.list;
  if (sameShape && isAssignable(type.name, wanted.name)) return true;
  mismatch(checking, value, wanted, typeText(type), [{ span: value.declared.at, message: 'declared here' }]);
  return false;
}

type Known = Exclude<Evaluated, { kind: 'error' | 'unknown' }>;
type Readers = { readonly [T in TypeName]: (checking: Checking, value: Known) => TypeValues[T] | undefined };

const readers: Readers = {
  Duration: (checking, value) => numberIn(checking, value, 'time', 'Duration'),
  Percent: (checking, value) => {
    const share = numberIn(checking, value, 'percent', 'Percent');
    return share === undefined ? undefined : within(checking, value, share, 'a share', 0, 1_000_000, '0%', '100%');
  },
  Int: (checking, value) => numberIn(checking, value, 'none', 'Int'),
  Size: (checking, value) => numberIn(checking, value, 'size', 'Size'),
  Bool: (checking, value) => (value.kind === 'bool' ? value.value : wrong(checking, value, 'Bool')),
  Text: (checking, value) => (isText(value) ? value.value : wrong(checking, value, 'Text')),
  Regex: (checking, value) => {
    if (!isText(value)) return wrong(checking, value, 'Regex');
    const reason = regexProblem(value.value);
    if (reason === undefined) return value.value;
    checking.report.add(types.badRegex, value.span, { text: value.value, reason });
    return undefined;
  },
  Path: (checking, value) => formed(checking, value, 'Path', pathProblem),
  Host: (checking, value) => formed(checking, value, 'Host', (host) => hostProblem(host, true))?.toLowerCase(),
  Port: (checking, value) => {
    const port = numberIn(checking, value, 'none', 'Port');
    return port === undefined ? undefined : within(checking, value, port, 'a port', 1, 65535);
  },
  Status: (checking, value) => {
    const status = numberIn(checking, value, 'none', 'Status');
    return status === undefined ? undefined : within(checking, value, status, 'a status', 200, 599);
  },
  Method: (checking, value) => {
    if (value.kind === 'word' || value.kind === 'text') return oneOf(checking, value, METHODS, 'method');
    return wrong(checking, value, 'Method');
  },
  Condition: (checking, value) =>
    value.kind === 'condition' || value.kind === 'bool' ? value : wrong(checking, value, 'Condition'),
  Policy: (checking, value) => (value.kind === 'policy' ? value : wrong(checking, value, 'Policy')),
  Service: (checking, value) =>
    value.kind === 'service' && !value.version ? value.symbol : wrong(checking, value, 'Service'),
  Version: (checking, value) =>
    value.kind === 'service' && value.version && value.symbol.kind === 'service'
      ? { service: value.symbol, version: value.version }
      : wrong(checking, value, 'Version'),
};

type TextValue = Extract<Known, { readonly value: string }>;
const isText = (value: Known): value is TextValue => value.kind === 'text' || value.kind === 'raw';

function numberIn(
  checking: Checking,
  value: Known,
  unit: 'time' | 'percent' | 'none' | 'size',
  type: TypeName,
): number | undefined {
  return value.kind === 'number' && value.number.unit === unit ? value.number.value : wrong(checking, value, type);
}

function formed(
  checking: Checking,
  value: Known,
  type: TypeName,
  problem: (text: string) => string | undefined,
): string | undefined {
  if (!isText(value)) return wrong(checking, value, type);
  const reason = problem(value.value);
  if (reason === undefined) return value.value;
  checking.report.add(types.badText, value.span, { type, text: value.value, reason }, mendText(value, type));
  return undefined;
}

/** A path without its first slash is mended by writing it. */
function mendText(value: TextValue, type: TypeName): Extras {
  if (type !== 'Path' || value.kind !== 'text' || pathProblem(`/${value.value}`) !== undefined) return {};
  return {
    fixes: [{ title: 'Begin it with /', edits: [{ span: value.span, text: JSON.stringify(`/${value.value}`) }] }],
  };
}

/** `value` if it is in the range, which is reported otherwise; the last two are how the bounds are written. */
export function within(
  { report }: Checking,
  from: Evaluated,
  value: number,
  what: string,
  low: number,
  high: number,
  lowText?: string,
  highText?: string,
): number | undefined {
  if (value >= low && value <= high) return value;
  report.add(types.outOfRange, from.span, {
    what,
    value: valueText(from),
    low: lowText ?? String(low),
    high: highText ?? String(high),
  });
  return undefined;
}

/** One of a finite set of words, bare or from a constant. */
export function oneOf<W extends string>(
  { report }: Checking,
  value: Evaluated,
  words: readonly W[],
  what: string,
): W | undefined {
  if (value.kind === 'error' || value.kind === 'unknown') return undefined;
  const text =
    value.kind === 'word' || value.kind === 'text'
      ? value.value
      : value.kind === 'number'
        ? value.text
        : valueText(value);
  const found = words.find((each) => each === text);
  if (found) return found;
  const meant = words.find((each) => each.toLowerCase() === text.toLowerCase()) ?? similar(text, words);
  const hint = `there are ${words.map((each) => `\`${each}\``).join(', ')}`;
  report.add(types.unknownWord, value.span, { what, word: text }, { hint, ...didYouMean(meant, value.span) });
  return undefined;
}

function wrong(checking: Checking, value: Known, type: TypeName): undefined {
  return mismatch(checking, value, { name: type, list: false }, foundText(value), undefined);
}

function mismatch(
  { report }: Checking,
  value: Evaluated,
  wanted: DeclaredType,
  found: string,
  related: Extras['related'],
): undefined {
  const extras: Extras = { ...(related ? { related } : {}), ...rewritten(value, wanted) };
  const parameters = { wanted: typeText(wanted), example: example[wanted.name], found };
  report.add(types.typeMismatch, value.span, parameters, extras);
  return undefined;
}

const textual: readonly TypeName[] = ['Text', 'Regex', 'Path', 'Host'];

/** A number where a text is needed is quoted; one without a unit gets one. */
function rewritten(value: Evaluated, wanted: DeclaredType): Extras {
  if (value.declared || value.kind !== 'number') return {};
  if (textual.includes(wanted.name)) return { fixes: [writing(value, JSON.stringify(value.text), true)] };
  if (value.number.unit !== 'none') return {};
  const units = wanted.name === 'Duration' ? ['s', 'ms'] : wanted.name === 'Percent' ? ['%'] : [];
  return units.length > 0 ? { fixes: units.map((unit) => writing(value, `${value.text}${unit}`, false)) } : {};
}

const writing = ({ span }: Evaluated, text: string, preferred: boolean): Fix => ({
  title: `Write ${text}`,
  edits: [{ span, text }],
  ...(preferred ? { preferred } : {}),
});

function foundText(value: Known): string {
  switch (value.kind) {
    case 'text':
    case 'raw':
      return `the text ${valueText(value)}`;
    case 'number':
      return `\`${value.text}\`, ${UNITS[value.number.unit]}`;
    case 'list':
      return 'a list';
    case 'service':
      return value.version ? 'a version of a service' : `${value.symbol.kind} \`${value.symbol.key}\``;
    case 'condition':
    case 'policy':
      return `${value.kind} \`${value.symbol.key}\``;
    default:
      return `\`${valueText(value)}\``;
  }
}
const UNITS = {
  none: 'a number',
  percent: 'a share',
  time: 'a duration',
  size: 'a size',
  class: 'a class of statuses',
} as const;
