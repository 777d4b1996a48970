// One document's text → its root and what is wrong with it, by the parser of the package `yaml`, for every text there is. The only
// file, with read-node.ts, that needs the package.
import {
  Composer,
  type CST,
  type DocumentOptions,
  type ParseOptions,
  Parser,
  type SchemaOptions,
  type YAMLError,
} from 'yaml';
import type { Anchor } from '../text/index.ts';
import { isNothing, type ProblemKind, type Reading, readNode, Stop, say, sayTemplate } from './read-node.ts';
import type { ReadDocument } from './read-yaml.ts';
import type { DocumentRange } from './split-documents.ts';
import { templateAt } from './template.ts';
import type { Node } from './tree.ts';

/** Never throws on any text. `maxAliases`: how many nodes all aliases may stand for together. */
export function readWhole(anchor: Anchor, range: DocumentRange, index: number, maxAliases: number): ReadDocument {
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
  const { composer, complaints } = impatientComposer();
  try {
    const tokens = untilError(new Parser().parse(reading.text));
    const [document] = composer.compose(tokens, true, reading.text.length);
    const [error] = document?.errors ?? [];
    if (error !== undefined) saySyntax(reading, error.message, error.pos);
    else if (document && document.contents !== null && !isNothing(document.contents))
      return readNode(reading, document.contents);
  } catch (thrown) {
    const [complaint] = complaints();
    if (complaint !== undefined) saySyntax(reading, complaint.message, complaint.pos);
    else if (thrown instanceof RangeError) sayDepth(reading);
    else if (!(thrown instanceof Stop)) throw thrown;
  }
  return undefined;
}

interface Inside {
  onError: (source: unknown, code: unknown, message: string, warning?: boolean) => void;
  readonly errors: readonly YAMLError[];
}

/** The package makes an Error, with its stack, of each complaint; this one gives up at the first, by throwing anything at all. */
function impatientComposer(): { readonly composer: Composer; readonly complaints: () => readonly YAMLError[] } {
  const composer = new Composer(PARSER_OPTIONS);
  const inside = composer as unknown as Inside;
  const { onError } = inside;
  inside.onError = (source, code, message, warning) => {
    if (inside.errors.length === 0) onError(source, code, message, warning);
    if (inside.errors.length > 0) throw inside.errors[0];
  };
  return { composer, complaints: () => inside.errors };
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
