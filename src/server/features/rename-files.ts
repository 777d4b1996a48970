// Files and folders that get another name: the paths of mesh.yaml follow them. Programs name no files, so nothing else does.
import type { FileRename, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { type Node, readYaml } from '../../documents/index.ts';
import { Source, type Span, spanText } from '../../text/index.ts';
import type { Project } from '../project.ts';
import { rangeOf } from '../ranges.ts';
import { pathOfUri, relativePath, uriOfPath } from '../uri.ts';

/** The edits of all mesh.yaml that name what is renamed; nothing where none does. */
export function renamedFiles(projects: Iterable<Project>, files: readonly FileRename[]): WorkspaceEdit | undefined {
  const changes: Record<string, TextEdit[]> = {};
  for (const project of projects) {
    const text = project.configurationText;
    if (text === undefined) continue;
    const edits = editsIn(new Source(project.configurationPath, text), project.root, files);
    if (edits.length > 0) changes[uriOfPath(project.configurationPath)] = edits;
  }
  return Object.keys(changes).length > 0 ? { changes } : undefined;
}

function editsIn(source: Source, root: string, files: readonly FileRename[]): TextEdit[] {
  const node = readYaml(source).documents.find(({ state }) => state === 'read')?.root;
  return pathsIn(node).flatMap(({ text, span }) => {
    const renamed = files.map(({ oldUri, newUri }) => moved(text, root, pathOfUri(oldUri), pathOfUri(newUri)));
    const path = renamed.find((each) => each !== undefined);
    return path === undefined ? [] : [{ range: rangeOf(span), newText: asWritten(path, spanText(span)) }];
  });
}

interface WrittenPath {
  readonly text: string;
  readonly span: Span;
}

const LISTS: ReadonlySet<string> = new Set(['sources', 'exclude', 'include']);

/** Scalars that are paths: items of the lists of files, and where targets are written to. */
function pathsIn(node: Node | undefined): WrittenPath[] {
  if (node?.kind !== 'map') return [];
  return node.entries.flatMap(({ key, value }) => {
    if (LISTS.has(key)) return value.kind === 'list' ? value.items.flatMap(scalar) : [];
    if (key === 'output') return scalar(value);
    return value.kind === 'list' ? value.items.flatMap(pathsIn) : pathsIn(value);
  });
}

const scalar = (node: Node): WrittenPath[] =>
  node.kind === 'scalar' && typeof node.value === 'string' && node.origin
    ? [{ text: node.value, span: node.origin }]
    : [];

/** The path after the renaming; nothing where it leads elsewhere. */
function moved(text: string, root: string, from: string, to: string): string | undefined {
  const bare = text.replace(/^(\.\/)+/, '');
  const [before, after] = text.startsWith('/') ? [from, to] : [relativePath(root, from), relativePath(root, to)];
  const rest = bare === before ? '' : bare.startsWith(`${before}/`) ? bare.slice(before.length) : undefined;
  if (rest === undefined || before === '') return undefined;
  return `${text.slice(0, text.length - bare.length)}${after}${rest}`;
}

/** In the quotes that stood there, or in quotes where it needs them. */
function asWritten(path: string, before: string): string {
  const quote = /^["']/.exec(before)?.[0];
  if (quote === "'" && !path.includes("'")) return `'${path}'`;
  return quote === undefined && /^[\w./][\w./ -]*$/.test(path) ? path : JSON.stringify(path);
}
