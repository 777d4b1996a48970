// An input → its value: what was given at build time, else its default. Both are checked against its type; what is given for an
// input nobody declared is reported here too.
import { catalogue } from '../diagnostics/index.ts';
import type { GivenInput, Program, ValueSymbol } from '../program/index.ts';
import type { InputDeclaration } from '../syntax/index.ts';
import { endOf, Source, type Span, similar, spanIn, startOf } from '../text/index.ts';
import { type Checking, placeIn } from './checking.ts';
import { readNumber } from './number.ts';
import { read, readAll } from './read.ts';
import { METHODS } from './texts.ts';
import { type DeclaredType, readTypeReference, type TypeName } from './type.ts';
import { type Evaluated, evaluate, failed } from './value.ts';

const { names, types } = catalogue;

/** Types that no input has: what is given at build time is a value. */
export const noInputs: readonly TypeName[] = ['Condition', 'Policy', 'Service', 'Version'];

/** The value of an input; an error value when it has none. */
export function readInput(checking: Checking, symbol: ValueSymbol, declaration: InputDeclaration): Evaluated {
  const type = readTypeReference(checking, declaration.type);
  const span = symbol.nameSpan;
  if (type && noInputs.includes(type.name)) {
    checking.report.add(types.inputType, declaration.type.span, { type: type.name });
    return failed(span);
  }
  const given = givenFor(checking.program, symbol);
  const standard = declaration.value && readDefault(checking, symbol, declaration, type);
  if (!type) return failed(span);
  if (given) return typed(checking, givenValue(given, givenSpan(symbol, given), type), type, declaration);
  if (standard) return standard;
  checking.report.add(names.missingInput, span, { name: symbol.name });
  return failed(span);
}

function readDefault(
  checking: Checking,
  symbol: ValueSymbol,
  declaration: InputDeclaration,
  type: DeclaredType | undefined,
): Evaluated {
  if (!declaration.value) return failed(symbol.nameSpan);
  const wanted = { type: type?.name ?? 'Text', ...(type?.name === 'Method' ? { words: METHODS } : {}) } as const;
  const value = evaluate(checking, declaration.value, placeIn(symbol.scope), wanted);
  return type ? typed(checking, value, type, declaration) : failed(symbol.nameSpan);
}

/** The value with its declared type, if it is of that type. */
function typed(checking: Checking, value: Evaluated, type: DeclaredType, { type: at }: InputDeclaration): Evaluated {
  return fits(checking, value, type) ? { ...value, declared: { type, at: at.span } } : failed(value.span);
}

/** Whether a value is of a type; reported when not. */
export function fits(checking: Checking, value: Evaluated, type: DeclaredType): boolean {
  if (value.kind === 'unknown') return type.list ? readAll(checking, [value], type.name) === undefined : true;
  if (!type.list) return read(checking, value, type.name) !== undefined;
  if (value.kind === 'list') return readAll(checking, [value], type.name) !== undefined;
  if (value.kind !== 'error') reportNoList(checking, value, type);
  return false;
}

function reportNoList({ report }: Checking, { span }: Evaluated, { name }: DeclaredType): void {
  const edits = [
    { span: startOf(span), text: '[' },
    { span: endOf(span), text: ']' },
  ];
  report.add(
    types.listNeeded,
    span,
    { type: name },
    { fixes: [{ title: 'Put it in brackets', edits, preferred: true }] },
  );
}

const givenFor = ({ inputs }: Program, { key, name }: ValueSymbol): GivenInput | undefined =>
  [key, name].flatMap((each) => (Object.hasOwn(inputs, each) ? (inputs[each] ?? []) : []))[0];

const givenSpan = ({ name }: { readonly name: string }, { value, span }: GivenInput): Span =>
  span ?? commandLineSpan(name, value);

function commandLineSpan(name: string, value: GivenInput['value']): Span {
  const text = `--set ${name}=${String(value)}`;
  return spanIn(new Source('command line', text), `--set ${name}=`.length, text.length);
}

function givenValue({ value }: GivenInput, span: Span, type: DeclaredType): Evaluated {
  if (!type.list) return typeof value === 'object' ? { kind: 'list', items: [], span } : scalar(value, span, type.name);
  const items = typeof value === 'object' ? value : splitList(String(value));
  return { kind: 'list', items: items.map((item) => scalar(item, span, type.name)), span };
}

const splitList = (text: string): string[] =>
  text
    .replace(/^\s*\[|\]\s*$/g, '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

const textual: readonly TypeName[] = ['Text', 'Regex', 'Path', 'Host', 'Method'];

function scalar(value: string | number | boolean, span: Span, type: TypeName): Evaluated {
  const text = String(value);
  if (textual.includes(type)) return { kind: 'text', value: text, span };
  if (type === 'Bool' && (text === 'true' || text === 'false')) return { kind: 'bool', value: text === 'true', span };
  const number = readNumber(text);
  return typeof number === 'object' ? { kind: 'number', number, text, span } : { kind: 'text', value: text, span };
}

/** Reports values given for inputs that the program does not have. */
export function checkGivenInputs({ program, report }: Checking): void {
  const declared = program.symbols.filter((symbol) => symbol.kind === 'input');
  const known = new Set(declared.flatMap(({ key, name }) => [key, name]));
  for (const [name, given] of Object.entries(program.inputs)) {
    if (known.has(name)) continue;
    const meant = similar(name, known);
    const span = given.span ?? commandLineSpan(name, given.value);
    report.add(names.unknownInput, span, { name }, meant ? { hint: `did you mean \`${meant}\`?` } : {});
  }
}
