// YAML text → documents with the span of every node, read as Kubernetes reads them; what is wrong with one is told and leaves the
// others alone. JSON is read as the YAML that it is.
import { Composer, type CST, type DocumentOptions, type ParseOptions, Parser, type SchemaOptions } from 'yaml';
import { Anchor, type Source } from '../text/index.ts';
import {
  type AliasUse,
  isNothing,
  type Problem,
  type ProblemKind,
  type Reading,
  readNode,
  Stop,
  say,
  sayTemplate,
} from './read-node.ts';
import { type DocumentRange, splitDocuments } from './split-documents.ts';
import { templateAt } from './template.ts';
import type { Node } from './tree.ts';

/**
 * One document of a stream. `range` are offsets of its text, comments before it and its `---` included; the ranges of a stream's
 * documents make up its text. In maps an entry's `origin` is its key's span, that of a value the value's (a flow collection's begins at
 * its bracket, a block list's at its first dash, a block map's at its first key).
 */
export interface ReadDocument {
  readonly index: number;
  /** `broken`: not to be understood, no root. `empty`: nothing but comments, no root. */
  readonly state: 'read' | 'empty' | 'broken';
  readonly root?: Node;
  readonly source: Source;
  readonly range: DocumentRange;
  readonly aliases: readonly AliasUse[];
  readonly problems: readonly Problem[];
}

export interface ReadOptions {
  /** How many nodes all aliases of one document may stand for together. */
  readonly maxAliases?: number;
}

const MOST_ALIASES = 100_000;

/** All documents of a stream, and the problems of all of them in order. Never throws on any text. */
export function readYaml(
  source: Source,
  { maxAliases = MOST_ALIASES }: ReadOptions = {},
): { readonly documents: readonly ReadDocument[]; readonly problems: readonly Problem[] } {
  const anchor = new Anchor(source, 0);
  const documents = splitDocuments(source.text).map((range, index) => readDocument(anchor, range, index, maxAliases));
  return { documents, problems: documents.flatMap(({ problems }) => problems) };
}

function readDocument(anchor: Anchor, range: DocumentRange, index: number, maxAliases: number): ReadDocument {
  const { source } = anchor;
  const text = source.text.slice(range.start, range.end);
  const reading: Reading = {
    anchor,
    base: range.start,
    text,
    maxAliases,
    anchored: new Map(),
    aliases: [],
    problems: [],
    size: 0,
    aliased: 0,
  };
  const root = readRoot(reading);
  const { aliases, problems } = reading;
  const document = { index, source, range, aliases, problems };
  if (problems.some(({ kind }) => BREAKING.has(kind))) return { ...document, state: 'broken' };
  return root === undefined ? { ...document, state: 'empty' } : { ...document, state: 'read', root };
}

const BREAKING: ReadonlySet<ProblemKind> = new Set(['syntax', 'template', 'alias', 'alias-bomb', 'key', 'depth']);

/** The parser's own view of types is switched off: every scalar is text to it. */
const PARSER_OPTIONS: DocumentOptions & ParseOptions & SchemaOptions = {
  schema: 'failsafe',
  resolveKnownTags: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
};

/** What go-yaml refuses to read; 0x85 and the characters after it are text to both. */
const CONTROL = /(?![\t\n\r\u0085])\p{Cc}/u;
const codePoint = (character: string): string =>
  `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/** The document's root, or nothing for an empty document and for a broken one, whose problem is then told. */
function readRoot(reading: Reading): Node | undefined {
  const control = CONTROL.exec(reading.text);
  if (control !== null) {
    say(
      reading,
      'syntax',
      control.index,
      control.index + 1,
      `a control character (${codePoint(control[0])}) cannot stand in YAML`,
    );
    return undefined;
  }
  try {
    const tokens = untilError(new Parser().parse(reading.text));
    const [document] = new Composer(PARSER_OPTIONS).compose(tokens, true, reading.text.length);
    const [error] = document?.errors ?? [];
    if (error !== undefined) saySyntax(reading, error.message, error.pos);
    else if (document && document.contents !== null && !isNothing(document.contents))
      return readNode(reading, document.contents);
  } catch (thrown) {
    if (thrown instanceof RangeError) sayDepth(reading);
    else if (!(thrown instanceof Stop)) throw thrown;
  }
  return undefined;
}

/** Only the first error is told, and a text without any sense has one for each character. */
function* untilError(tokens: Iterable<CST.Token>): Iterable<CST.Token> {
  for (const token of tokens) {
    yield token;
    if (token.type === 'error') return;
  }
}

/** The parser's first complaint; those after it are mostly its echoes. Never told beyond the document's own text. */
function saySyntax(reading: Reading, message: string, [start, end]: readonly [number, number]): void {
  const template = templateAt(reading.text);
  const last = Math.max(0, reading.text.trimEnd().length - 1);
  if (message.includes('call stack')) sayDepth(reading);
  else if (template !== undefined) sayTemplate(reading, template.start, template.end);
  else say(reading, 'syntax', Math.min(start, last), Math.min(end, last + 1), lowerFirst(message));
}

const sayDepth = (reading: Reading): void =>
  say(reading, 'depth', 0, 0, 'lists and maps are nested too deeply to be read');
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
