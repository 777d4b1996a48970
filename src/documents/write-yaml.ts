// Documents → YAML in block style, one pass, the same bytes for the same tree. On demand with a comment above each object and list
// item that says where it came from, and with the source span of every line written. Must not look at what the documents mean.
import { placeOf, type Span } from '../text/index.ts';
import type { Document, Entry, ListNode, MapNode, Node, Scalar, ScalarValue } from './tree.ts';
import { isLiteral, numberYaml, quoteYaml } from './yaml-text.ts';

export interface WriteOptions {
  /** Write `# from file:line` above every document and every map in a list that has an origin. */
  readonly comments?: boolean;
}

/** A line of the output, counted from 1, and the innermost span that it came from. */
export interface LineMapping {
  readonly line: number;
  readonly span: Span;
}

/** YAML text of several documents with `---` between them; empty for none. */
export const writeYaml = (documents: readonly Document[], options: WriteOptions = {}): string =>
  write(documents, options, undefined);

/** `writeYaml`, and the origin of every line that begins a node whose own or enclosing origin is known. */
export function writeYamlWithMap(
  documents: readonly Document[],
  options: WriteOptions = {},
): { readonly text: string; readonly mappings: readonly LineMapping[] } {
  const mappings: LineMapping[] = [];
  return { text: write(documents, options, mappings), mappings };
}

/** What is written so far. `line` counts finished lines; `said` is the place that the last comment named. */
interface Output {
  readonly parts: string[];
  line: number;
  said: string;
  readonly keys: Map<string, string>;
  readonly comments: boolean;
  readonly mappings: LineMapping[] | undefined;
}

function write(documents: readonly Document[], options: WriteOptions, mappings: LineMapping[] | undefined): string {
  const out: Output = { parts: [], line: 0, said: '', keys: new Map(), comments: options.comments ?? false, mappings };
  for (const [index, document] of documents.entries()) {
    if (index > 0) put(out, '---\n');
    writeDocument(out, document);
  }
  return out.parts.join('');
}

function writeDocument(out: Output, { root, comments = [] }: Document): void {
  for (const comment of comments) {
    for (const line of comment.split(LINE_BREAKS))
      put(out, `${`# ${line.replace(UNPRINTABLE, '\ufffd')}`.trimEnd()}\n`);
  }
  out.said = '';
  sayOrigin(out, root.origin, '');
  if (root.entries.length === 0) put(out, '{}\n');
  else writeMap(out, root, '', root.origin);
}

const LINE_BREAKS = /\r\n|[\n\r\u0085\u2028\u2029]/;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufeff\ufffe\uffff]/gu;

/** Two more spaces, from a table so that depth costs no strings. */
const deeper = (indent: string): string => INDENTS[indent.length / 2 + 1] ?? `${indent}  `;
const INDENTS = Array.from({ length: 40 }, (_, depth) => '  '.repeat(depth));

/** Adds one whole line, or the rest of one. */
function put(out: Output, line: string): void {
  out.parts.push(line);
  out.line++;
}

/** The entries of a map that is not empty; the first stands where the output is now, the others on lines of their own. */
function writeMap(out: Output, node: MapNode, indent: string, outer: Span | undefined): void {
  let lead = '';
  for (const one of node.entries) {
    out.parts.push(lead);
    writeEntry(out, one, indent, one.origin ?? one.value.origin ?? outer);
    lead = indent;
  }
}

/** Keys beyond this many characters must be marked with `?`; readers may stop looking for the colon at 1024. */
const LONGEST_KEY = 1000;

function writeEntry(out: Output, { key, value }: Entry, indent: string, origin: Span | undefined): void {
  const spelled = spellKey(out, key);
  if (spelled.length <= LONGEST_KEY) {
    out.parts.push(spelled);
    out.parts.push(':');
  } else {
    mark(out, origin);
    put(out, `? ${spelled}\n`);
    out.parts.push(`${indent}:`);
  }
  mark(out, origin);
  writeValue(out, value, indent, origin);
}

/** What follows `key:`. Lists stand in the column of their key, as kubectl writes them. */
function writeValue(out: Output, value: Node, indent: string, origin: Span | undefined): void {
  if (isInline(value)) writeInline(out, value, indent);
  else {
    put(out, '\n');
    if (value.kind === 'list') writeList(out, value, indent, value.origin ?? origin, indent);
    else {
      const inner = deeper(indent);
      out.parts.push(inner);
      writeMap(out, value, inner, value.origin ?? origin);
    }
  }
}

/** The items of a list that is not empty. `lead` is what the first one's line still needs before its dash. */
function writeList(out: Output, node: ListNode, indent: string, outer: Span | undefined, lead: string): void {
  let before = lead;
  for (const item of node.items) {
    const origin = item.origin ?? outer;
    if (item.kind === 'map' && before === indent) sayOrigin(out, item.origin, indent);
    out.parts.push(before);
    out.parts.push('-');
    mark(out, origin);
    writeItem(out, item, indent, origin);
    before = indent;
  }
}

/** What follows the dash of an item. */
function writeItem(out: Output, item: Node, indent: string, origin: Span | undefined): void {
  if (isInline(item)) writeInline(out, item, indent);
  else {
    const inner = deeper(indent);
    out.parts.push(' ');
    if (item.kind === 'list') writeList(out, item, inner, origin, '');
    else writeMap(out, item, inner, origin);
  }
}

type Inline = Scalar | (MapNode & { entries: readonly [] }) | (ListNode & { items: readonly [] });

/** Whether a node begins on its parent's line: scalars and what is empty. */
const isInline = (node: Node): node is Inline =>
  node.kind === 'scalar' || (node.kind === 'map' ? node.entries.length === 0 : node.items.length === 0);

function writeInline(out: Output, node: Inline, indent: string): void {
  if (node.kind !== 'scalar') put(out, node.kind === 'map' ? ' {}\n' : ' []\n');
  else if (typeof node.value === 'string' && isLiteral(node.value)) writeLiteral(out, node.value, deeper(indent));
  else {
    out.parts.push(' ');
    out.parts.push(spell(node.value));
    put(out, '\n');
  }
}

function spell(value: ScalarValue): string {
  if (typeof value === 'string') return quoteYaml(value);
  return typeof value === 'number' ? numberYaml(value) : String(value);
}

const MOST_KEYS = 10_000;

/** The spelling of a key; the few keys of a format are spelled thousands of times. */
function spellKey(out: Output, key: string): string {
  const known = out.keys.get(key);
  if (known !== undefined) return known;
  const spelled = quoteYaml(key);
  if (out.keys.size < MOST_KEYS) out.keys.set(key, spelled);
  return spelled;
}

function writeLiteral(out: Output, value: string, indent: string): void {
  const ends = value.endsWith('\n');
  put(out, ends ? ' |\n' : ' |-\n');
  for (const line of (ends ? value.slice(0, -1) : value).split('\n'))
    put(out, line === '' ? '\n' : `${indent}${line}\n`);
}

/** Notes the origin of the line being written; a node nested deeper on the same line takes the place of its parent. */
function mark(out: Output, span: Span | undefined): void {
  if (out.mappings === undefined || span === undefined) return;
  const line = out.line + 1;
  if (out.mappings.at(-1)?.line === line) out.mappings.pop();
  out.mappings.push({ line, span });
}

/** Writes the comment that names an origin, unless the last one named the same line. */
function sayOrigin(out: Output, origin: Span | undefined, indent: string): void {
  if (!out.comments || origin === undefined) return;
  const place = placeOf(origin).replace(/:\d+$/, '').replace(UNPRINTABLE, '\ufffd');
  if (place === out.said) return;
  out.said = place;
  put(out, `${indent}# from ${place}\n`);
}
