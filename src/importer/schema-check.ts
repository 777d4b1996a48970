// A part of an object and the schema that a cluster holds it against → the first thing that is wrong with it. Knows the few words of JSON
// Schema that CRDs use, and no kinds.
import { member, type Node } from '../documents/index.ts';
import type { Span } from '../text/index.ts';

export interface Schema {
  /** A part that several schemas have. */
  readonly $ref?: number;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | false;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly not?: Schema;
  readonly uniqueItems?: boolean;
  /** A duration of at least a millisecond. */
  readonly duration?: boolean;
  /** Fields by which the items of a list differ. */
  readonly keys?: readonly string[];
}
export interface Fault {
  /** `spec.http[0].timeout` */
  readonly path: string;
  readonly reason: string;
  readonly span: Span | undefined;
}
type Parts = readonly Schema[];

export function faultOf(node: Node, given: Schema, path: string, parts: Parts, span?: Span): Fault | undefined {
  const schema = given.$ref === undefined ? given : (parts[given.$ref] as Schema);
  const place = node.origin ?? span;
  const reason = ownReason(node, schema) ?? choiceReason(node, schema, parts);
  if (reason !== undefined) return { path, reason, span: place };
  if (node.kind === 'list') return faultOfItems(node.items, schema, path, parts, place);
  return node.kind === 'map' ? faultOfFields(node, schema, path, parts, place) : undefined;
}

const typeOf = (node: Node): string => {
  if (node.kind !== 'scalar') return node.kind === 'map' ? 'object' : 'array';
  if (node.value === null) return 'null';
  return typeof node.value === 'number' && Number.isInteger(node.value) ? 'integer' : typeof node.value;
};

const typeNames: Readonly<Record<string, string>> = {
  object: 'a map',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

/** What is wrong with the value itself. */
function ownReason(node: Node, schema: Schema): string | undefined {
  const types = [schema.type ?? []].flat();
  const type = typeOf(node);
  if (types.length > 0 && !types.includes(type) && !(type === 'integer' && types.includes('number')))
    return `${types.map((one) => typeNames[one] ?? one).join(' or ')} is needed here${quotesMissing(node, types)}`;
  if (node.kind === 'list') return sizeReason(node.items.length, schema.minItems, schema.maxItems, 'items');
  if (node.kind === 'map') return sizeReason(node.entries.length, undefined, schema.maxProperties, 'entries');
  const { value } = node;
  if (schema.enum && !schema.enum.includes(value)) return `\`${value}\` is none of ${schema.enum.join(', ')}`;
  if (typeof value === 'number') return numberReason(value, schema);
  return typeof value === 'string' ? textReason(value, schema) : undefined;
}

/** `yes`, `on` and `8080` are no texts in YAML. */
const quotesMissing = (node: Node, types: readonly string[]): string =>
  types.includes('string') && node.kind === 'scalar' && node.value !== null
    ? `, and YAML takes this for ${typeof node.value === 'number' ? 'the number ' : ''}${node.value}: put it in quotes`
    : '';

function sizeReason(size: number, least = 0, most = Number.POSITIVE_INFINITY, what: string): string | undefined {
  if (size < least) return `at least ${least} ${what} are needed here`;
  return size > most ? `more than ${most} ${what}` : undefined;
}

function numberReason(value: number, { minimum, maximum }: Schema): string | undefined {
  if (minimum !== undefined && value < minimum) return `${value} is less than ${minimum}`;
  return maximum !== undefined && value > maximum ? `${value} is more than ${maximum}` : undefined;
}

function textReason(value: string, { minLength = 0, maxLength, pattern, duration }: Schema): string | undefined {
  const { length } = [...value];
  if (duration && isNoTime(value)) return `\`${value}\` is less than a millisecond: leave the field out`;
  if (length < minLength) return 'this is empty';
  if (maxLength !== undefined && length > maxLength) return `this is longer than ${maxLength} characters`;
  return pattern !== undefined && !new RegExp(pattern).test(value)
    ? `\`${value}\` has a form that is not allowed`
    : undefined;
}

/** `0s`, `500us` */
const isNoTime = (value: string): boolean => !/[1-9]/.test(value) || /^\d{1,3}(\.\d+)?us$/.test(value);

/** Of several forms that exclude each other. */
function choiceReason(node: Node, { oneOf, anyOf, allOf, not }: Schema, parts: Parts): string | undefined {
  const fits = (schema: Schema): boolean => faultOf(node, schema, '', parts) === undefined;
  const names = (some: readonly Schema[]): string =>
    [...new Set(some.flatMap((one) => requiredIn(one, parts)))].map((one) => `\`${one}\``).join(', ');
  if (not && fits(not)) return 'this must not be together';
  if (allOf?.some((one) => !fits(one))) return 'this does not fit together';
  if (anyOf && !anyOf.some(fits)) return `one of ${names(anyOf)} is needed`;
  if (!oneOf || oneOf.filter(fits).length === 1) return undefined;
  return names(oneOf) === ''
    ? 'this has none of the forms that are allowed'
    : `only one of ${names(oneOf)} may be there`;
}

function requiredIn(given: Schema, parts: Parts): readonly string[] {
  const {
    required = [],
    anyOf = [],
    oneOf = [],
    not,
  } = given.$ref === undefined ? given : (parts[given.$ref] as Schema);
  return [...required, ...[...anyOf, ...oneOf, ...(not ? [not] : [])].flatMap((one) => requiredIn(one, parts))];
}

function faultOfItems(
  items: readonly Node[],
  schema: Schema,
  path: string,
  parts: Parts,
  span?: Span,
): Fault | undefined {
  const seen = new Set<string>();
  for (const [at, item] of items.entries()) {
    const here = `${path}[${at}]`;
    const found = schema.items && faultOf(item, schema.items, here, parts, span);
    if (found) return found;
    const key = keyOf(item, schema);
    if (key !== undefined && seen.has(key))
      return { path: here, reason: `\`${key}\` is there already`, span: item.origin ?? span };
    if (key !== undefined) seen.add(key);
  }
  return undefined;
}

/** By what items differ; undefined where they need not. */
function keyOf(item: Node, { keys, uniqueItems }: Schema): string | undefined {
  if (uniqueItems && item.kind === 'scalar') return String(item.value);
  if (!keys || item.kind !== 'map') return undefined;
  return keys
    .map((key) => {
      const value = member(item, key);
      return value?.kind === 'scalar' ? String(value.value) : '';
    })
    .join(' ');
}

const isNull = (node: Node): boolean => node.kind === 'scalar' && node.value === null;

/** Fields without a value are as if they were not there. */
function faultOfFields(
  node: Node & { readonly kind: 'map' },
  schema: Schema,
  path: string,
  parts: Parts,
  span?: Span,
): Fault | undefined {
  const entries = node.entries.filter(({ value }) => !isNull(value));
  const missing = schema.required?.find((key) => !entries.some((entry) => entry.key === key));
  if (missing !== undefined) return { path, reason: `\`${missing}\` is missing`, span };
  for (const { key, value, origin } of entries) {
    const own = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    const known = own ?? schema.additionalProperties;
    const here = path === '' ? key : `${path}.${key}`;
    const place = value.origin ?? origin ?? span;
    if (known === false) return { path: here, reason: 'there is no such field', span: place };
    const found = known && faultOf(value, known, here, parts, place);
    if (found) return found;
  }
  return undefined;
}
