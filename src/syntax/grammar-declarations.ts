// Grammar: declarations, tests and expectations; the top of the grammar.
import { catalogue } from '../diagnostics/index.ts';
import { similar } from '../text/index.ts';
import { RuleGrammar } from './grammar-rules.ts';
import { exact, nothing, type ParserOptions, type TokensOfSegment } from './parser-base.ts';
import {
  Arrow,
  Colon,
  Comma,
  declarationWords,
  Equals,
  endOfFile,
  indexOf,
  keyword,
  NameToken,
  ReferenceToken,
  RightBrace,
  Text,
  type Token,
  tokenSet,
  WordToken,
} from './tokens.ts';
import type {
  Action,
  Block,
  Claim,
  ClaimBody,
  ClaimSubject,
  Condition,
  Declaration,
  Name,
  Parameter,
  Reference,
  Sample,
  SourceExpression,
  Value,
} from './tree.ts';

const eof = endOfFile;
const rightBrace = indexOf(RightBrace);
const beginsDeclaration = tokenSet(...declarationWords.map(keyword));
const beginsSample = tokenSet(WordToken);
const beginsClaim = tokenSet(ReferenceToken);
const word = tokenSet(WordToken);
const aTitle = { ERR_MSG: 'a title in quotes' } as const;
const aDeclaration = 'a declaration (`service`, `route`, `ingress` …)';

export class MeshParser extends RuleGrammar {
  #docs: ReadonlyMap<number, string> | undefined;

  constructor(options: ParserOptions = {}) {
    super(options);
    this.ready();
  }

  /** The declarations of a segment, and what is wrong with them. */
  parse(lexed: TokensOfSegment, docs: ReadonlyMap<number, string> | undefined) {
    this.load(lexed);
    this.#docs = docs;
    const declarations = this.segment();
    return { declarations, problems: this.problems };
  }

  /** segment = { declaration END } . */
  readonly segment = this.rule('segment', (): readonly Declaration[] => {
    const declarations: Declaration[] = [];
    this.syncDeclarations();
    this.MANY(() => {
      const declaration = this.SUBRULE(this.declaration);
      if (declaration) declarations.push(declaration);
      this.endDeclaration();
      this.syncDeclarations();
    });
    return exact(declarations);
  });

  /** declaration = one of fifteen, each beginning with its word. */
  readonly declaration = this.rule('declaration', (): Declaration | undefined => this.OR(this.declarationAlternatives));

  /** namespaceDeclaration = "namespace" name . */
  readonly namespaceDeclaration = this.rule('namespaceDeclaration', (): Declaration => {
    const first = this.CONSUME(keyword('namespace'));
    const name = this.nameNode(this.CONSUME(NameToken));
    return { kind: 'namespace', ...this.head(first), name };
  });

  /** useDeclaration = "use" ref . */
  readonly useDeclaration = this.rule('useDeclaration', (): Declaration => {
    const first = this.CONSUME(keyword('use'));
    const reference = this.reference(this.CONSUME(ReferenceToken));
    return { kind: 'use', ...this.head(first), reference };
  });

  /** letDeclaration = "let" name "=" value . */
  readonly letDeclaration = this.rule('letDeclaration', (): Declaration => {
    const first = this.CONSUME(keyword('let'));
    const name = this.nameNode(this.CONSUME(NameToken));
    this.CONSUME(Equals);
    const value = this.SUBRULE(this.value);
    return { kind: 'let', ...this.head(first), name, value };
  });

  /** inputDeclaration = "input" name ":" type [ "=" value ] . */
  readonly inputDeclaration = this.rule('inputDeclaration', (): Declaration => {
    const first = this.CONSUME(keyword('input'));
    const name = this.nameNode(this.CONSUME(NameToken));
    this.CONSUME(Colon);
    const type = this.SUBRULE(this.type);
    let value: Value | undefined;
    this.OPTION(() => {
      this.CONSUME(Equals);
      value = this.SUBRULE(this.value);
    });
    return { kind: 'input', ...this.head(first), name, type, ...(value ? { value } : {}) };
  });

  /** conditionDeclaration = "condition" name [ parameters ] "=" condition . */
  readonly conditionDeclaration = this.rule('conditionDeclaration', (): Declaration => {
    const first = this.CONSUME(keyword('condition'));
    const named = this.nameAndParameters();
    this.CONSUME(Equals);
    const condition = this.SUBRULE(this.condition);
    return { kind: 'condition', ...this.head(first), ...named, condition };
  });

  /** policyDeclaration = "policy" name [ parameters ] block . */
  readonly policyDeclaration = this.rule('policyDeclaration', (): Declaration => {
    const first = this.CONSUME(keyword('policy'));
    const named = this.nameAndParameters();
    const block = this.SUBRULE(this.block) ?? this.emptyBlock();
    return { kind: 'policy', ...this.head(first), ...named, block };
  });

  /** serviceDeclaration = "service" ref { "," ref } block . */
  readonly serviceDeclaration = this.rule('serviceDeclaration', (): Declaration => {
    const first = this.CONSUME(keyword('service'));
    const references = [this.reference(this.CONSUME(ReferenceToken))];
    this.MANY(() => {
      this.CONSUME(Comma);
      references.push(this.reference(this.CONSUME2(ReferenceToken)));
    });
    const block = this.SUBRULE(this.block);
    return { kind: 'service', ...this.head(first), references, ...(block ? { block } : {}) };
  });

  /** egressDeclaration = "egress" ref block . */
  readonly egressDeclaration = this.rule('egressDeclaration', (): Declaration => {
    const first = this.CONSUME(keyword('egress'));
    const reference = this.reference(this.CONSUME(ReferenceToken));
    const block = this.SUBRULE(this.block);
    return { kind: 'egress', ...this.head(first), reference, ...(block ? { block } : {}) };
  });

  /** gatewayDeclaration = "gateway" ref ruleBlock . */
  readonly gatewayDeclaration = this.rule('gatewayDeclaration', (): Declaration => {
    const first = this.CONSUME(keyword('gateway'));
    const reference = this.reference(this.CONSUME(ReferenceToken));
    const block = this.SUBRULE(this.ruleBlock);
    return { kind: 'gateway', ...this.head(first), reference, ...(block ? { block } : {}) };
  });

  /** rulesDeclaration = "rules" name [ parameters ] ruleBlock . */
  readonly rulesDeclaration = this.rule('rulesDeclaration', (): Declaration => {
    const first = this.CONSUME(keyword('rules'));
    const named = this.nameAndParameters();
    const block = this.SUBRULE(this.ruleBlock) ?? this.emptyBlock();
    return { kind: 'rules', ...this.head(first), ...named, block };
  });

  /** routeDeclaration = "route" ref handling . */
  readonly routeDeclaration = this.rule('routeDeclaration', (): Declaration => {
    const first = this.CONSUME(keyword('route'));
    const reference = this.reference(this.CONSUME(ReferenceToken));
    const handling = this.SUBRULE(this.handling);
    return { kind: 'route', ...this.head(first), reference, handling };
  });

  /** ingressDeclaration = "ingress" value { "," value } "on" ref { "," ref } handling . */
  readonly ingressDeclaration = this.rule('ingressDeclaration', (): Declaration => {
    const first = this.CONSUME(keyword('ingress'));
    const hosts = [this.SUBRULE(this.value)];
    this.MANY(() => {
      this.CONSUME(Comma);
      hosts.push(this.SUBRULE2(this.value));
    });
    this.CONSUME(keyword('on'));
    const doors = [this.reference(this.CONSUME(ReferenceToken))];
    this.MANY2(() => {
      this.CONSUME2(Comma);
      doors.push(this.reference(this.CONSUME2(ReferenceToken)));
    });
    const handling = this.SUBRULE(this.handling);
    return { kind: 'ingress', ...this.head(first), hosts, doors, handling };
  });

  /** telemetryDeclaration = "telemetry" [ "for" ref ] block . */
  readonly telemetryDeclaration = this.rule('telemetryDeclaration', (): Declaration => {
    const first = this.CONSUME(keyword('telemetry'));
    let reference: Reference | undefined;
    this.OPTION(() => {
      this.CONSUME(keyword('for'));
      reference = this.reference(this.CONSUME(ReferenceToken));
    });
    const block = this.SUBRULE(this.block) ?? this.emptyBlock();
    return { kind: 'telemetry', ...this.head(first), ...(reference ? { reference } : {}), block };
  });

  /** testDeclaration = "test" TEXT "{" { sample END } "}" . */
  readonly testDeclaration = this.rule('testDeclaration', (): Declaration => {
    const first = this.CONSUME(keyword('test'));
    const title = this.textNode(this.CONSUME(Text, aTitle));
    const samples: Sample[] = [];
    const open = this.openBrace();
    if (open) {
      const what = 'a request, like `GET "/path" -> service`';
      this.syncItems(beginsSample, what);
      this.MANY(() => {
        samples.push(this.SUBRULE(this.sample));
        this.endItem();
        this.syncItems(beginsSample, what);
      });
      this.closeBrace(open);
    }
    return { kind: 'test', ...this.head(first), title, samples };
  });

  /** sample = WORD value [ "from" source ] [ "to" ref ] [ "when" condition ] "->" action . */
  readonly sample = this.rule('sample', (): Sample => {
    const first = this.CONSUME(WordToken, { ERR_MSG: 'a method' });
    const method = this.nameNode(first);
    const url = this.SUBRULE(this.value);
    const facts: { from?: SourceExpression; to?: Reference; when?: Condition } = {};
    this.OPTION(() => {
      this.CONSUME(keyword('from'));
      facts.from = this.SUBRULE(this.source);
    });
    this.OPTION2(() => {
      this.CONSUME(keyword('to'));
      facts.to = this.reference(this.CONSUME(ReferenceToken));
    });
    this.OPTION3(() => {
      this.CONSUME(keyword('when'));
      facts.when = this.SUBRULE(this.condition);
    });
    this.CONSUME(Arrow, { ERR_MSG: '`from`, `to`, `when` or `->`' });
    const action = this.SUBRULE(this.action);
    return { kind: 'sample', span: this.since(first), method, url, ...facts, action };
  });

  /** expectDeclaration = "expect" TEXT "{" { claim END } "}" . */
  readonly expectDeclaration = this.rule('expectDeclaration', (): Declaration => {
    const first = this.CONSUME(keyword('expect'));
    const title = this.textNode(this.CONSUME(Text, aTitle));
    const claims: Claim[] = [];
    const open = this.openBrace();
    if (open) {
      const what = 'a claim, like `every request to s is decided`';
      this.syncItems(beginsClaim, what);
      this.MANY(() => {
        claims.push(this.SUBRULE(this.claim));
        this.endItem();
        this.syncItems(beginsClaim, what);
      });
      this.closeBrace(open);
    }
    return { kind: 'expect', ...this.head(first), title, claims };
  });

  /** claim = everyRequest | never . */
  readonly claim = this.rule('claim', (): Claim => {
    const claim = this.OR<Claim>({
      ERR_MSG: 'a claim, like `every request to s is decided`',
      IGNORE_AMBIGUITIES: true,
      DEF: [{ ALT: () => this.SUBRULE(this.everyRequest) }, { ALT: () => this.SUBRULE(this.never) }],
    });
    return claim as Claim;
  });

  /**
   * everyRequest = "every" "request" "to" ( "gateway" ref | ref ) [ "when" condition ]
   *                ( "->" action | "is" ( "decided" | "answered" "within" value ) ) .
   */
  readonly everyRequest = this.rule('everyRequest', (): Claim => {
    const first = this.CONSUME(keyword('every'));
    this.CONSUME(keyword('request'));
    this.CONSUME(keyword('to'));
    const start = this.peek();
    const subject = this.OR<ClaimSubject>({
      ERR_MSG: 'a service or `gateway`',
      IGNORE_AMBIGUITIES: true,
      DEF: [
        {
          ALT: () => {
            this.CONSUME(keyword('gateway'));
            return this.claimSubject(start, 'gateway', this.CONSUME(ReferenceToken));
          },
        },
        { ALT: () => this.claimSubject(start, 'service', this.CONSUME2(ReferenceToken)) },
      ],
    });
    let when: Condition | undefined;
    this.OPTION(() => {
      this.CONSUME(keyword('when'));
      when = this.SUBRULE(this.condition);
    });
    const claims = this.OR2<ClaimBody>({
      ERR_MSG: '`when`, `->` or `is`',
      DEF: [
        {
          ALT: () => {
            this.CONSUME(Arrow);
            const action: Action = this.SUBRULE(this.action);
            return { kind: 'decides', action };
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword('is'));
            return this.OR3<ClaimBody>({
              ERR_MSG: '`decided` or `answered`',
              DEF: [
                {
                  ALT: () => {
                    this.CONSUME(keyword('decided'));
                    return { kind: 'decided' };
                  },
                },
                {
                  ALT: () => {
                    this.CONSUME(keyword('answered'));
                    this.CONSUME(keyword('within'));
                    return { kind: 'answered-within', duration: this.SUBRULE(this.value) };
                  },
                },
              ],
            }) as ClaimBody;
          },
        },
      ],
    });
    const span = this.since(first);
    const about = subject ?? this.noSubject();
    return { kind: 'claim', span, subject: about, ...(when ? { when } : {}), claims: claims ?? { kind: 'missing' } };
  });

  /** never = ( "gateway" ref | "namespace" name | ref ) "never" ( "routes" "to" | "reaches" ) ref . */
  readonly never = this.rule('never', (): Claim => {
    const first = this.peek();
    const subject = this.OR<ClaimSubject>({
      ERR_MSG: '`every request to`, a service, `gateway` or `namespace`',
      IGNORE_AMBIGUITIES: true,
      DEF: [
        {
          ALT: () => {
            this.CONSUME(keyword('gateway'));
            return this.claimSubject(first, 'gateway', this.CONSUME(ReferenceToken));
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword('namespace'));
            return this.claimSubject(first, 'namespace', this.CONSUME(NameToken));
          },
        },
        { ALT: () => this.claimSubject(first, 'service', this.CONSUME2(ReferenceToken)) },
      ],
    });
    this.CONSUME(keyword('never'));
    const kind = this.OR2<'never-routes' | 'never-reaches'>({
      ERR_MSG: '`routes to` or `reaches`',
      DEF: [
        {
          ALT: () => {
            this.CONSUME(keyword('routes'));
            this.CONSUME(keyword('to'));
            return 'never-routes';
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword('reaches'));
            return 'never-reaches';
          },
        },
      ],
    });
    const claims: ClaimBody = kind
      ? { kind, reference: this.reference(this.CONSUME3(ReferenceToken)) }
      : { kind: 'missing' };
    return { kind: 'claim', span: this.since(first), subject: subject ?? this.noSubject(), claims };
  });

  private readonly declarationAlternatives = {
    ERR_MSG: aDeclaration,
    DEF: [
      { ALT: () => this.SUBRULE(this.serviceDeclaration) },
      { ALT: () => this.SUBRULE(this.routeDeclaration) },
      { ALT: () => this.SUBRULE(this.ingressDeclaration) },
      { ALT: () => this.SUBRULE(this.egressDeclaration) },
      { ALT: () => this.SUBRULE(this.gatewayDeclaration) },
      { ALT: () => this.SUBRULE(this.rulesDeclaration) },
      { ALT: () => this.SUBRULE(this.conditionDeclaration) },
      { ALT: () => this.SUBRULE(this.policyDeclaration) },
      { ALT: () => this.SUBRULE(this.letDeclaration) },
      { ALT: () => this.SUBRULE(this.inputDeclaration) },
      { ALT: () => this.SUBRULE(this.namespaceDeclaration) },
      { ALT: () => this.SUBRULE(this.useDeclaration) },
      { ALT: () => this.SUBRULE(this.telemetryDeclaration) },
      { ALT: () => this.SUBRULE(this.testDeclaration) },
      { ALT: () => this.SUBRULE(this.expectDeclaration) },
    ],
  };

  // ---- parts of nodes

  private head(first: Token) {
    const doc = this.docBefore(first);
    const base = { span: this.since(first), keyword: this.spanOf(first) };
    return doc === undefined ? base : { ...base, doc };
  }

  private nameAndParameters(): { name: Name; parameters?: readonly Parameter[] } {
    const name = this.nameNode(this.CONSUME(NameToken));
    let parameters: readonly Parameter[] | undefined;
    this.OPTION(() => {
      parameters = this.SUBRULE(this.parameters);
    });
    return parameters ? { name, parameters } : { name };
  }

  private emptyBlock(): Block {
    return { kind: 'block', span: this.here(), items: nothing };
  }

  private claimSubject(first: Token, what: ClaimSubject['what'], token: Token): ClaimSubject {
    const reference = this.reference(token);
    return { kind: 'claim-subject', span: this.since(first), what, reference };
  }

  private noSubject(): ClaimSubject {
    const reference = this.noReference();
    return { kind: 'claim-subject', span: reference.span, what: 'service', reference };
  }

  // ---- the top level

  private endDeclaration(): void {
    if (this.RECORDING_PHASE) {
      this.endItem();
      return;
    }
    const token = this.peek();
    if (beginsDeclaration[token.tokenTypeIdx] === 1) this.missingEnd(token, '\n');
    else if (token.tokenTypeIdx !== rightBrace) this.endItem();
  }

  /** Up to the next declaration; a misspelt word that begins one is read as what it was meant to be. */
  private syncDeclarations(): void {
    for (let token = this.peek(); ; token = this.peek()) {
      if (beginsDeclaration[token.tokenTypeIdx] === 1 || token.tokenTypeIdx === eof) return;
      if (token.tokenTypeIdx === rightBrace) this.strayBrace(token);
      else if (this.misspelt(token)) return;
      else this.skipItem();
    }
  }

  private strayBrace(token: Token): void {
    const span = this.spanOf(token);
    const fixes = [{ title: 'remove it', edits: [{ span, text: '' }], preferred: true }];
    this.report(catalogue.syntax.strayClosing, span, { found: '`}`' }, { fixes });
    this.advance();
    if (!this.isEnd() && beginsDeclaration[this.peek().tokenTypeIdx] !== 1 && this.peek().tokenTypeIdx !== rightBrace)
      this.skipItem();
  }

  private misspelt(token: Token): boolean {
    const isWord = word[token.tokenTypeIdx] === 1;
    const meant = isWord ? similar(token.image, declarationWords) : undefined;
    this.expectedInstead(token, aDeclaration, meant);
    if (meant) token.tokenTypeIdx = indexOf(keyword(meant as (typeof declarationWords)[number]));
    return meant !== undefined;
  }

  protected isDeclaration(token: Token): boolean {
    return beginsDeclaration[token.tokenTypeIdx] === 1 && token.image !== '';
  }

  protected isEnd(distance = 1): boolean {
    return this.peek(distance).tokenTypeIdx === eof;
  }

  protected docBefore(token: Token): string | undefined {
    return this.#docs?.get(token.start);
  }
}
