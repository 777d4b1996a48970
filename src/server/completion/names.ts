// Symbols as candidates: those that a place can name, the nearest scope first; those of the standard library bring their `use` line.
import { example, METHODS, noInputs, typeNames } from '../../checker/index.ts';
import { type DeclaredSymbol, type Placed, type Scope, type Space, spaceOf } from '../../program/index.ts';
import { writeName } from '../../syntax/index.ts';
import type { View } from '../workspace.ts';

export type Kind =
  | 'declaration'
  | 'keyword'
  | 'setting'
  | 'word'
  | 'type'
  | 'namespace'
  | 'port'
  | 'version'
  | 'parameter'
  | 'text'
  | 'value'
  | DeclaredSymbol['kind'];

export interface Candidate {
  readonly label: string;
  readonly kind: Kind;
  readonly insert?: string;
  readonly snippet?: string;
  readonly detail?: string;
  readonly documentation?: string;
  /** Names of the arguments that it must be given. */
  readonly parameters?: readonly string[];
  /** The name that a `use` line must bring. */
  readonly use?: string;
  /** Lower comes first. */
  readonly rank: number;
}

/** Lists longer than this are cut; the client asks again when more is typed. */
const MOST = 300;

/** The scope at an offset: that of the declaration there, or of the one before. */
export function scopeAt(view: View, offset: number): Scope {
  let scope: Scope | undefined;
  for (const { segment, placed, after } of view.living.program.segmentsOf(view.path)) {
    if (segment.anchor.offset > offset) break;
    scope =
      placed.findLast((each: Placed) => segment.anchor.offset + each.declaration.span.start <= offset)?.scope ?? after;
  }
  return scope ?? { namespace: view.living.options.namespace ?? 'default', uses: new Map() };
}

/** Names that mean something of these spaces; `within` a namespace, or as seen from the scope. */
export function symbolsFor(
  view: View,
  scope: Scope,
  spaces: readonly Space[],
  typed: string,
  within?: string,
  accepts: (symbol: DeclaredSymbol) => boolean = () => true,
): { readonly candidates: readonly Candidate[]; readonly cut: boolean } {
  const found: Candidate[] = [];
  const { program } = view.living;
  const add = (symbol: DeclaredSymbol, rank: number, how: 'short' | 'full' | 'use'): boolean => {
    if (found.length >= MOST) return false;
    const name = writeName(symbol.name);
    const label = how === 'full' ? `${writeName(symbol.namespace)}/${name}` : name;
    if (!startsLike(label, typed) || !accepts(symbol)) return true;
    found.push({
      label,
      kind: symbol.kind,
      detail: `${symbol.kind} ${symbol.key}`,
      ...(symbol.doc === undefined ? {} : { documentation: symbol.doc }),
      ...(how === 'use' ? { use: symbol.key } : {}),
      ...parametersOf(symbol),
      rank,
    });
    return true;
  };
  const all = (namespace: string, rank: number, how: 'short' | 'full' | 'use'): boolean =>
    spaces.every((space) =>
      [...(program.table(namespace)?.[space].values() ?? [])].every((symbol) => add(symbol, rank, how)),
    );
  if (within !== undefined) return { candidates: found, cut: !all(within, 1, 'short') };
  let whole = all(scope.namespace, 1, 'short');
  for (const [name, meanings] of scope.uses)
    for (const { namespace } of meanings)
      for (const space of spaces) {
        const symbol = program.table(namespace)?.[space].get(name);
        if (symbol) whole = add(symbol, 1, 'short') && whole;
      }
  for (const namespace of namespacesOf(view))
    if (namespace !== scope.namespace && namespace !== 'std') whole = all(namespace, 3, 'full') && whole;
  if (scope.namespace !== 'std')
    for (const space of spaces)
      for (const symbol of program.table('std')?.[space].values() ?? [])
        if (!scope.uses.has(symbol.name))
          whole =
            add(symbol, 4, program.table(scope.namespace)?.[spaceOf(symbol)].has(symbol.name) ? 'full' : 'use') &&
            whole;
  return { candidates: found, cut: !whole };
}

function parametersOf(symbol: DeclaredSymbol): Pick<Candidate, 'parameters'> {
  if (!('parameters' in symbol)) return {};
  const required = symbol.parameters.filter(({ declaration }) => declaration.value === undefined);
  return required.length > 0 ? { parameters: required.map(({ name }) => name) } : {};
}

export const namespacesOf = ({ living }: View): readonly string[] => living.program.slice([]).namespaces();

/** Letters in order, without case: as editors filter. */
export function startsLike(label: string, typed: string): boolean {
  let at = 0;
  const lower = label.toLowerCase();
  for (const letter of typed.toLowerCase()) {
    at = lower.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Types that a place can have; an input is a value. */
export const typeCandidates = (ofInput: boolean): Candidate[] =>
  typeNames
    .filter((name) => !ofInput || !noInputs.includes(name))
    .map((name) => ({ label: name, kind: 'type', documentation: `like ${example[name]}`, rank: 1 }));

export const methodCandidates = (): Candidate[] => METHODS.map((label) => ({ label, kind: 'word', rank: 1 }));
