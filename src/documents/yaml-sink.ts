// Documents, told part by part → YAML in block style, the same bytes for the same parts. On demand with a comment above each object and list
// item that says where it came from, and with the source span of every line written. Must not look at what the documents mean.
import { placeOf, type Span } from '../text/index.ts';
import type { Sink, ToldDocument } from './sink.ts';
import type { ScalarValue } from './tree.ts';
import { Utf8Text } from './utf8-text.ts';
import { addPlain, isLiteral, isPlain, isQuotable, numberYaml, quoteYaml } from './yaml-text.ts';

export interface WriteOptions {
  /** Write `# from file:line` above every document and every map in a list that has an origin. */
  readonly comments?: boolean;
}

/** A line of the output, counted from 1, and the innermost span that it came from. */
export interface LineMapping {
  readonly line: number;
  readonly span: Span;
}

const [LINE_BREAK, SPACE, QUOTE, DASH, COLON] = [0x0a, 0x20, 0x22, 0x2d, 0x3a];
/** Keys beyond this many characters must be marked with `?`; readers may stop looking for the colon at 1024. */
const LONGEST_KEY = 1000;
/** What a line has at most besides its indentation, key and value: quotes, colon, dash, blanks, line break. */
const BESIDES = 16;

export class YamlSink implements Sink {
  readonly out = new Utf8Text();
  readonly #comments: boolean;
  readonly #mappings: LineMapping[] | undefined;
  /** Finished lines. */
  #line = 0;
  /** The place that the last comment named. */
  #said = '';
  /** Column of the keys or dashes of what is open, and of what is around it, innermost last. */
  #indent = 0;
  readonly #indents: number[] = [];
  /** Where what is open came from, and what is around it; only for mappings. */
  #origin: Span | undefined;
  readonly #origins: (Span | undefined)[] = [];
  /** What was opened is written so while nothing stands in it. */
  #ifEmpty = '';
  /** Its first part stands on the line of its dash, or of nothing; not below its key. */
  #onItsLine = false;

  constructor({ comments = false }: WriteOptions, mappings?: LineMapping[]) {
    this.#comments = comments;
    this.#mappings = mappings;
  }

  /** Adds a whole document. */
  document({ comments = [], origin, tell }: ToldDocument): void {
    for (const comment of comments) this.#comment(comment);
    this.#said = '';
    if (this.#comments) this.#sayOrigin(origin);
    this.#origin = origin;
    this.#ifEmpty = '{}\n';
    this.#onItsLine = true;
    tell(this);
    this.#leaveEmpty();
  }

  /** The line between two documents. */
  between(): void {
    this.out.reserve(BESIDES);
    this.out.ascii('---\n');
    this.#line++;
  }

  field(key: string, value: ScalarValue, origin?: Span): void {
    this.#key(key, origin);
    this.#value(value);
  }

  item(value: ScalarValue, origin?: Span): void {
    this.#dash(origin);
    this.#value(value);
  }

  map(key: string, origin?: Span, asked?: Span): void {
    this.#key(key, asked ?? origin);
    this.#open(this.#indent + 2, ' {}\n', false, origin ?? asked);
  }

  /** Lists stand in the column of their key, as kubectl writes them. */
  list(key: string, origin?: Span, asked?: Span): void {
    this.#key(key, asked ?? origin);
    this.#open(this.#indent, ' []\n', false, origin ?? asked);
  }

  mapItem(origin?: Span): void {
    if (this.#comments && !(this.#ifEmpty !== '' && this.#onItsLine)) {
      this.#breakLine();
      this.#sayOrigin(origin);
    }
    this.#dash(origin);
    this.#open(this.#indent + 2, ' {}\n', true, origin);
  }

  listItem(origin?: Span): void {
    this.#dash(origin);
    this.#open(this.#indent + 2, ' []\n', true, origin);
  }

  end(): void {
    this.#leaveEmpty();
    this.#indent = this.#indents.pop() ?? 0;
    if (this.#mappings) this.#origin = this.#origins.pop();
  }

  #open(indent: number, ifEmpty: string, onItsLine: boolean, origin: Span | undefined): void {
    this.#indents.push(this.#indent);
    this.#indent = indent;
    this.#ifEmpty = ifEmpty;
    this.#onItsLine = onItsLine;
    if (!this.#mappings) return;
    this.#origins.push(this.#origin);
    this.#origin = origin ?? this.#origin;
  }

  /** Ends what was opened and got nothing. */
  #leaveEmpty(): void {
    if (this.#ifEmpty === '') return;
    this.out.reserve(BESIDES);
    this.out.ascii(this.#ifEmpty);
    this.#line++;
    this.#ifEmpty = '';
  }

  /** Ends the line of a key whose map or list gets its first part. */
  #breakLine(): void {
    if (this.#ifEmpty === '' || this.#onItsLine) return;
    this.#ifEmpty = '';
    this.#endLine();
  }

  /** Goes where the next key or dash stands; makes room for `length` letters after it. */
  #begin(length: number): void {
    const { out } = this;
    out.reserve(length + this.#indent + BESIDES);
    if (this.#ifEmpty === '') out.indent(this.#indent);
    else if (this.#onItsLine) {
      this.#ifEmpty = '';
      if (this.#indent > 0) out.letter(SPACE);
    } else {
      this.#breakLine();
      out.indent(this.#indent);
    }
  }

  #dash(origin: Span | undefined): void {
    this.#begin(0);
    this.out.letter(DASH);
    if (this.#mappings) this.#mark(origin);
  }

  #key(key: string, origin: Span | undefined): void {
    this.#begin(key.length);
    if (key.length > LONGEST_KEY || !addPlain(this.out, key)) this.#otherKey(key, origin);
    this.out.letter(COLON);
    if (this.#mappings) this.#mark(origin);
  }

  #otherKey(key: string, origin: Span | undefined): void {
    const spelled = quoteYaml(key);
    if (spelled.length > LONGEST_KEY) {
      if (this.#mappings) this.#mark(origin);
      this.out.add(`? ${spelled}\n${' '.repeat(this.#indent)}`);
      this.#line++;
    } else this.out.add(spelled);
    this.out.reserve(BESIDES);
  }

  /** What follows a colon or dash. */
  #value(value: ScalarValue): void {
    const { out } = this;
    const text = typeof value === 'string' ? value : typeof value === 'number' ? numberYaml(value) : String(value);
    out.reserve(text.length + BESIDES);
    out.letter(SPACE);
    if (typeof value !== 'string') out.ascii(text);
    else if (!addPlain(out, text)) {
      this.#otherText(text);
      return;
    }
    out.letter(LINE_BREAK);
    this.#line++;
  }

  #otherText(text: string): void {
    const { out } = this;
    if (isQuotable(text)) {
      const quoted = !isPlain(text);
      if (quoted) out.letter(QUOTE);
      out.ascii(text);
      if (quoted) out.letter(QUOTE);
    } else if (isLiteral(text)) {
      out.end--;
      this.#literal(text, this.#indent + 2);
      return;
    } else {
      out.add(quoteYaml(text));
      out.reserve(BESIDES);
    }
    this.#endLine();
  }

  #literal(value: string, indent: number): void {
    const ends = value.endsWith('\n');
    const lines = (ends ? value.slice(0, -1) : value).split('\n');
    const margin = ' '.repeat(indent);
    this.out.add(ends ? ' |\n' : ' |-\n');
    for (const line of lines) this.out.add(line === '' ? '\n' : `${margin}${line}\n`);
    this.#line += 1 + lines.length;
  }

  #endLine(): void {
    this.out.letter(LINE_BREAK);
    this.#line++;
  }

  /** Notes the origin of the line being written; a part nested deeper on the same line takes the place of its parent. */
  #mark(origin: Span | undefined): void {
    const [span, mappings] = [origin ?? this.#origin, this.#mappings];
    if (mappings === undefined || span === undefined) return;
    const line = this.#line + 1;
    if (mappings.at(-1)?.line === line) mappings.pop();
    mappings.push({ line, span });
  }

  /** Writes the comment that names an origin, unless the last one named the same line. */
  #sayOrigin(origin: Span | undefined): void {
    if (origin === undefined) return;
    const place = printable(placeOf(origin).replace(/:\d+$/, ''));
    if (place === this.#said) return;
    this.#said = place;
    this.out.add(`${' '.repeat(this.#indent)}# from ${place}\n`);
    this.#line++;
  }

  /** Lines above a document, for people. */
  #comment(text: string): void {
    for (const line of text.split(LINE_BREAKS)) {
      this.out.add(`${`# ${printable(line)}`.trimEnd()}\n`);
      this.#line++;
    }
  }
}

const LINE_BREAKS = /\r\n|[\n\r\u0085\u2028\u2029]/;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufeff\ufffe\uffff]/gu;
const printable = (text: string): string => text.replace(UNPRINTABLE, '\ufffd');
