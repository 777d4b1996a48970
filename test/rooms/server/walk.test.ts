// Every feature at every token boundary of every case: nothing throws, what completion inserts parses and means something, and names
// lead where they should.
import { expect, test } from 'vitest';
import { CompletionItemKind } from 'vscode-languageserver';
import { clientOf } from '../../../src/server/client.ts';
import { prepareCalls } from '../../../src/server/features/calls.ts';
import { codeActions } from '../../../src/server/features/code-actions.ts';
import { codeLenses } from '../../../src/server/features/code-lens.ts';
import { completion } from '../../../src/server/features/completion.ts';
import { definition, implementations, typeDefinition } from '../../../src/server/features/definition.ts';
import { foldingRanges, selectionRange } from '../../../src/server/features/folding.ts';
import { formatOnType } from '../../../src/server/features/formatting.ts';
import { hover } from '../../../src/server/features/hover.ts';
import { inlayHints } from '../../../src/server/features/inlay-hints.ts';
import { documentLinks } from '../../../src/server/features/links.ts';
import { highlights, references } from '../../../src/server/features/references.ts';
import { prepareRename, rename } from '../../../src/server/features/rename.ts';
import { semanticTokens } from '../../../src/server/features/semantic-tokens.ts';
import { signatureHelp } from '../../../src/server/features/signature.ts';
import { documentSymbols } from '../../../src/server/features/symbols.ts';
import { namedAt } from '../../../src/server/place.ts';
import { offsetsOf } from '../../../src/server/ranges.ts';
import type { View } from '../../../src/server/workspace.ts';
import { Workspace } from '../../../src/server/workspace.ts';
import { Source, spanEnd, spanStart } from '../../../src/text/index.ts';
import { cases, page, shown } from './programs.ts';
import { memoryHost } from './session.ts';

const client = clientOf({ capabilities: {} });
const uri = 'file:///w/main.mesh';

/** A project of one file, as features see it. */
function opened(text: string): { readonly workspace: Workspace; readonly view: () => View } {
  const workspace = new Workspace(
    { ...memoryHost({}), later: () => () => {} },
    {
      publish: () => {},
      refresh: () => {},
      loading: () => {},
      failed: (_: string, error: unknown) => {
        throw error;
      },
    },
  );
  workspace.open(uri, 'mesh', 1, text);
  const view = (): View => workspace.view(uri) as View;
  return { workspace, view };
}

/** Where words begin and end. */
const boundaries = (text: string): number[] => [
  ...new Set(
    [...text.matchAll(/[\w-]+|"[^"\n]*"|\S/g)].flatMap((match) => [match.index, match.index + match[0].length]),
  ),
];

const sample = <T>(list: readonly T[], most: number): T[] =>
  process.env.MESH_DEEP ? [...list] : list.filter((_, at) => at % Math.max(1, Math.ceil(list.length / most)) === 0);

test('features answer everywhere', () => {
  for (const { name, text } of [page(), ...sample([...cases(), ...shown()], 30)]) {
    const view = opened(text).view();
    const whole = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };
    const all = [documentSymbols, foldingRanges, documentLinks, semanticTokens, codeLenses] as const;
    for (const feature of all) expect(feature(view), name).toBeDefined();
    expect(inlayHints(view, whole), name).toBeDefined();
    for (const offset of sample(boundaries(text), 150)) {
      const { line, column } = view.source.position(offset);
      const range = { start: { line, character: column }, end: { line, character: column } };
      hover(view, offset, client);
      definition(view, offset);
      typeDefinition(view, offset);
      implementations(view, offset);
      references(view, offset, true);
      highlights(view, offset);
      prepareRename(view, offset);
      signatureHelp(view, offset);
      prepareCalls(view, offset);
      selectionRange(view, offset);
      formatOnType(view, offset);
      codeActions(view, range, undefined, client);
    }
  }
});

const errorsIn = (text: string): Map<string, number> => {
  const view = opened(text).view();
  const found = view.project.diagnosticsOf(view.path).filter(({ severity }) => severity === 'error');
  return new Map([...Map.groupBy(found, ({ code }) => code)].map(([code, all]) => [code, all.length]));
};

/** Codes of the errors that lie within a stretch. */
function errorsAt(text: string, start: number, end: number): string[] {
  const view = opened(text).view();
  return view.project.diagnosticsOf(view.path).flatMap(({ severity, span, code }) => {
    const inside = spanStart(span) >= start && spanEnd(span) <= end && spanEnd(span) > spanStart(span);
    return severity === 'error' && inside ? [code] : [];
  });
}

/** Names that mean nothing, things of another kind, and values of another type: what completion must not bring about. */
const UNRESOLVED = ['M2001', 'M2002', 'M2003', 'M2004', 'M2005', 'M2010', 'M2011', 'M3001'];

test('what completion inserts parses and means something', () => {
  let asked = 0;
  let wrong = 0;
  const failures: string[] = [];
  for (const { name, text } of [page(), ...sample(cases(), 12)]) {
    const { view } = opened(text);
    if (
      view()
        .project.diagnosticsOf('/w/main.mesh')
        .some(({ severity }) => severity === 'error')
    )
      continue;
    // The names that stand there are taken away and completed again.
    const words = [...text.matchAll(/[A-Za-z][\w-]*/g)].filter(
      ({ index }) => namedAt(view(), index + 1)?.declares === false,
    );
    for (const word of sample(words, 25)) {
      const without = text.slice(0, word.index) + text.slice(word.index + word[0].length);
      const half = opened(without).view();
      for (const item of sample(completion(half, word.index, client).items, 6)) {
        const edit = item.textEdit as { readonly range: Parameters<typeof offsetsOf>[1]; readonly newText: string };
        const { start, end } = offsetsOf(half.source, edit.range);
        const [extra] = item.additionalTextEdits ?? [];
        let result = without.slice(0, start) + edit.newText + without.slice(end);
        if (extra) {
          const at = offsetsOf(new Source('x', without), extra.range).start;
          result = result.slice(0, at) + extra.newText + result.slice(at);
        }
        asked++;
        const from = start + (extra ? extra.newText.length : 0);
        const bad = errorsAt(result, from, from + edit.newText.length).filter(
          (code) => item.kind !== CompletionItemKind.Keyword && (UNRESOLVED.includes(code) || code.startsWith('M1')),
        );
        if (bad.length === 0) continue;
        wrong++;
        failures.push(
          `${name}:${new Source('x', text).position(word.index).line + 1} ${word[0]} -> ${item.label}: ${bad.join(' ')}`,
        );
      }
    }
  }
  if (wrong > 0) console.log(failures.slice(0, 40).join('\n'));
  expect(asked).toBeGreaterThan(200);
  expect(wrong / asked).toBeLessThan(0.01);
});

test('what stood there is offered', () => {
  const missing: string[] = [];
  let asked = 0;
  for (const { name, text } of [page(), ...sample(cases(), 20)]) {
    const { view } = opened(text);
    if (
      view()
        .project.diagnosticsOf('/w/main.mesh')
        .some(({ severity }) => severity === 'error')
    )
      continue;
    const words = [...text.matchAll(/[A-Za-z][\w-]*/g)].filter(
      ({ index }) => namedAt(view(), index + 1)?.declares === false,
    );
    for (const word of sample(words, 60)) {
      if (/["`]/.test(text[word.index - 1] ?? '')) continue;
      const half = opened(text.slice(0, word.index) + text.slice(word.index + word[0].length)).view();
      asked++;
      const labels = completion(half, word.index, client).items.map(({ label }) => label);
      if (!labels.includes(word[0])) missing.push(`${name}:${half.source.position(word.index).line + 1} ${word[0]}`);
    }
  }
  if (missing.length > 0) console.log(missing.slice(0, 40).join('\n'));
  expect(asked).toBeGreaterThan(60);
  expect(missing.length / asked).toBeLessThan(0.02);
});

test('completion answers everywhere, also in half a program', () => {
  for (const { name, text } of [page(), ...sample(shown(), 10)])
    for (const offset of sample(boundaries(text), 40)) {
      const half = opened(text.slice(0, offset)).view();
      if (half) expect(completion(half, offset, client).items, name).toBeDefined();
      expect(completion(opened(text).view(), offset, client).items, name).toBeDefined();
    }
});

test('renaming keeps the meaning: every place changes, nothing is left that means nothing', () => {
  for (const { name, text } of [page(), ...sample(cases(), 10)]) {
    const { view } = opened(text);
    const before = errorsIn(text);
    if (before.size > 0) continue;
    const words = [...text.matchAll(/[A-Za-z][\w-]*/g)].filter(({ index }) => prepareRename(view(), index + 1));
    for (const word of sample(words, 25)) {
      const edits = rename(view(), word.index + 1, 'renamed').changes?.[uri] ?? [];
      const spots = edits
        .map((edit) => ({ ...offsetsOf(view().source, edit.range), text: edit.newText }))
        .sort((a, b) => b.start - a.start);
      let result = text;
      for (const { start, end, text: put } of spots) result = result.slice(0, start) + put + result.slice(end);
      const errors = errorsIn(result);
      expect(
        [...errors.keys()].filter((code) => code.startsWith('M2')),
        `${name}: ${word[0]}\n${result}`,
      ).toEqual([]);
    }
  }
});
