// Constants and inputs of a type as candidates, and literals that are often meant.
import { METHODS } from '../../checker/index.ts';
import { type Scope, type ValueSymbol, visible } from '../../program/index.ts';
import { type SlotType, type Value, writeName } from '../../syntax/index.ts';
import type { View } from '../workspace.ts';
import type { Candidate } from './names.ts';

export interface Wanted {
  /** Types that fit. */
  readonly types: readonly string[];
  readonly words?: readonly string[];
  /** Lists fit too. */
  readonly lists?: boolean;
  /** Literals of this type are offered too. */
  readonly literals?: SlotType;
}

const literals: Partial<Readonly<Record<SlotType, readonly string[]>>> = {
  Duration: ['500ms', '1s', '5s', '15s', '1m'],
  Percent: ['1%', '5%', '10%', '50%', '100%'],
  Status: ['200', '301', '403', '404', '429', '500', '503'],
  Method: METHODS,
};

export function valueCandidates(view: View, scope: Scope, wanted: Wanted): Candidate[] {
  const words = [...(wanted.words ?? []), ...(wanted.types.includes('Method') ? METHODS : [])];
  const written = wanted.literals && wanted.literals !== 'Method' ? (literals[wanted.literals] ?? []) : [];
  return [
    ...words.map((label): Candidate => ({ label, kind: 'word', rank: 1 })),
    ...constants(view, scope, wanted),
    ...written.map((label): Candidate => ({ label, kind: 'value', rank: 3 })),
  ];
}

function constants({ living }: View, scope: Scope, { types, lists }: Wanted): Candidate[] {
  const symbols = visible(living.program.slice([]), 'value', scope) as readonly ValueSymbol[];
  return symbols.flatMap((symbol) => {
    const type = typeOf(symbol, lists === true);
    if (type === undefined || !types.includes(type)) return [];
    return [
      {
        label: writeName(symbol.name),
        kind: symbol.kind,
        detail: `${symbol.kind} ${symbol.key}: ${type}`,
        rank: 2,
      } as const,
    ];
  });
}

/** The type that was written, or that a literal plainly has. Lists only where they fit. */
function typeOf({ declaration }: ValueSymbol, lists: boolean): string | undefined {
  if (declaration.kind === 'input') return declaration.type.list && !lists ? undefined : declaration.type.name.text;
  return literalType(declaration.value);
}

function literalType(value: Value): string | undefined {
  switch (value.kind) {
    case 'text':
      return value.value.startsWith('/') ? 'Path' : 'Text';
    case 'raw':
      return 'Regex';
    case 'number':
      if (value.text.endsWith('%')) return 'Percent';
      return /^\d+$/.test(value.text) ? 'Int' : /^(\d+(\.\d+)?(ms|s|m|h))+$/.test(value.text) ? 'Duration' : undefined;
    default:
      return undefined;
  }
}
