// Completion wherever the grammar allows something: a probe word is parsed at the cursor, and what the parser makes of it says which
// names, settings and words may stand there. Words of the language are tried out one by one.
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  MarkupKind,
  type Range,
  type TextEdit,
} from 'vscode-languageserver';
import type { Client } from '../client.ts';
import { contextOf } from '../completion/context.ts';
import { declarationCandidates, wordCandidates } from '../completion/keywords.ts';
import type { Candidate, Kind } from '../completion/names.ts';
import { type Place, placeCandidates } from '../completion/places.ts';
import { settingCandidates } from '../completion/settings.ts';
import { labelCandidates, textCandidates } from '../completion/texts.ts';
import { PROBE, quoteOpenIn, type Spot, spotAt, tryWord } from '../completion/trial.ts';
import { rangeBetween } from '../ranges.ts';
import type { View } from '../workspace.ts';

export function completion(view: View, offset: number, client: Client): CompletionList {
  const spot = spotAt(view.tree, offset);
  if (!spot) return { isIncomplete: false, items: [] };
  const { candidates, cut } = candidatesAt(view, spot, offset);
  const range = rangeBetween(view.source, spot.start, spot.end);
  return { isIncomplete: cut, items: distinct(candidates).map((each) => itemOf(each, range, view, client)) };
}

interface Found {
  readonly candidates: readonly Candidate[];
  readonly cut: boolean;
}

function candidatesAt(view: View, spot: Spot, offset: number): Found {
  const quote = quoteOpenIn(spot.before);
  if (quote) return { candidates: quote === '"' ? textCandidates(spot.before) : [], cut: false };
  const { path, isTaken } = tryWord(spot.before, PROBE);
  const last = path.at(-1);
  if (/\bpods\s*\{[^{}]*$/.test(spot.before)) return { candidates: labelCandidates(spot), cut: false };
  if (!last) {
    const candidates = [...declarationCandidates(spot), ...wordCandidates(spot, undefined)];
    return { candidates, cut: false };
  }
  const place: Place = { view, spot, offset, path };
  const parent = path.at(-2);
  if (parent?.kind === 'setting' && last.kind === 'name' && parent.word.span.start === last.span.start) {
    const context = contextOf(path.slice(0, -2));
    const settings = context ? settingCandidates(view, context, offset) : [];
    return { candidates: [...settings, ...wordCandidates(spot, context)], cut: false };
  }
  const named = isTaken ? placeCandidates(place) : { candidates: [], cut: false };
  const glued = /[@:/]$/.test(spot.before) && !/\/\/$/.test(spot.before);
  const words = glued ? [] : wordCandidates(spot, contextOf(path));
  return { candidates: [...named.candidates, ...words], cut: named.cut };
}

function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ label }) => !seen.has(label) && seen.add(label));
}

const kinds: Readonly<Record<Kind, CompletionItemKind>> = {
  declaration: CompletionItemKind.Keyword,
  keyword: CompletionItemKind.Keyword,
  setting: CompletionItemKind.Property,
  word: CompletionItemKind.EnumMember,
  type: CompletionItemKind.TypeParameter,
  namespace: CompletionItemKind.Module,
  port: CompletionItemKind.Field,
  version: CompletionItemKind.EnumMember,
  parameter: CompletionItemKind.Variable,
  text: CompletionItemKind.Text,
  value: CompletionItemKind.Value,
  let: CompletionItemKind.Constant,
  input: CompletionItemKind.Variable,
  condition: CompletionItemKind.Function,
  policy: CompletionItemKind.Function,
  rules: CompletionItemKind.Method,
  service: CompletionItemKind.Class,
  egress: CompletionItemKind.Interface,
  gateway: CompletionItemKind.Module,
};

function itemOf(candidate: Candidate, range: Range, view: View, client: Client): CompletionItem {
  const { label, kind, insert, detail, documentation, use, rank } = candidate;
  const snippet = candidate.snippet ?? callSnippet(candidate, view, range);
  const expands = snippet !== undefined && client.snippets;
  return {
    label,
    kind: kinds[kind],
    sortText: `${rank}${label}`,
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined
      ? {}
      : {
          documentation: {
            kind: client.documentation ? MarkupKind.Markdown : MarkupKind.PlainText,
            value: documentation,
          },
        }),
    ...(expands ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
    textEdit: { range, newText: expands ? snippet : (insert ?? label) },
    ...(use === undefined ? {} : { additionalTextEdits: [useEdit(view, use)] }),
  };
}

/** `asks(${1:version})`, unless its arguments stand there already. */
function callSnippet({ label, parameters }: Candidate, { source }: View, { end }: Range): string | undefined {
  const after = source.text[source.offset({ line: end.line, column: end.character })];
  if (!parameters || after === '(') return undefined;
  return `${label}(${parameters.map((name, at) => `\${${at + 1}:${name}}`).join(', ')})`;
}

/** A `use` line after the ones that are there, or after `namespace`, or at the beginning. */
export function useEdit({ tree, source }: View, name: string): TextEdit {
  const declarations = tree.segments.flatMap((segment) => segment.declarations);
  const last =
    declarations.findLast(({ kind }) => kind === 'use') ?? declarations.find(({ kind }) => kind === 'namespace');
  if (last) {
    const at = last.span.anchor.offset + last.span.end;
    const gap = last.kind === 'namespace' ? '\n\n' : '\n';
    return { range: rangeBetween(source, at, at), newText: `${gap}use ${name}` };
  }
  const first = declarations[0];
  const lineStart = first ? source.text.lastIndexOf('\n', first.span.anchor.offset + first.span.start - 1) + 1 : 0;
  const at = first?.doc === undefined ? lineStart : 0;
  return { range: rangeBetween(source, at, at), newText: `use ${name}\n\n` };
}
