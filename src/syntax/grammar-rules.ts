// Grammar: blocks, settings, rules, actions, and what happens to an item that does not end where it should.
import { catalogue } from '../diagnostics/index.ts';
import { type Span, similar } from '../text/index.ts';
import type { Alternatives } from './engine.ts';
import { extentOf } from './extent.ts';
import { ConditionGrammar } from './grammar-conditions.ts';
import { exact, nothing } from './parser-base.ts';
import { DestinationNode, RouteTargetNode, ShareNode, SplitNode } from './rule-nodes.ts';
import { isSettingWord, staysInSetting } from './shapes.ts';
import {
  Arrow,
  BareReferenceToken,
  Colon,
  Comma,
  Equals,
  ItemEnd,
  indexOf,
  keyword,
  LeftBrace,
  LeftBracket,
  MapBrace,
  Numeral,
  partWords,
  Raw,
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
  Call,
  Condition,
  Handling,
  Item,
  MapLiteral,
  Reference,
  Rule,
  Setting,
  Share,
  Target,
  Value,
  WithSetting,
} from './tree.ts';
import { MissingNode } from './value-nodes.ts';

const beginsPart = tokenSet(
  ...[Text, Raw, Numeral, BareReferenceToken, LeftBracket, keyword('true'), keyword('false')],
  ...partWords.map(keyword),
);
const mapBrace = indexOf(MapBrace);
const leftBrace = indexOf(LeftBrace);
const rightBrace = indexOf(RightBrace);
const itemEnd = indexOf(ItemEnd);
const comma = indexOf(Comma);
const withIndex = indexOf(keyword('with'));
const brace = tokenSet(LeftBrace, MapBrace);
const word = tokenSet(WordToken);
const arrow = tokenSet(Arrow);
const sign = tokenSet(Colon, Equals);
const beginsRule = tokenSet(Arrow, keyword('when'), keyword('else'));
const beginsRuleItem = tokenSet(Arrow, keyword('when'), keyword('else'), WordToken, keyword('with'));
const surelyBegins = tokenSet(Arrow, keyword('when'), keyword('else'), keyword('with'));

export abstract class RuleGrammar extends ConditionGrammar {
  /** block = "{" { ( setting | withSetting ) END } "}" . */
  readonly block = this.rule('block', (): Block | undefined => {
    const first = this.openBrace();
    if (!first) return undefined;
    const items: Item[] = [];
    this.syncSettings(items);
    this.MANY(() => {
      const item = this.OR(this.settingAlternatives);
      if (item) items.push(item);
      this.endItem();
      this.syncSettings(items);
    });
    this.closeBrace(first);
    return { kind: 'block', span: this.since(first), items: exact(items) };
  });

  /** ruleBlock = "{" { ( rule | setting | withSetting ) END } "}" . */
  readonly ruleBlock = this.rule('ruleBlock', (): Block | undefined => {
    const first = this.openBrace();
    if (!first) return undefined;
    const items: Item[] = [];
    this.syncItems(beginsRuleItem, ruleItems);
    this.MANY(() => {
      const start = this.index;
      const reported = this.problems.length;
      const item = this.OR(this.itemAlternatives);
      const mended = this.asRule(item, start, reported);
      if (item) items.push(mended ?? item);
      this.endItem();
      this.syncItems(beginsRuleItem, ruleItems);
    });
    this.closeBrace(first);
    return { kind: 'block', span: this.since(first), items: exact(items) };
  });

  private readonly settingAlternatives: Alternatives<Item> = [
    { ALT: () => this.SUBRULE(this.setting) },
    { ALT: () => this.SUBRULE(this.withSetting) },
  ];
  private readonly itemAlternatives: Alternatives<Item> = [
    { ALT: () => this.SUBRULE(this.ruleItem) },
    ...this.settingAlternatives,
  ];

  /** setting = WORD { part { "," part } } [ block | map ] . */
  readonly setting = this.rule('setting', (): Setting => {
    const first = this.CONSUME(WordToken);
    const parts: (readonly Value[])[] = [];
    let block: Block | undefined;
    let map: MapLiteral | undefined;
    this.skipSign(first);
    if (this.mayBegin(beginsPart))
      this.MANY(() => {
        // Reading nothing ends the repetition.
        if (!this.nextSettingBegins(first, parts)) parts.push(this.values());
      });
    if (this.mayBegin(brace))
      this.OPTION(() => {
        this.OR([
          {
            ALT: () => {
              block = this.SUBRULE(this.block);
            },
          },
          {
            ALT: () => {
              map = this.SUBRULE(this.map);
            },
          },
        ]);
      });
    return this.settingNode(first, parts, block, map);
  });

  private settingNode(first: Token, parts: readonly Part[], block?: Block, map?: MapLiteral): Setting {
    const span = this.since(first);
    const word = this.nameNode(first);
    const inBraces = { ...(block ? { block } : {}), ...(map ? { map } : {}) };
    return { kind: 'setting', span, ...this.documentation(first), word, parts: exact(parts), ...inBraces };
  }

  private documentation(first: Token): { doc?: string } {
    const doc = this.docBefore(first);
    return doc === undefined ? {} : { doc };
  }

  /** part { "," part } */
  private values(): readonly Value[] {
    const first = this.SUBRULE(this.part);
    if (!this.may(comma)) return [first];
    const values = [first];
    this.MANY2(() => {
      this.CONSUME(Comma);
      values.push(this.SUBRULE2(this.part));
    });
    return exact(values);
  }

  /** part = value | "to" | "on" | "from" | "in" | "rest" . */
  readonly part = this.rule('part', (): Value => this.OR(this.partAlternatives) ?? this.missing());

  private readonly partAlternatives = {
    ERR_MSG: 'a value',
    DEF: [
      { ALT: () => this.SUBRULE(this.value) },
      ...partWords.map((one) => ({ ALT: () => this.wordNode(this.CONSUME(keyword(one))) })),
    ],
  };

  /** withSetting = with . */
  readonly withSetting = this.rule('withSetting', (): WithSetting => {
    const first = this.peek();
    const policies = this.SUBRULE(this.with);
    return { kind: 'with', span: this.since(first), policies };
  });

  /** with = "with" call { "," call } . */
  readonly with = this.rule('with', (): readonly Call[] => {
    const calls: Call[] = [];
    this.CONSUME(keyword('with'));
    calls.push(this.SUBRULE(this.call));
    this.MANY(() => {
      this.CONSUME(Comma);
      calls.push(this.SUBRULE2(this.call));
    });
    return exact(calls);
  });

  /** rule = [ "when" condition | "else" ] "->" action .  Without either: only "-> rules r". */
  readonly ruleItem = this.rule('ruleItem', (): Rule => {
    const first = this.peek();
    let when: Condition | undefined;
    let otherwise: Span | undefined;
    this.OPTION(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(keyword('when'));
            when = this.SUBRULE(this.condition);
            this.skipToArrow();
          },
        },
        {
          ALT: () => {
            otherwise = this.spanOf(this.CONSUME(keyword('else')));
          },
        },
      ]);
    });
    const arrow = this.spanOf(this.CONSUME(Arrow));
    const action = this.SUBRULE(this.action);
    const said = { ...(when ? { when } : {}), ...(otherwise ? { else: otherwise } : {}) };
    return { kind: 'rule', span: this.since(first), ...this.documentation(first), ...said, arrow, action };
  });

  /** action = target [ with ] [ block ] . */
  readonly action = this.rule('action', (): Action => {
    const first = this.peek();
    const target = this.SUBRULE(this.target);
    let policies: readonly Call[] = nothing;
    let block: Block | undefined;
    if (this.may(withIndex))
      this.OPTION(() => {
        policies = this.SUBRULE(this.with);
      });
    this.mendBrace();
    if (this.may(leftBrace))
      this.OPTION2(() => {
        block = this.SUBRULE(this.block);
      });
    const span = target?.kind === 'missing' ? this.span(target.span.start, this.previous.end) : this.since(first);
    return { kind: 'action', span, target, policies, ...(block ? { block } : {}) };
  });

  /**
   * target = "redirect" [ value ] | "respond" value [ value ] | "rules" call | "route" ref
   *        | share { "," share } | ref .
   */
  readonly target = this.rule('target', (): Target => {
    const first = this.peek();
    const found = this.OR<Target>({
      ERR_MSG: 'a destination, `redirect`, `respond`, `rules` or `route`',
      IGNORE_AMBIGUITIES: true,
      DEF: [
        { ALT: () => this.redirect(first) },
        { ALT: () => this.respond(first) },
        {
          ALT: () => {
            this.CONSUME(keyword('rules'));
            const call = this.SUBRULE(this.call);
            return { kind: 'rules-call', span: this.since(first), call };
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword('route'));
            const reference = this.reference(this.CONSUME(ReferenceToken));
            return new RouteTargetNode(this.anchor, this.extentSince(first), reference);
          },
        },
        {
          ALT: () => {
            const shares: Share[] = [this.SUBRULE(this.share)];
            this.MANY(() => {
              this.CONSUME(Comma);
              shares.push(this.SUBRULE2(this.share));
            });
            return new SplitNode(this.anchor, this.extentSince(first), exact(shares));
          },
        },
        {
          ALT: () => {
            const reference = this.reference(this.CONSUME2(ReferenceToken));
            return new DestinationNode(this.anchor, this.extentSince(first), reference);
          },
        },
      ],
    });
    return found ?? this.missing();
  });

  private redirect(first: Token): Target {
    this.CONSUME(keyword('redirect'));
    let code: Value | undefined;
    this.OPTION(() => {
      code = this.SUBRULE(this.value);
    });
    return { kind: 'redirect', span: this.since(first), ...(code ? { code } : {}) };
  }

  private respond(first: Token): Target {
    this.CONSUME(keyword('respond'));
    const code = this.SUBRULE2(this.value);
    let body: Value | undefined;
    this.OPTION2(() => {
      body = this.SUBRULE3(this.value);
    });
    return { kind: 'respond', span: this.since(first), code, ...(body ? { body } : {}) };
  }

  /** share = ( value | "rest" ) "to" ref . */
  readonly share = this.rule('share', (): Share => {
    const first = this.peek();
    const value = this.OR<Value | undefined>({
      ERR_MSG: 'a share, like 10% or rest',
      DEF: [
        { ALT: () => this.SUBRULE(this.value) },
        {
          ALT: () => {
            this.CONSUME(keyword('rest'));
            return undefined;
          },
        },
      ],
    });
    this.CONSUME(keyword('to'));
    const reference: Reference = this.reference(this.CONSUME(ReferenceToken));
    return new ShareNode(this.anchor, this.extentSince(first), value, reference);
  });

  /** handling = [ with ] ( ruleBlock | "->" action ) . */
  readonly handling = this.rule('handling', (): Handling => {
    const first = this.peek();
    let policies: readonly Call[] = nothing;
    let block: Block | undefined;
    let action: Action | undefined;
    this.OPTION(() => {
      policies = this.SUBRULE(this.with);
    });
    this.mendOpening();
    this.OR({
      ERR_MSG: '`{` or `->`',
      DEF: [
        {
          ALT: () => {
            block = this.SUBRULE(this.ruleBlock);
          },
        },
        {
          ALT: () => {
            this.CONSUME(Arrow);
            action = this.SUBRULE(this.action);
          },
        },
      ],
    });
    const empty = this.previous.end < first.end;
    const span = empty ? this.here() : this.since(first);
    return { kind: 'handling', span, policies, ...(block ? { block } : {}), ...(action ? { action } : {}) };
  });

  // ---- braces

  /** A `{`; when it is missing but items follow on the next lines, they are read as if it were there. */
  protected openBrace(): Token | undefined {
    if (this.RECORDING_PHASE) return this.CONSUME(LeftBrace);
    this.mendOpening();
    if (this.peek().tokenTypeIdx === leftBrace) return this.advance();
    this.collector?.needs(this, [leftBrace]);
    this.expected('`{`');
    return undefined;
  }

  /** Makes a `{` of a map's brace, and of a line end that items follow. */
  private mendOpening(): void {
    this.mendBrace();
    const token = this.peek();
    if (token.tokenTypeIdx !== itemEnd || beginsRuleItem[this.peek(2).tokenTypeIdx] !== 1) return;
    if (this.isDeclaration(this.peek(2)) || !this.closesLater()) return;
    this.expected('`{`');
    token.tokenTypeIdx = leftBrace;
  }

  /** Whether a `}` follows that nothing opens. */
  private closesLater(): boolean {
    for (let i = 1, depth = 0; i < FAR; i++) {
      const { tokenTypeIdx } = this.peek(i);
      if (tokenTypeIdx === leftBrace || tokenTypeIdx === mapBrace) depth++;
      else if (tokenTypeIdx === rightBrace && depth-- === 0) return true;
      else if (this.isEnd(i)) return false;
    }
    return false;
  }

  private mendBrace(): void {
    const token = this.peek();
    if (token.tokenTypeIdx === mapBrace) token.tokenTypeIdx = leftBrace;
  }

  protected closeBrace(open: Token): void {
    if (this.RECORDING_PHASE) {
      this.CONSUME(RightBrace);
      return;
    }
    if (this.peek().tokenTypeIdx === rightBrace) this.advance();
    else {
      this.collector?.needs(this, [rightBrace]);
      this.unclosed(open);
    }
  }

  private unclosed(open: Token): void {
    if (open.start === open.end) return;
    const start = Math.max(this.sourceText.lastIndexOf('\n', this.base + open.start), this.base - 1) + 1;
    const opening = this.sourceText.slice(start, this.base + open.start).trim();
    const at = this.here();
    this.report(
      catalogue.syntax.unclosedBrace,
      at,
      { opening: opening === '' ? 'the {' : `\`${opening}\`` },
      {
        related: [{ span: this.spanOf(open), message: 'opened here' }],
        fixes: [{ title: 'add }', edits: [{ span: at, text: '\n}' }] }],
      },
    );
  }

  // ---- items that go wrong

  /** The end of an item, or what to do without. */
  protected endItem(): void {
    if (this.RECORDING_PHASE) {
      this.CONSUME(ItemEnd);
      return;
    }
    const token = this.peek();
    if (token.tokenTypeIdx !== itemEnd) this.collector?.needs(this, [rightBrace]);
    if (token.tokenTypeIdx === itemEnd) this.advance();
    else if (token.tokenTypeIdx !== rightBrace && !this.isEnd()) this.noEnd(token);
  }

  private noEnd(token: Token): void {
    const begins =
      surelyBegins[token.tokenTypeIdx] === 1 || (word[token.tokenTypeIdx] === 1 && isSettingWord(token.image));
    if (begins) this.missingEnd(token, '; ');
    else {
      this.expected('the end of the line');
      this.skipItem();
    }
  }

  protected missingEnd(token: Token, end: string): void {
    const span = this.spanOf(token);
    const before = this.span(this.previous.end, token.start);
    this.report(
      catalogue.syntax.missingItemEnd,
      span,
      { next: this.found(token) },
      {
        fixes: [{ title: 'end the item before it', edits: [{ span: before, text: end }], preferred: true }],
      },
    );
  }

  /** Skips what cannot begin an item; one message per stretch. */
  protected syncItems(begins: Uint8Array, what: string): void {
    for (let token = this.peek(); ; token = this.peek()) {
      if (begins[token.tokenTypeIdx] === 1 || token.tokenTypeIdx === rightBrace || this.isEnd()) return;
      this.expected(what);
      this.skipItem();
    }
  }

  /** The same where only settings stand: rules are reported and kept. */
  private syncSettings(items: Item[]): void {
    for (;;) {
      if (!this.at(beginsRule)) {
        const before = this.index;
        this.syncItems(beginsRuleItem, 'a setting or `}`');
        if (this.index === before || !this.at(beginsRule)) return;
      }
      const start = this.peek();
      const rule = this.SUBRULE9(this.ruleItem);
      this.report(catalogue.syntax.ruleAmongSettings, this.since(start), undefined);
      items.push(rule);
      this.endItem();
    }
  }

  /** `wen jason -> v1` reads as a setting until its arrow; then it was meant as a rule. */
  private asRule(item: Item | undefined, start: number, reported: number): Rule | undefined {
    if (item?.kind !== 'setting' || item.block || item.map || this.peek().tokenTypeIdx === itemEnd) return undefined;
    if (!this.arrowFollows()) return undefined;
    this.problems.length = reported;
    this.index = start;
    const first = this.peek();
    const meant = similar(first.image, ['when', 'else']);
    this.expectedInstead(first, ruleItems, meant);
    if (meant) first.tokenTypeIdx = indexOf(keyword(meant as 'when' | 'else'));
    else while (!this.at(arrow)) this.advance();
    const rule = this.SUBRULE9(this.ruleItem);
    if (meant) return rule;
    const when = new MissingNode(this.anchor, extentOf(this.anchor, first.start, first.start));
    return { ...rule, span: this.since(first), when };
  }

  /** "expected …, found …" at a word that was probably misspelt. */
  protected expectedInstead(token: Token, what: string, meant: string | undefined): void {
    const span = this.spanOf(token);
    const extras = meant
      ? {
          hint: `did you mean \`${meant}\`?`,
          fixes: [{ title: `write ${meant}`, edits: [{ span, text: meant }], preferred: true }],
        }
      : {};
    this.report(catalogue.syntax.unexpected, span, { expected: what, found: this.found(token) }, extras);
  }

  /** What stands between a condition and its arrow is skipped, so that the action is kept. */
  private skipToArrow(): void {
    if (this.at(arrow) || !this.arrowFollows()) return;
    this.expected('`and`, `or` or `->`');
    while (!this.at(arrow)) this.advance();
  }

  /** With the blanks behind it. */
  private signWithBlanks(span: Span): Span {
    let { end } = span;
    while (/[ \t]/.test(this.sourceText.charAt(this.base + end))) end++;
    return { ...span, end };
  }

  /** `timeout: 5s`, `timeout = 5s`. */
  private skipSign(first: Token): void {
    const token = this.peek();
    if (sign[token.tokenTypeIdx] !== 1) return;
    const span = this.spanOf(token);
    const found = this.textOf(token);
    const before = { ...span, start: this.previous.end };
    this.report(
      catalogue.syntax.settingWithSign,
      span,
      { sign: found, word: `\`${first.image}\`` },
      {
        fixes: [
          { title: `remove ${found}`, edits: [{ span: this.signWithBlanks(before), text: ' ' }], preferred: true },
        ],
      },
    );
    this.advance();
  }

  /** `port 9080 http version v1`: whether the next setting begins here, without an end before it. */
  private nextSettingBegins(first: Token, parts: readonly (readonly Value[])[]): boolean {
    const token = this.peek();
    if (parts.length === 0 || word[token.tokenTypeIdx] !== 1 || !isSettingWord(token.image)) return false;
    return !staysInSetting(first.image, parts.length, token.image) && this.peek(2).tokenTypeIdx !== comma;
  }

  protected abstract isDeclaration(token: Token): boolean;
  protected abstract isEnd(distance?: number): boolean;
  protected abstract docBefore(token: Token): string | undefined;
}

type Part = readonly Value[];

/** How many tokens ahead a `}` is looked for. */
const FAR = 5000;
const ruleItems = '`when`, `else` or `}`';
