// Decides between alternatives for chevrotain: exact LL(2) tables, each built when it is first asked for, so that a program that
// needs three rules does not pay for sixty. Validation of the grammar stays chevrotain's (tests build the parser with it).
import {
  Alternation,
  Alternative,
  type ILookaheadStrategy,
  type IProduction,
  LLkLookaheadStrategy,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  Terminal,
} from 'chevrotain';
import { membersOf, type Token, tokenCount } from './tokens.ts';

/** First tokens, and for each the tokens that may come second; `END` as second: nothing more is needed. */
type Starts = Map<number, Set<number>>;
const END = -1;
const EPSILON = -2;

interface Reader {
  LA_FAST(distance: number): Token;
}

export class LazyLookahead extends LLkLookaheadStrategy implements ILookaheadStrategy {
  override buildLookaheadForAlternation(options: Parameters<ILookaheadStrategy['buildLookaheadForAlternation']>[0]) {
    let choose: ((reader: Reader) => number | undefined) | undefined;
    return function (this: unknown) {
      choose ??= chooser(find(options.rule, Alternation, options.prodOccurrence).definition, options.maxLookahead);
      return choose(this as Reader);
    } as ReturnType<ILookaheadStrategy['buildLookaheadForAlternation']>;
  }

  override buildLookaheadForOptional(options: Parameters<ILookaheadStrategy['buildLookaheadForOptional']>[0]) {
    let table: Uint8Array | undefined;
    return function (this: unknown) {
      table ??= firstTable(find(options.rule, classOf(options.prodType), options.prodOccurrence).definition);
      return table[(this as Reader).LA_FAST(1).tokenTypeIdx] === 1;
    } as ReturnType<ILookaheadStrategy['buildLookaheadForOptional']>;
  }
}

function classOf(kind: string) {
  switch (kind) {
    case 'Option':
      return Option;
    case 'Repetition':
      return Repetition;
    case 'RepetitionMandatory':
      return RepetitionMandatory;
    case 'RepetitionWithSeparator':
      return RepetitionWithSeparator;
    default:
      return RepetitionMandatoryWithSeparator;
  }
}

interface Compound extends IProduction {
  readonly definition: IProduction[];
  readonly idx?: number;
}

function find(within: { definition: IProduction[] }, kind: { prototype: object }, occurrence: number): Compound {
  const pending = [...within.definition];
  for (let production = pending.pop(); production; production = pending.pop()) {
    const compound = production as Compound;
    if (Object.getPrototypeOf(production) === kind.prototype && compound.idx === occurrence) return compound;
    if (!(production instanceof NonTerminal) && compound.definition) pending.push(...compound.definition);
  }
  throw new Error(`no production ${occurrence} in ${(within as Rule).name}`);
}

function chooser(alternatives: readonly IProduction[], depth: number): (reader: Reader) => number | undefined {
  const starts = alternatives.map((alternative) => startsOf([alternative], depth > 1));
  const first = new Int16Array(tokenCount).fill(-1);
  const second = new Map<number, Int16Array>();
  for (const [index, start] of starts.entries()) {
    for (const one of start.keys()) {
      if (one === EPSILON) continue;
      const taken = first[one] as number;
      if (taken === -1) first[one] = index;
      else if (depth > 1 && taken !== index) {
        if (!second.has(one)) second.set(one, pairs(one, starts));
        first[one] = -2;
      }
    }
  }
  return (reader) => {
    const one = reader.LA_FAST(1).tokenTypeIdx;
    const choice = first[one] as number;
    if (choice >= 0) return choice;
    if (choice === -1) return undefined;
    const alternative = second.get(one)?.[reader.LA_FAST(2).tokenTypeIdx] ?? -1;
    return alternative < 0 ? undefined : alternative;
  };
}

/** For a shared first token: second token → alternative. An alternative that may stop after the first takes what no other does. */
function pairs(one: number, starts: readonly Starts[]): Int16Array {
  const table = new Int16Array(tokenCount).fill(-1);
  for (const [index, start] of starts.entries())
    for (const two of start.get(one) ?? []) if (two >= 0 && table[two] === -1) table[two] = index;
  const short = starts.findIndex((start) => start.get(one)?.has(END));
  const fallback = short >= 0 ? short : starts.findIndex((start) => start.has(one));
  return table.map((alternative) => (alternative === -1 ? fallback : alternative));
}

/** The tokens that a sequence of productions can begin with. */
export function firstTable(sequence: readonly IProduction[]): Uint8Array {
  const table = new Uint8Array(tokenCount);
  for (const one of startsOf(sequence, false).keys()) if (one >= 0) table[one] = 1;
  return table;
}

/** What a sequence can begin with: one token, or two (`pairs`). The key EPSILON: the sequence can be empty. */
function startsOf(sequence: readonly IProduction[], two: boolean): Starts {
  const result: Starts = new Map();
  let canBeEmpty = true;
  for (let i = 0; i < sequence.length && canBeEmpty; i++) {
    const start = startsOfOne(sequence[i] as IProduction, two);
    canBeEmpty = start.has(EPSILON);
    const rest = sequence.slice(i + 1);
    let following: Starts | undefined;
    for (const [one, twos] of start) {
      if (one === EPSILON) continue;
      const into = seconds(result, one);
      for (const token of twos) {
        if (token !== END || !two) into.add(token);
        else {
          following ??= startsOf(rest, false);
          for (const next of following.keys()) into.add(next === EPSILON ? END : next);
        }
      }
    }
  }
  if (canBeEmpty) seconds(result, EPSILON).add(END);
  return result;
}

function startsOfOne(production: IProduction, two: boolean): Starts {
  if (production instanceof Terminal)
    return new Map(membersOf(production.terminalType).map((index) => [index, new Set([END])]));
  if (production instanceof NonTerminal) return startsOf(production.referencedRule.definition, two);
  if (production instanceof Alternation) return union(production.definition.map((one) => startsOf([one], two)));
  const { definition } = production as Compound;
  if (production instanceof Alternative) return startsOf(definition, two);
  if (production instanceof RepetitionMandatoryWithSeparator)
    return startsOf([...definition, optional(production.separator)], two);
  if (production instanceof RepetitionMandatory) return startsOf([...definition, new Option({ definition })], two);
  return union([repeated(production, definition, two), new Map([[EPSILON, new Set([END])]])]);
}

function repeated(production: IProduction, definition: IProduction[], two: boolean): Starts {
  if (production instanceof Repetition) return startsOf([...definition, new Option({ definition })], two);
  if (production instanceof RepetitionWithSeparator)
    return startsOf([...definition, optional(production.separator)], two);
  return startsOf(definition, two);
}

const optional = (terminalType: Terminal['terminalType']): Option =>
  new Option({ definition: [new Terminal({ terminalType })] });

function union(all: readonly Starts[]): Starts {
  const result: Starts = new Map();
  for (const one of all)
    for (const [key, values] of one) {
      const into = seconds(result, key);
      for (const value of values) into.add(value);
    }
  return result;
}

function seconds(starts: Starts, one: number): Set<number> {
  let found = starts.get(one);
  if (!found) {
    found = new Set();
    starts.set(one, found);
  }
  return found;
}
