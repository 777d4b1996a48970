// mesh.yaml in the editor: its keys and values completed and explained from the JSON Schema, with the targets and environments there are.
import {
  type CompletionItem,
  CompletionItemKind,
  type DocumentLink,
  type Hover,
  MarkupKind,
  type Position,
} from 'vscode-languageserver';
import schema from '../../program/mesh-yaml.schema.json' with { type: 'json' };
import { targetNames } from '../../targets/index.ts';
import type { Source } from '../../text/index.ts';
import { rangeBetween } from '../ranges.ts';
import { joinPath, uriOfPath } from '../uri.ts';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
}

const root = schema as unknown as Schema & { readonly definitions?: Readonly<Record<string, Schema>> };

function resolved(one: Schema): readonly Schema[] {
  if (one.$ref) {
    const name = one.$ref.split('/').at(-1) ?? '';
    const target = root.definitions?.[name];
    return target ? [one, ...resolved(target)] : [];
  }
  return one.anyOf ? [one, ...one.anyOf.flatMap(resolved)] : [one];
}

interface Place {
  /** Keys from the root to the block that the line stands in; `-` for an item of a list. */
  readonly path: readonly string[];
  readonly key: string | undefined;
  readonly inValue: boolean;
}

/** Where a position is, by indentation: also in files that are half typed. */
function placeAt(source: Source, { line, character }: Position): Place {
  const text = source.line(line);
  const own = /^(\s*(?:- +)*)([\w.$-]*)(\s*:)?/.exec(text);
  const before = text.slice(0, character);
  const indent = own?.[1]?.length ?? 0;
  const path = [...keysAround(linesAbove(source, line), indent), ...(isItem(text) ? ['-'] : [])];
  return { path, key: own?.[2] || undefined, inValue: /:\s/.test(before.slice(indent)) || /^\s*- [^:]*$/.test(before) };
}

const isItem = (text: string): boolean => /^\s*- /.test(text);

/** A line with a key, where the key stands and where the line begins. */
interface KeyLine {
  readonly key: string;
  readonly depth: number;
  readonly first: number;
}

function keyLineOf(text: string): KeyLine | undefined {
  const match = /^(\s*)((?:- +)*)([\w.$/@-]+)\s*:/.exec(text);
  if (!match) return undefined;
  const [, blank = '', dashes = '', key = ''] = match;
  const depth = blank.length + dashes.length;
  return { key, depth, first: dashes === '' ? depth : blank.length };
}

function* linesAbove(source: Source, line: number): Generator<KeyLine> {
  for (let at = line - 1; at >= 0; at--) {
    const found = keyLineOf(source.line(at));
    if (found) yield found;
  }
}

/** The keys of the blocks around, of lines from below. */
function keysAround(lines: Iterable<KeyLine>, indent: number): string[] {
  const path: string[] = [];
  let limit = indent;
  if (limit === 0) return path;
  for (const { key, depth, first } of lines) {
    if (depth >= limit) continue;
    path.unshift(key);
    limit = first;
    if (limit === 0) break;
  }
  return path;
}

function schemasAt(path: readonly string[]): readonly Schema[] {
  return path.reduce<readonly Schema[]>(
    (at, step) =>
      at.flatMap((one) => {
        if (one.items && !one.properties?.[step]) {
          const items = resolved(one.items);
          return step === '-' ? items : items.flatMap((item) => below(item, step));
        }
        return below(one, step);
      }),
    resolved(root),
  );
}

function below(one: Schema, step: string): readonly Schema[] {
  const own = one.properties?.[step];
  if (own) return resolved(own);
  return typeof one.additionalProperties === 'object' ? resolved(one.additionalProperties) : [];
}

export function yamlCompletion(source: Source, position: Position): CompletionItem[] {
  const { path, key, inValue } = placeAt(source, position);
  const value = key !== undefined && inValue;
  const schemas = schemasAt(value ? [...path, key] : path);
  if (value || inValue) return values([...path, ...(value ? [key] : [])], schemas);
  return schemas.flatMap(({ properties, items }) =>
    Object.entries(
      properties ?? (items ? Object.assign({}, ...resolved(items).map((each) => each.properties ?? {})) : {}),
    ).map(([name, one]) => ({
      label: name,
      kind: CompletionItemKind.Property,
      insertText: `${name}: `,
      ...((one as Schema).description ? { documentation: (one as Schema).description as string } : {}),
    })),
  );
}

function values(path: readonly string[], schemas: readonly Schema[]): CompletionItem[] {
  const words = schemas.flatMap(({ enum: list, const: only }) => [
    ...(list ?? []),
    ...(only === undefined ? [] : [String(only)]),
  ]);
  const targets = path.includes('targets') || path.at(-1) === 'target' ? targetNames() : [];
  return [...words, ...targets].map((label) => ({ label, kind: CompletionItemKind.Value }));
}

export function yamlHover(source: Source, position: Position): Hover | undefined {
  const { path, key } = placeAt(source, position);
  if (key === undefined) return undefined;
  const description = schemasAt([...path, key]).find((one) => one.description)?.description;
  return description ? { contents: { kind: MarkupKind.Markdown, value: `**${key}**: ${description}` } } : undefined;
}

const PATHS = new Set(['sources', 'include']);

/** Files and folders that `sources` and `include` name. */
export function yamlLinks(source: Source, folder: string): DocumentLink[] {
  /** Lines with keys that may be around what comes, the nearest first. */
  let open: KeyLine[] = [];
  return source.lineStarts.flatMap((start, line) => {
    const text = source.line(line);
    const match = /^(\s*- +)["']?([^"'#\s]+)/.exec(text);
    const around = match ? keysAround(open, (match[1] as string).length) : [];
    const own = keyLineOf(text);
    if (own) open = [own, ...open.filter(({ depth }) => depth < own.depth)];
    if (!match?.[2] || match[2].includes('*') || !around.some((key) => PATHS.has(key))) return [];
    const from = start + (match[1]?.length ?? 0);
    const target = uriOfPath(match[2].startsWith('/') ? match[2] : joinPath(folder, match[2].replace(/^\.\//, '')));
    return [{ range: rangeBetween(source, from, from + match[2].length), target }];
  });
}
