// Grammar: conditions.
import { catalogue, type Fix } from '../diagnostics/index.ts';
import { endOf, type Span, startOf } from '../text/index.ts';
import type { Alternatives, Choice } from './engine.ts';
import type { Extent } from './extent.ts';
import { ValueGrammar } from './grammar-values.ts';
import { exact, nothing } from './parser-base.ts';
import { CallConditionNode, SubjectNode, TestNode } from './rule-nodes.ts';
import {
  EqualEqual,
  Equals,
  indexOf,
  keyword,
  LeftParenthesis,
  listTestWords,
  NameToken,
  NotEqual,
  namedSubjectWords,
  plainSubjectWords,
  ReferenceToken,
  RightParenthesis,
  type Token,
  tokenSet,
} from './tokens.ts';
import type {
  CallCondition,
  Condition,
  FromCondition,
  LogicalOperator,
  NotCondition,
  ParenthesizedCondition,
  SourceExpression,
  Subject,
  SubjectWord,
  TestCondition,
  TestOperator,
  Value,
} from './tree.ts';

const equals = indexOf(Equals);
const operatorToken = tokenSet(keyword('and'), keyword('or'));
const aCondition = 'a condition';

export abstract class ConditionGrammar extends ValueGrammar {
  /** condition = term { ( "and" | "or" ) term } .  One of the two: mixing needs parentheses. */
  readonly condition = this.rule('condition', (): Condition => {
    const first = this.peek();
    const start = this.SUBRULE(this.term);
    if (!this.mayBegin(operatorToken)) return start;
    const operands: Condition[] = [start];
    const operators: LogicalOperator[] = [];
    this.MANY(() => {
      const operator = this.OR([
        { ALT: () => this.operator('and', this.CONSUME(keyword('and'))) },
        { ALT: () => this.operator('or', this.CONSUME(keyword('or'))) },
      ]);
      if (operator) operators.push(operator);
      operands.push(this.SUBRULE2(this.term));
    });
    this.checkMixing(operands, operators);
    return { kind: 'logical', span: this.since(first), operands: exact(operands), operators: exact(operators) };
  });

  private operator(kind: 'and' | 'or', token: Token): LogicalOperator {
    return { kind, span: this.spanOf(token) };
  }

  /** term = "not" term | "(" condition ")" | "from" source | subject test | call . */
  readonly term = this.rule('term', (): Condition => {
    const found = this.OR<Condition>(this.termAlternatives);
    return found ?? this.missing();
  });

  private readonly termAlternatives: Choice<Condition> = {
    ERR_MSG: aCondition,
    // A subject's word in this place is the subject; a condition of that name is written with its namespace.
    MAX_LOOKAHEAD: 1,
    IGNORE_AMBIGUITIES: true,
    DEF: [
      { ALT: () => this.SUBRULE(this.subjectTest) },
      { ALT: () => this.SUBRULE(this.callCondition) },
      { ALT: () => this.SUBRULE(this.parenthesized) },
      { ALT: () => this.SUBRULE(this.negation) },
      { ALT: () => this.SUBRULE(this.origin) },
    ],
  };

  /** negation = "not" term . */
  readonly negation = this.rule('negation', (): NotCondition => {
    const first = this.CONSUME(keyword('not'));
    const condition = this.SUBRULE(this.term);
    return { kind: 'not', span: this.since(first), condition };
  });

  /** parenthesized = "(" condition ")" . */
  readonly parenthesized = this.rule('parenthesized', (): ParenthesizedCondition => {
    const first = this.CONSUME(LeftParenthesis);
    const condition = this.SUBRULE(this.condition);
    this.CONSUME(RightParenthesis, { ERR_MSG: '`and`, `or` or `)`' });
    return { kind: 'parenthesized', span: this.since(first), condition };
  });

  /** origin = "from" source . */
  readonly origin = this.rule('origin', (): FromCondition => {
    const first = this.CONSUME(keyword('from'));
    const source = this.SUBRULE(this.source);
    return { kind: 'from', span: this.since(first), source };
  });

  /** callCondition = call . */
  readonly callCondition = this.rule('callCondition', (): CallCondition => {
    const first = this.peek();
    const call = this.SUBRULE(this.call);
    return new CallConditionNode(this.anchor, this.extentSince(first), call);
  });

  /** source = "namespace" name | "gateway" ref | "pods" map | ref . */
  readonly source = this.rule('source', (): SourceExpression => {
    const first = this.peek();
    const found = this.OR<SourceExpression>({
      ERR_MSG: 'a service, `namespace`, `gateway` or `pods`',
      IGNORE_AMBIGUITIES: true,
      DEF: [
        {
          ALT: () => {
            this.CONSUME(keyword('namespace'));
            const name = this.nameNode(this.CONSUME(NameToken));
            return { kind: 'source-namespace', span: this.since(first), name };
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword('gateway'));
            const reference = this.reference(this.CONSUME(ReferenceToken));
            return { kind: 'source-gateway', span: this.since(first), reference };
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword('pods'));
            const map = this.SUBRULE(this.map);
            return { kind: 'source-pods', span: this.since(first), map };
          },
        },
        {
          ALT: () => {
            const reference = this.reference(this.CONSUME2(ReferenceToken));
            return { kind: 'source-workload', span: this.since(first), reference };
          },
        },
      ],
    });
    if (found) return found;
    const reference = this.noReference();
    return { kind: 'source-workload', span: reference.span, reference };
  });

  /** subjectTest = subject comparison . */
  readonly subjectTest = this.rule('subjectTest', (): TestCondition => {
    const first = this.peek();
    const subject = this.SUBRULE(this.subject);
    const { operator, place, operands } = this.SUBRULE(this.comparison) ?? noComparison;
    return new TestNode(this.anchor, this.extentSince(first), subject, operator, place, operands);
  });

  /**
   * subject = "path" | "method" | "host" | "scheme" | "port" | "sni" | "rpc"
   *         | ( "header" | "query" | "cookie" ) value .
   */
  readonly subject = this.rule('subject', (): Subject => {
    const first = this.peek();
    const name = this.OR<Value | undefined>(this.subjectAlternatives);
    return new SubjectNode(this.anchor, this.extentSince(first), first.image as SubjectWord, name);
  });

  private readonly namedSubjects = namedSubjectWords.map((word) => ({ ALT: () => this.CONSUME(keyword(word)) }));
  private readonly subjectAlternatives: Alternatives<Value | undefined> = [
    ...plainSubjectWords.map((word) => ({
      ALT: () => {
        this.CONSUME(keyword(word));
        return undefined;
      },
    })),
    {
      ALT: () => {
        this.OR2(this.namedSubjects);
        return this.SUBRULE(this.value);
      },
    },
  ];

  /**
   * comparison = "exists" | ( "==" | "!=" ) value
   *            | ( "in" | "starts" | "under" | "ends" | "contains" | "matches" ) ( value | list ) .
   */
  readonly comparison = this.rule('comparison', (): Comparison => {
    this.mendSingleEquals();
    const first = this.peek();
    const operands = this.OR<readonly Value[]>(this.comparisonAlternatives);
    if (!operands) return { operator: '', place: this.extentFrom(this.here()), operands: nothing };
    const text = first.image === '' ? this.textOf(first) : first.image;
    return { operator: operatorText(text), place: this.extentOf(first), operands };
  });

  private readonly equalities = [EqualEqual, NotEqual].map((type) => ({ ALT: () => this.CONSUME(type) }));
  private readonly listTests = (['in', ...listTestWords] as const).map((word) => ({
    ALT: () => this.CONSUME(keyword(word)),
  }));
  private readonly operandAlternatives: Choice<readonly Value[]> = {
    ERR_MSG: 'a value or a list in parentheses',
    DEF: [{ ALT: () => [this.SUBRULE2(this.value)] }, { ALT: () => this.SUBRULE(this.list) }],
  };
  private readonly comparisonAlternatives: Choice<readonly Value[]> = {
    ERR_MSG: '`==`, `!=`, `in`, `starts`, `under`, `ends`, `contains`, `matches` or `exists`',
    DEF: [
      {
        ALT: () => {
          this.CONSUME(keyword('exists'));
          return nothing;
        },
      },
      {
        ALT: () => {
          this.OR2(this.equalities);
          return [this.SUBRULE(this.value)];
        },
      },
      {
        ALT: () => {
          this.OR3(this.listTests);
          return this.OR4(this.operandAlternatives) ?? [this.missing()];
        },
      },
    ],
  };

  /** `path = "/x"`: reported, and read as `==`. */
  private mendSingleEquals(): void {
    const token = this.peek();
    if (token.tokenTypeIdx !== equals) return;
    const span = this.spanOf(token);
    const fix: Fix = { title: 'write ==', edits: [{ span, text: '==' }], preferred: true };
    this.report(catalogue.syntax.foreignOperator, span, { found: '=', instead: '==' }, { fixes: [fix] });
    token.tokenTypeIdx = indexOf(EqualEqual);
  }

  private checkMixing(operands: readonly Condition[], operators: readonly LogicalOperator[]): void {
    const other = operators.find((one) => one.kind !== operators[0]?.kind);
    if (!other) return;
    const fixes = (['and', 'or'] as const).map((kind) => this.parenthesizeRuns(operands, operators, kind));
    this.report(catalogue.syntax.mixedOperators, other.span, undefined, { fixes });
  }

  private parenthesizeRuns(
    operands: readonly Condition[],
    operators: readonly LogicalOperator[],
    kind: 'and' | 'or',
  ): Fix {
    const edits: { span: Span; text: string }[] = [];
    for (let i = 0; i < operators.length; i++) {
      if (operators[i]?.kind !== kind) continue;
      const start = operands[i] as Condition;
      while (operators[i + 1]?.kind === kind) i++;
      edits.push(
        { span: startOf(start.span), text: '(' },
        { span: endOf((operands[i + 1] as Condition).span), text: ')' },
      );
    }
    return { title: `put parentheses around what \`${kind}\` joins`, edits };
  }
}

interface Comparison {
  readonly operator: TestOperator | '';
  readonly place: Extent;
  readonly operands: readonly Value[];
}
const noComparison: Comparison = { operator: '', place: 0, operands: nothing };

const operatorText = (text: string): TestOperator =>
  (text === '===' || text === '=' ? '==' : text === '~' || text === '~=' ? 'matches' : text) as TestOperator;
