// Chevrotain's parser as this room sees it: tokens and alternatives typed as ours, and the few parts of the engine that its own
// types do not show. The exact version is pinned, and tests hold what is relied on.
import { EmbeddedActionsParser, type IParserConfig, type Rule } from 'chevrotain';
import type { Token, TokenType } from './tokens.ts';

export type Alternatives<T> = readonly { readonly ALT: () => T }[];
export interface Choice<T> {
  readonly DEF: Alternatives<T>;
  /** What is expected, for the message. */
  readonly ERR_MSG?: string;
  readonly MAX_LOOKAHEAD?: number;
  readonly IGNORE_AMBIGUITIES?: boolean;
}
interface Message {
  readonly ERR_MSG: string;
}
/** A rule of the grammar that yields `R`. */
export type GrammarRule<R> = (() => R) & { readonly ruleName: string };

type Consume = (type: TokenType, options?: Message) => Token;
type Repeat = (body: () => void) => void;
type Or = <T>(choice: Alternatives<T> | Choice<T>) => T | undefined;
type Subrule = <R>(rule: GrammarRule<R>) => R;

/** The methods are chevrotain's; numbered ones are further occurrences of the same kind in one rule. */
interface Engine {
  CONSUME: Consume;
  CONSUME2: Consume;
  CONSUME3: Consume;
  OR: Or;
  OR2: Or;
  OR3: Or;
  OR4: Or;
  MANY: Repeat;
  MANY2: Repeat;
  OPTION: Repeat;
  OPTION2: Repeat;
  OPTION3: Repeat;
  SUBRULE: Subrule;
  SUBRULE2: Subrule;
  SUBRULE3: Subrule;
  SUBRULE9: Subrule;
  RULE<R>(name: string, body: () => R): GrammarRule<R>;
  /** Runs when parsing, not when chevrotain records the grammar. */
  ACTION<T>(body: () => T): T;
  performSelfAnalysis(): void;
  getGAstProductions(): Record<string, Rule>;
  readonly RECORDING_PHASE: boolean;
  input: readonly Token[];
  // Below: not in chevrotain's types.
  tokVector: Token[];
  currIdx: number;
  readonly RULE_STACK: readonly number[];
  readonly RULE_STACK_IDX: number;
  readonly shortRuleNameToFull: readonly string[];
  selfAnalysisDone: boolean;
  readonly definedRulesNames: readonly string[];
  readonly fullRuleNameToShort: Readonly<Record<string, number>>;
  /** Per rule the decisions by their keys. */
  lookAheadFuncsCache: (readonly ((this: never) => unknown)[])[];
  currRuleLookaheadFuncs: ((this: unknown) => unknown)[];
}

export const EngineBase = EmbeddedActionsParser as unknown as new (
  tokens: readonly TokenType[],
  config: IParserConfig,
) => Engine;
