// What is declared and never used: constants, inputs, conditions, policies and lists that nothing names, parameters that their own
// declaration does not read, short names that a file never says. Whoever knows the names asks; the analysis tells.
import type { UnusedDeclaration } from './analyzer/index.ts';
import type { DeclaredSymbol, MeshSymbol } from './program/index.ts';
import type { Declaration } from './syntax/index.ts';
import { type Span, spanPath } from './text/index.ts';

/** A library is there for others. */
const inLibrary = (span: Span): boolean => /(^|[/\\])node_modules[/\\]/.test(spanPath(span));

/** A symbol and its parameters, those of them that nothing uses. */
export function unusedSymbols(symbol: DeclaredSymbol, isUsed: (symbol: MeshSymbol) => boolean): UnusedDeclaration[] {
  if (!USED_BY_NAME.has(symbol.kind)) return [];
  const { kind, name, nameSpan, declaration } = symbol;
  if (!isUsed(symbol)) return inLibrary(nameSpan) ? [] : [{ kind, name, span: nameSpan, whole: declaration.span }];
  if (!('parameters' in symbol)) return [];
  return symbol.parameters
    .filter((parameter) => !isUsed(parameter))
    .map((parameter) => ({ kind: parameter.kind, name: parameter.name, span: parameter.nameSpan }));
}
const USED_BY_NAME: ReadonlySet<string> = new Set(['let', 'input', 'condition', 'policy', 'rules']);

/** `use` of what the file then never calls by its short name; `said` are the names of a file that mean something. */
export function unusedShortNames(
  declarations: readonly Declaration[],
  said: (path: string) => ReadonlySet<string> | undefined,
): UnusedDeclaration[] {
  return declarations.flatMap((declaration) => {
    if (declaration.kind !== 'use') return [];
    const { reference, span } = declaration;
    const name = reference.name.text;
    if (name === '' || said(spanPath(span))?.has(name)) return [];
    return [{ kind: 'short name', name, span: reference.span, whole: span }];
  });
}
