// Grammar: names, references, values, lists, maps, parameters.

import { splitReference, textValue } from './literals.ts';
import { exact, nothing, ParserBase } from './parser-base.ts';
import {
  BareReferenceToken,
  Colon,
  Comma,
  Equals,
  indexOf,
  keyword,
  LeftBracket,
  LeftParenthesis,
  MapBrace,
  NameToken,
  Numeral,
  QualifiedName,
  Raw,
  RightBrace,
  RightBracket,
  RightParenthesis,
  Text,
  type Token,
} from './tokens.ts';
import type {
  Call,
  ListLiteral,
  MapEntry,
  MapLiteral,
  Name,
  Parameter,
  Reference,
  TypeReference,
  Value,
} from './tree.ts';
import {
  CallNode,
  CallWithArgumentsNode,
  ListNode,
  MissingNode,
  NameNode,
  NumberNode,
  QuotedNameNode,
  QuotedReferenceNode,
  RawNode,
  ReferenceNode,
  TextNode,
  WordNode,
} from './value-nodes.ts';

const text = indexOf(Text);
const qualified = indexOf(QualifiedName);
const leftParenthesis = indexOf(LeftParenthesis);
const aValue = { ERR_MSG: 'a value' } as const;
const aName = { ERR_MSG: 'a name' } as const;

export abstract class ValueGrammar extends ParserBase {
  // ---- from tokens to nodes

  protected nameNode(token: Token): Name {
    const extent = this.extentOf(token);
    if (token.tokenTypeIdx !== text) return new NameNode(this.anchor, extent, token.image);
    return new QuotedNameNode(this.anchor, extent, textValue(this.textOf(token)));
  }

  protected referenceNode(token: Token): Reference {
    const extent = this.extentOf(token);
    if (token.tokenTypeIdx === text) return new QuotedReferenceNode(this.anchor, extent, textValue(this.textOf(token)));
    if (token.tokenTypeIdx !== qualified) return new ReferenceNode(this.anchor, extent, token.image);
    return splitReference(this.anchor, token.start, token.end);
  }

  /** A reference where none was written. */
  protected noReference(): Reference {
    return new ReferenceNode(this.anchor, this.extentFrom(this.here()), '');
  }

  protected missing(): MissingNode {
    return new MissingNode(this.anchor, this.extentFrom(this.here()));
  }

  // ---- rules

  /** value = TEXT | RAW | NUMBER | "true" | "false" | call | listLiteral . */
  readonly value = this.rule('value', (): Value => {
    const found = this.OR(this.valueAlternatives);
    return found ?? this.missing();
  });

  private readonly valueAlternatives = {
    ...aValue,
    // Text in a value's place is text, though a name may be quoted.
    DEF: [
      { ALT: () => this.textNode(this.CONSUME(Text)) },
      { ALT: () => this.SUBRULE(this.call) as Value },
      { ALT: () => this.numberNode(this.CONSUME(Numeral)) },
      { ALT: () => this.rawNode(this.CONSUME(Raw)) },
      { ALT: () => this.wordNode(this.CONSUME(keyword('true'))) },
      { ALT: () => this.wordNode(this.CONSUME(keyword('false'))) },
      { ALT: () => this.SUBRULE(this.listLiteral) as Value },
    ],
  };

  protected textNode(token: Token): Value {
    return new TextNode(this.anchor, this.extentOf(token), textValue(this.textOf(token)));
  }

  protected rawNode(token: Token): Value {
    const image = this.textOf(token);
    const closed = image.length > 1 && image.endsWith('`');
    return new RawNode(this.anchor, this.extentOf(token), image.slice(1, closed ? -1 : undefined));
  }

  protected numberNode(token: Token): Value {
    return new NumberNode(this.anchor, this.extentOf(token), token.image);
  }

  protected wordNode(token: Token): Value {
    return new WordNode(this.anchor, this.extentOf(token), token.image);
  }

  /** call = ref [ list ] . */
  readonly call = this.rule('call', (): Call => {
    const first = this.CONSUME(BareReferenceToken, aName);
    const reference = this.referenceNode(first);
    if (!this.may(leftParenthesis)) return new CallNode(this.anchor, this.extentOf(first), reference);
    let list: readonly Value[] = nothing;
    this.OPTION(() => {
      list = this.SUBRULE(this.list);
    });
    return new CallWithArgumentsNode(this.anchor, this.extentSince(first), reference, list);
  });

  /** list = "(" value { "," value } ")" . */
  readonly list = this.rule('list', (): readonly Value[] => {
    const items: Value[] = [];
    this.CONSUME(LeftParenthesis);
    items.push(this.SUBRULE(this.value));
    this.MANY(() => {
      this.CONSUME(Comma);
      items.push(this.SUBRULE2(this.value));
    });
    this.CONSUME(RightParenthesis, { ERR_MSG: '`,` or `)`' });
    return exact(items);
  });

  /** listLiteral = "[" [ value { "," value } ] "]" . */
  readonly listLiteral = this.rule('listLiteral', (): ListLiteral => {
    const items: Value[] = [];
    const first = this.CONSUME(LeftBracket);
    this.OPTION(() => {
      items.push(this.SUBRULE(this.value));
      this.MANY(() => {
        this.CONSUME(Comma);
        items.push(this.SUBRULE2(this.value));
      });
    });
    this.CONSUME(RightBracket, { ERR_MSG: '`,` or `]`' });
    return new ListNode(this.anchor, this.extentSince(first), exact(items));
  });

  /** map = "{" entry { "," entry } "}" . */
  readonly map = this.rule('map', (): MapLiteral => {
    const entries: MapEntry[] = [];
    const first = this.CONSUME(MapBrace, { ERR_MSG: 'labels, like { app: "shop" }' });
    entries.push(this.SUBRULE(this.entry));
    this.MANY(() => {
      this.CONSUME(Comma);
      entries.push(this.SUBRULE2(this.entry));
    });
    this.CONSUME(RightBrace, { ERR_MSG: '`,` or `}`' });
    return { kind: 'map', span: this.since(first), entries: exact(entries) };
  });

  /** entry = name ":" value . */
  readonly entry = this.rule('entry', (): MapEntry => {
    const first = this.CONSUME(NameToken, aName);
    const key = this.nameNode(first);
    this.CONSUME(Colon);
    const value = this.SUBRULE(this.value);
    return { kind: 'entry', span: this.since(first), key, value };
  });

  /** parameters = "(" parameter { "," parameter } ")" . */
  readonly parameters = this.rule('parameters', (): readonly Parameter[] => {
    const items: Parameter[] = [];
    this.CONSUME(LeftParenthesis);
    items.push(this.SUBRULE(this.parameter));
    this.MANY(() => {
      this.CONSUME(Comma);
      items.push(this.SUBRULE2(this.parameter));
    });
    this.CONSUME(RightParenthesis, { ERR_MSG: '`,` or `)`' });
    return exact(items);
  });

  /** parameter = name ":" type [ "=" value ] . */
  readonly parameter = this.rule('parameter', (): Parameter => {
    const first = this.CONSUME(NameToken, aName);
    const name = this.nameNode(first);
    this.CONSUME(Colon);
    const type = this.SUBRULE(this.type);
    let value: Value | undefined;
    this.OPTION(() => {
      this.CONSUME(Equals);
      value = this.SUBRULE(this.value);
    });
    const span = this.since(first);
    return value ? { kind: 'parameter', span, name, type, value } : { kind: 'parameter', span, name, type };
  });

  /** type = name | "[" name "]" . */
  readonly type = this.rule('type', (): TypeReference => {
    const found = this.OR({
      ERR_MSG: 'a type, like Percent or [Host]',
      DEF: [
        {
          ALT: (): TypeReference => {
            const token = this.CONSUME(NameToken);
            return { kind: 'type', span: this.spanOf(token), name: this.nameNode(token), list: false };
          },
        },
        {
          ALT: (): TypeReference => {
            const first = this.CONSUME(LeftBracket);
            const token = this.CONSUME2(NameToken);
            this.CONSUME(RightBracket);
            return { kind: 'type', span: this.since(first), name: this.nameNode(token), list: true };
          },
        },
      ],
    });
    const { name } = this.noReference();
    return found ?? { kind: 'type', span: name.span, name, list: false };
  });

  /** A reference in a place where one may be quoted. */
  protected reference(token: Token): Reference {
    return this.referenceNode(token);
  }
}
