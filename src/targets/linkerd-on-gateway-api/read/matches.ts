// Matches of a route → conditions with their rank, as Linkerd's proxy compares them: what matches a whole path before what matches a part
// of it, the longer part first, then method, headers, parameters. A prefix that is the whole path is a match of the whole path.
import { always, and, type Condition } from '../../../model/index.ts';
import { type Fields, isRe2, matchesText, pseudoHeader, testOf, textTest } from '../../shared/reading/index.ts';

export interface Ranked {
  readonly condition: Condition;
  /** Compared part by part, the larger first. */
  readonly rank: readonly number[];
  /** Of a match of whole paths: whether it takes this one. */
  readonly takes?: (path: string) => boolean;
  /** Of the one path that a prefix is all of. */
  readonly stem?: string;
  /** Of a match by a prefix. */
  readonly prefix?: string;
}

/** Where nothing else takes the one path that a prefix is all of, the prefix alone says it. */
export const isNeeded = ({ stem }: Ranked, all: readonly Ranked[]): boolean =>
  stem === undefined || all.some(({ takes }) => takes?.(stem));

const [WHOLE, PART] = [2, 1];

export const matchAll = (fields: Fields, kind: string): readonly Ranked[] =>
  kind === 'HTTPRoute'
    ? prefixed('/', [], [0, 0, 0], fields)
    : [{ condition: always(fields.span), rank: [0, 0, 0, 0] }];

export function readMatch(fields: Fields): readonly Ranked[] {
  const inner = fields.fields('path');
  const type = inner?.text('type') ?? 'PathPrefix';
  const value = inner?.text('value') ?? '/';
  inner?.done();
  const method = fields.text('method');
  const headers = readNamed(fields, 'headers', 'header');
  const query = readNamed(fields, 'queryParams', 'query');
  fields.done();
  const origin = fields.span;
  const rest = [
    ...(method === undefined ? [] : [textTest('method', 'equals', [method], origin)]),
    ...headers,
    ...query,
  ];
  const asks = [method === undefined ? 0 : 1, headers.length, query.length];
  noteType(type, ['Exact', 'PathPrefix', 'RegularExpression'], fields);
  if (type === 'PathPrefix') return prefixed(value, rest, asks, fields);
  if (type === 'RegularExpression' && !isRe2(value)) {
    fields.notes.add(`${fields.path}.path.value`, origin, 'this is no expression');
    return [];
  }
  const test =
    type === 'Exact' ? textTest('path', 'equals', [value], origin) : testOf('path', { kind: 'regex', value, origin });
  const takes = (path: string): boolean => (type === 'Exact' ? path === value : matchesText(value, path));
  return [{ condition: and([test, ...rest], origin), rank: [WHOLE, 0, ...asks], takes }];
}

function prefixed(
  value: string,
  rest: readonly Condition[],
  asks: readonly number[],
  { span: origin }: Fields,
): readonly Ranked[] {
  const bare = value.replace(/\/+$/, '');
  const part = bare === '' ? always(origin) : textTest('path', 'under', [bare], origin);
  const stem = bare || '/';
  const itself = and([textTest('path', 'equals', [stem], origin), ...rest], origin);
  return [
    { condition: itself, rank: [WHOLE, 0, ...asks], stem, prefix: stem },
    { condition: and([part, ...rest], origin), rank: [PART, stem.length, ...asks], prefix: stem },
  ];
}

function readNamed(fields: Fields, key: string, subject: 'header' | 'query'): readonly Condition[] {
  return fields.list(key).map((one) => {
    const name = one.text('name') ?? '';
    const type = one.text('type') ?? 'Exact';
    const value = one.text('value') ?? '';
    one.done();
    const origin = one.span;
    noteType(type, ['Exact', 'RegularExpression'], one);
    const known = subject === 'header' ? name.toLowerCase() : name;
    if (type !== 'RegularExpression') return textTest(subject, 'equals', [value], origin, known);
    const match = { kind: 'regex', value, origin } as const;
    return (known === 'cookie' ? pseudoHeader('cookie', match) : undefined) ?? testOf(subject, match, known);
  });
}

function noteType(type: string, known: readonly string[], { notes, path, span }: Fields): void {
  if (!known.includes(type)) notes.add(path, span, `a match of the type \`${type}\``);
}

/** Of calls the longer service, the longer method, more headers. */
export function readCall(fields: Fields): readonly Ranked[] {
  const inner = fields.fields('method');
  const [type, service, method] = [inner?.text('type'), inner?.text('service'), inner?.text('method')];
  inner?.done();
  const headers = readNamed(fields, 'headers', 'header');
  fields.done();
  const origin = fields.span;
  if (type !== undefined) noteType(type, ['Exact'], fields);
  const rank = [1, service?.length ?? 0, method?.length ?? 0, headers.length];
  return [{ condition: and([...called(service, method, origin), ...headers], origin), rank }];
}

function called(service: string | undefined, method: string | undefined, origin: Condition['origin']): Condition[] {
  if (service !== undefined)
    return [
      method === undefined
        ? textTest('rpc', 'under', [service], origin)
        : textTest('rpc', 'equals', [`${service}/${method}`], origin),
    ];
  if (method === undefined) return [];
  return [textTest('rpc', 'matches', [`[^/]+/${method.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')}`], origin)];
}
