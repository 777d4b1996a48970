// Every feature at every token boundary of every case: nothing throws, what completion inserts parses and means something, and names
// lead where they should.
import { expect, test } from 'vitest';
import { type CompletionItem, CompletionItemKind, type TextEdit } from 'vscode-languageserver';
import { catalogue } from '../../../src/diagnostics/index.ts';
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
import { declarationsOf, type FileTree } from '../../../src/syntax/index.ts';
import { type Source, spanEnd, spanStart } from '../../../src/text/index.ts';
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

/** Codes of the errors that a stretch shares a character with. */
function errorsAt(text: string, start: number, end: number): string[] {
  const view = opened(text).view();
  return view.project.diagnosticsOf(view.path).flatMap(({ severity, span, code }) => {
    const shares = spanStart(span) < end && spanEnd(span) > start;
    return severity === 'error' && shares ? [code] : [];
  });
}

const { types } = catalogue;
/** What is not said yet, where the rest of the rule is still to be typed: shares, arguments, where a redirect leads. */
const halfSaid: readonly string[] = [types.sharesNotWhole, types.argumentCount, types.emptyRedirect].map(
  ({ code }) => code,
);

/** A program typed up to a cursor: what stands behind it is what is declared further down. */
function typedUpTo(text: string, tree: FileTree, offset: number): { readonly before: string; readonly after: string } {
  const next = declarationsOf(tree).find(({ span }) => spanStart(span) >= offset);
  const rest = next ? text.slice(text.lastIndexOf('\n', spanStart(next.span) - 1) + 1) : '';
  return { before: text.slice(0, offset), after: `\n${rest}` };
}

interface Inserted {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function insert(text: string, source: Source, { textEdit, additionalTextEdits }: CompletionItem): Inserted {
  const edit = textEdit as TextEdit;
  const { start, end } = offsetsOf(source, edit.range);
  const result = text.slice(0, start) + edit.newText + text.slice(end);
  const [extra] = additionalTextEdits ?? [];
  const put = extra?.newText ?? '';
  const at = extra ? offsetsOf(source, extra.range).start : 0;
  const from = start + put.length;
  return { text: result.slice(0, at) + put + result.slice(at), start: from, end: from + edit.newText.trimEnd().length };
}

/** Words of the language have a meaning only with what follows them: of these it is asked that they parse. */
const matters = ({ kind }: CompletionItem, code: string): boolean =>
  code.startsWith('M1') || (kind !== CompletionItemKind.Keyword && !halfSaid.includes(code));

test('what completion inserts parses and means something', { timeout: 600_000 }, () => {
  const bad: string[] = [];
  const wrongKinds: string[] = [];
  let [places, badPlaces, items] = [0, 0, 0];
  for (const { name, text } of [page(), ...sample(cases(), 14)]) {
    const { tree, living } = opened(text).view();
    if (living.hasErrors) continue;
    for (const offset of sample(boundaries(text), 16))
      for (const blank of ['', ' ']) {
        const { before, after } = typedUpTo(text, tree, offset);
        const half = `${before}${blank}${after}`;
        const view = opened(half).view();
        const failed = completion(view, offset + blank.length, client).items.flatMap((item) => {
          items++;
          const inserted = insert(half, view.source, item);
          const codes = errorsAt(inserted.text, inserted.start, inserted.end).filter((code) => matters(item, code));
          const line = before.slice(before.lastIndexOf('\n') + 1);
          if (codes.some((code) => WRONG_KIND.includes(code)))
            wrongKinds.push(`${name}: ${line}|${item.label} ${codes}`);
          return codes.length > 0 ? [`${name}: ${line}|${item.label} ${codes}`] : [];
        });
        places++;
        if (failed.length > 0) badPlaces++;
        bad.push(...failed);
      }
  }
  const told = `${bad.length} of ${items} items at ${badPlaces} of ${places} places\n${bad.slice(0, 40).join('\n')}`;
  if (process.env.MESH_DEEP) console.log(told);
  expect(places).toBeGreaterThan(200);
  expect(items).toBeGreaterThan(1000);
  expect(wrongKinds).toEqual([]);
  expect(bad.length / items, told).toBeLessThan(0.01);
  expect(badPlaces / places, told).toBeLessThan(0.01);
});

/** Names that mean nothing, things of another kind, values of another type, ports that speak something else. */
const WRONG_KIND: readonly string[] = [
  'M2001',
  'M2002',
  'M2003',
  'M2004',
  'M2005',
  'M2011',
  'M3001',
  'M3002',
  'M3012',
  'M3052',
];

test('what stood there is offered: names, words, settings and signs', { timeout: 600_000 }, () => {
  const missing: string[] = [];
  let asked = 0;
  for (const { name, text } of [page(), ...sample(cases(), 20)]) {
    const whole = opened(text).view();
    if (whole.living.hasErrors) continue;
    const namespaces = new Set(
      [...text.matchAll(/([A-Za-z][\w-]*)\/|namespace ([A-Za-z][\w-]*)/g)].map((each) => each[1] ?? each[2]),
    );
    const bare = text.replace(/\/\/[^\n]*|"[^"\n]*"|`[^`\n]*`/g, (each) => '"'.repeat(each.length));
    const words = [...bare.matchAll(/(?<![\w."-])[A-Za-z][\w-]*|->|==|!=/g)].filter(
      (word) =>
        !namedAt(whole, word.index + 1)?.declares &&
        !namespaces.has(word[0]) &&
        !/pods \{[^}]*$/.test(bare.slice(0, word.index)),
    );
    for (const word of sample(words, 30)) {
      const { before, after } = typedUpTo(text, whole.tree, word.index);
      const both = [`${before}${after}`, text.slice(0, word.index) + text.slice(word.index + word[0].length)];
      for (const half of both) {
        asked++;
        const labels = completion(opened(half).view(), word.index, client).items.map(({ label }) => label);
        if (!labels.some((label) => label === word[0] || label === `${word[0]} rules`))
          missing.push(`${name}:${whole.source.position(word.index).line + 1} ${word[0]}`);
      }
    }
  }
  if (process.env.MESH_DEEP) console.log(`${missing.length} of ${asked}\n${missing.join('\n')}`);
  expect(asked).toBeGreaterThan(200);
  expect(missing.length / asked, missing.slice(0, 20).join('\n')).toBeLessThan(0.02);
});

test('completion answers everywhere, also in half a program', () => {
  for (const { name, text } of [page(), ...sample(shown(), 10)])
    for (const offset of sample(boundaries(text), 40)) {
      const half = opened(text.slice(0, offset)).view();
      if (half) expect(completion(half, offset, client).items, name).toBeDefined();
      expect(completion(opened(text).view(), offset, client).items, name).toBeDefined();
    }
});

/** Every word of a program, the names in quotes too. */
const wordsOf = (text: string): RegExpExecArray[] => [...text.matchAll(/[A-Za-z][\w-]*/g)];

function applied(source: Source, edits: readonly TextEdit[]): string {
  const spots = edits.map((edit) => ({ ...offsetsOf(source, edit.range), put: edit.newText }));
  return spots
    .sort((a, b) => b.start - a.start)
    .reduce((result, { start, end, put }) => result.slice(0, start) + put + result.slice(end), source.text);
}

test('names lead to what declares them, and that leads back to every place that names it', { timeout: 300_000 }, () => {
  let asked = 0;
  for (const { name, text } of [page(), ...sample(cases(), 12)]) {
    const view = opened(text).view();
    if (view.living.hasErrors) continue;
    for (const word of sample(wordsOf(text), 80)) {
      const offset = word.index + 1;
      const found = definition(view, offset);
      const named = namedAt(view, offset);
      expect(found === undefined, `${name}: ${word[0]}`).toBe(named === undefined);
      if (!found || !named || found.uri !== uri) continue;
      const { start } = offsetsOf(view.source, found.range);
      const back = references(view, start, true).map(({ range }) => offsetsOf(view.source, range).start);
      expect(back, `${name}: ${word[0]}`).toContain(spanStart(named.span));
      expect(highlights(view, offset).length, `${name}: ${word[0]}`).toBe(new Set(back).size);
      expect(hover(view, offset, client)?.range, `${name}: ${word[0]}`).toBeDefined();
      asked++;
    }
  }
  expect(asked).toBeGreaterThan(100);
});

test('renaming keeps the meaning: every place changes, and the old name brings the old text back', {
  timeout: 300_000,
}, () => {
  let renamed = 0;
  for (const { name, text } of [page(), ...sample(cases(), 10)]) {
    const { view } = opened(text);
    if (errorsIn(text).size > 0) continue;
    for (const word of sample(wordsOf(text), 50)) {
      const place = prepareRename(view(), word.index + 1);
      if (!place) continue;
      const edits = rename(view(), word.index + 1, 'renamed').changes?.[uri] ?? [];
      const result = applied(view().source, edits);
      expect([...errorsIn(result).keys()], `${name}: ${word[0]}\n${result}`).toEqual([]);
      const after = opened(result).view();
      const at = offsetsOf(view().source, place.range).start;
      const moved = edits.filter((each) => offsetsOf(view().source, each.range).start < at);
      const shift = moved.reduce((sum, each) => {
        const { start, end } = offsetsOf(view().source, each.range);
        return sum + each.newText.length - (end - start);
      }, 0);
      const back = rename(after, at + shift + 1, place.placeholder).changes?.[uri] ?? [];
      expect(applied(after.source, back), `${name}: ${word[0]}`).toBe(text);
      renamed++;
    }
  }
  expect(renamed).toBeGreaterThan(50);
});
