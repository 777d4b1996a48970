// The types of the language: their names, what a value of each looks like, and which may stand for which.
import { catalogue } from '../diagnostics/index.ts';
import { didYouMean } from '../program/index.ts';
import type { TypeReference } from '../syntax/index.ts';
import { similar } from '../text/index.ts';
import type { Checking } from './checking.ts';

export const typeNames = [
  'Duration',
  'Percent',
  'Int',
  'Bool',
  'Text',
  'Regex',
  'Path',
  'Host',
  'Port',
  'Status',
  'Method',
  'Size',
  'Condition',
  'Policy',
  'Service',
  'Version',
] as const;
export type TypeName = (typeof typeNames)[number];

/** A declared type: of an input or a parameter. */
export interface DeclaredType {
  readonly name: TypeName;
  readonly list: boolean;
}

/** How a value of the type is written. */
export const example: Readonly<Record<TypeName, string>> = {
  Duration: '`2s` or `1m30s`',
  Percent: '`10%`',
  Int: '`3`',
  Bool: '`true` or `false`',
  Text: '`"text"`',
  Regex: '`` `a.*` ``',
  Path: '`"/path"`',
  Host: '`"www.example.org"`',
  Port: '`9080`',
  Status: '`404`',
  Method: '`GET`',
  Size: '`64KiB`',
  Condition: 'the name of a condition',
  Policy: 'the name of a policy',
  Service: 'the name of a service',
  Version: '`service@version`',
};

export const typeText = ({ name, list }: DeclaredType): string => (list ? `[${name}]` : name);

/** The type that was written, or nothing when there is no such type. */
export function readTypeReference({ report }: Checking, type: TypeReference): DeclaredType | undefined {
  const name = type.name.text;
  if (name === '') return undefined;
  const known = typeNames.find((each) => each === name);
  if (known) return { name: known, list: type.list };
  report.add(
    catalogue.types.unknownType,
    type.name.span,
    { name },
    didYouMean(similar(name, typeNames), type.name.span),
  );
  return undefined;
}

/** Whether a value declared as `from` may stand where `to` is needed: the same type, or a more special one. */
export const isAssignable = (from: TypeName, to: TypeName): boolean =>
  from === to || (WIDER[from] as readonly TypeName[] | undefined)?.includes(to) === true;

const WIDER: Partial<Readonly<Record<TypeName, readonly TypeName[]>>> = {
  Port: ['Int'],
  Status: ['Int'],
  Path: ['Text'],
  Host: ['Text'],
  Method: ['Text'],
  Bool: ['Condition'],
};
