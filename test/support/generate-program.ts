// Programs from the productions of grammar/mesh.ebnf: right in syntax, not in meaning. Blanks, line ends, comments and the ends of
// items are varied as the line rule allows. Counts the productions it used.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Expression, type Productions, readEbnf } from './ebnf.ts';

/** Where decisions come from; an exhausted source says 0, which always leads to an end. */
export interface Choices {
  readonly below: (limit: number) => number;
}

/** Decisions from a list of numbers, as fast-check makes and shrinks them. */
export function choicesOf(numbers: readonly number[]): Choices {
  let at = 0;
  return { below: (limit) => (numbers[at++] ?? 0) % limit };
}

export interface GeneratedProgram {
  readonly text: string;
  /** How often each production was used. */
  readonly used: ReadonlyMap<string, number>;
  /** Texts of the comments, without slashes, in order. */
  readonly comments: readonly string[];
}

const productions: Productions = readEbnf(readFileSync(join(import.meta.dirname, '../../grammar/mesh.ebnf'), 'utf8'));
export const productionNames: readonly string[] = [...productions.keys()];

const names = [
  'reviews',
  'v1',
  'a',
  'b-2',
  'web_team',
  'service',
  'test',
  'ingress',
  'policy',
  'input',
  'within',
  'use',
];
const parts = [...names, '"3.0"', '"über"', 'rest', 'to'];
const words = ['alpha', 'mode', 'shape-1', 'GET', 'x', 'condition', 'egress'];
const texts = ['"a"', '"/x y"', '"\\"q\\" \\\\ \\n \\1"', '""', '"https://x.example.org/p?q=1"', '"\\u{1F600} ü"'];
const raws = ['`.*(a|b)+`', '`\\d`', '``'];
const numbers = ['10', '0.5%', '1m30s', '5xx', '80', '500ms', '2'];
const comments = ['// plain', '//', '/// documented', '//// four', '// "quoted" { ('];

const goesOnAfter = new Set([',', '->', '{', '=', '==', '!=', 'and', 'or', 'not', 'in', 'with', 'to', '(', '[']);

interface Piece {
  readonly kind: 'token' | 'end';
  readonly text: string;
}

/** A program with one production at its root, or a whole file. */
export function generateProgram(choices: Choices, root?: string): GeneratedProgram {
  const generator = new Generator(choices);
  generator.file(root);
  const { text, written } = render(generator.pieces, choices);
  return { text, used: generator.used, comments: written };
}

class Generator {
  readonly pieces: Piece[] = [];
  readonly used = new Map<string, number>();
  readonly #choices: Choices;
  #depth = 0;

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  file(root: string | undefined): void {
    this.#production(root ?? 'segment');
    if (root) this.#end();
  }

  #production(name: string): void {
    this.used.set(name, (this.used.get(name) ?? 0) + 1);
    const expression = productions.get(name);
    if (!expression) throw new Error(`no production ${name}`);
    this.#depth++;
    if (name === 'condition') this.#condition();
    else this.#expression(expression);
    this.#depth--;
  }

  /** `and` and `or` must not mix, which the production does not say. */
  #condition(): void {
    const operator = this.#choices.below(2) === 0 ? 'and' : 'or';
    this.#production('term');
    for (let more = this.#more(); more > 0; more--) {
      this.#token(operator);
      this.#production('term');
    }
  }

  #more(): number {
    return this.#depth > 12 ? 0 : this.#choices.below(this.#depth === 1 ? 6 : 4);
  }

  #expression(expression: Expression): void {
    switch (expression.kind) {
      case 'sequence':
        for (const part of expression.parts) this.#expression(part);
        return;
      case 'choice':
        this.#expression(expression.parts[this.#alternative(expression.parts.length)] as Expression);
        return;
      case 'option':
        if (this.#depth <= 14 && this.#choices.below(2) === 1) this.#expression(expression.part);
        return;
      case 'repetition':
        for (let more = this.#more(); more > 0; more--) this.#expression(expression.part);
        return;
      case 'word':
        this.#token(expression.name);
        return;
      case 'production':
        this.#production(expression.name);
        return;
      case 'token':
        this.#terminal(expression.name);
    }
  }

  /** Deep down only the first alternative, which never leads deeper. */
  #alternative(count: number): number {
    return this.#depth > 14 ? 0 : this.#choices.below(count);
  }

  #terminal(name: string): void {
    switch (name) {
      case 'END':
        this.#end();
        return;
      case 'NAME':
        this.#token(this.#pick(this.#choices.below(6) === 5 ? ['"1.3.2"', '"größe"'] : names));
        return;
      case 'WORD':
        this.#token(this.#pick(words));
        return;
      case 'REF':
        this.#token(this.#reference(this.#pick([...names, '"3scale"'])));
        return;
      case 'CALLEE':
        this.#token(this.#reference(this.#pick(names)));
        return;
      case 'TEXT':
        this.#token(this.#pick(texts));
        return;
      case 'RAW':
        this.#token(this.#pick(raws));
        return;
      default:
        this.#token(this.#pick(numbers));
        return;
    }
  }

  #reference(name: string): string {
    const form = this.#choices.below(8);
    const part = () => this.#pick(parts);
    if (form === 5) return `${name}/${part()}`;
    if (form === 6) return `${name}@${part()}:80`;
    return form === 7 ? `${name}/${part()}@${part()}:${part()}` : name;
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#choices.below(items.length)] as T;
  }

  #token(text: string): void {
    this.pieces.push({ kind: 'token', text });
  }

  #end(): void {
    this.pieces.push({ kind: 'end', text: '' });
  }
}

// ---- from pieces to text

function render(
  pieces: readonly Piece[],
  choices: Choices,
): { readonly text: string; readonly written: readonly string[] } {
  const lineEnd = choices.below(10) === 9 ? '\r\n' : '\n';
  const written: string[] = [];
  let text = '';
  let depth = 0;
  let parentheses = 0;
  const comment = (): string => {
    const one = comments[choices.below(comments.length)] as string;
    written.push(one.replace(/^\/\/\/(?!\/)|^\/\//, '').trimEnd());
    return one;
  };
  /** A line end with perhaps comments and blank lines around it, and the indentation of the next line. */
  const breakLine = (mayComment: boolean): string => {
    let broken = mayComment && choices.below(8) === 7 ? ` ${comment()}${lineEnd}` : lineEnd;
    if (choices.below(6) === 5) broken += lineEnd;
    if (mayComment && choices.below(8) === 7) broken += `  ${comment()}${lineEnd}`;
    const inside = depth > 0 || parentheses > 0;
    return broken + (inside || choices.below(5) === 4 ? ['  ', '\t', '     '][choices.below(3)] : '');
  };
  for (const [index, piece] of pieces.entries()) {
    const next = pieces[index + 1];
    if (piece.kind === 'end') {
      text += endOf(pieces, index, choices, breakLine);
      continue;
    }
    if (piece.text === '}') depth--;
    text += piece.text;
    if (piece.text === '{') depth++;
    if (piece.text === '(' || piece.text === '[') parentheses++;
    if (piece.text === ')' || piece.text === ']') parentheses--;
    if (!next || next.kind === 'end') continue;
    const mayBreak = goesOnAfter.has(piece.text) || parentheses > 0 || next.text === 'and' || next.text === 'or';
    // Broken lines of an item are indented, so that none looks like a declaration.
    if (mayBreak && choices.below(10) === 9)
      text += `${breakLine(parentheses === 0 || depth > 0).trimEnd()}${lineEnd}   `;
    else text += glue(piece.text, next.text, choices);
  }
  return { text, written };
}

function glue(before: string, next: string, choices: Choices): string {
  const tight =
    (before === '(' || before === '[' || next === ')' || next === ']' || next === ',') && choices.below(2) === 0;
  if (tight) return '';
  // A list right after a name are its arguments; with a blank it is the same.
  return choices.below(12) === 11 ? '  ' : ' ';
}

function endOf(
  pieces: readonly Piece[],
  index: number,
  choices: Choices,
  breakLine: (mayComment: boolean) => string,
): string {
  const last = pieces[index - 1]?.text ?? '';
  const next = pieces[index + 1]?.text;
  if (next === '}' && choices.below(2) === 0) return ' ';
  // After these words, and before `with`, a line end would go on.
  const needsSemicolon = goesOnAfter.has(last) || next === 'with';
  if (next === undefined && !needsSemicolon) return choices.below(2) === 0 ? '' : breakLine(true);
  if (needsSemicolon || choices.below(4) === 3) return choices.below(2) === 0 ? '; ' : ` ;${breakLine(true)}`;
  return breakLine(true);
}
