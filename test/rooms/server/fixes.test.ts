// Quick fixes and changes of shape as an editor applies them: each mends what it was offered for and breaks nothing else.
import { expect, test } from 'vitest';
import type { CodeAction, TextEdit } from 'vscode-languageserver';
import { diff } from '../../../src/meaning/index.ts';
import { clientOf } from '../../../src/server/client.ts';
import { codeActions } from '../../../src/server/features/code-actions.ts';
import { offsetsOf } from '../../../src/server/ranges.ts';
import { type View, Workspace } from '../../../src/server/workspace.ts';
import { Source } from '../../../src/text/index.ts';
import { cases, page, shown } from './programs.ts';
import { memoryHost } from './session.ts';

const client = clientOf({ capabilities: {} });
const uri = 'file:///w/main.mesh';
const whole = { start: { line: 0, character: 0 }, end: { line: 99999, character: 0 } };

function opened(text: string): View {
  const events = {
    publish: () => {},
    refresh: () => {},
    loading: () => {},
    failed: (_: string, error: unknown) => {
      throw error;
    },
  };
  const workspace = new Workspace({ ...memoryHost({}), later: () => () => {} }, events);
  workspace.open(uri, 'mesh', 1, text);
  workspace.finish(uri);
  return workspace.view(uri) as View;
}

function applied(text: string, { edit }: CodeAction): string {
  const source = new Source('x', text);
  const edits = ((edit?.changes?.[uri] ?? []) as TextEdit[]).map((each) => ({
    ...offsetsOf(source, each.range),
    put: each.newText,
  }));
  let result = text;
  for (const { start, end, put } of edits.sort((a, b) => b.start - a.start))
    result = result.slice(0, start) + put + result.slice(end);
  return result;
}

const findings = (text: string): string[] => {
  const view = opened(text);
  return view.project.diagnosticsOf(view.path).map(({ code }) => code);
};

test('a quick fix takes its finding away', () => {
  let tried = 0;
  for (const { name, text } of shown().filter((each) => each.name.endsWith('bad'))) {
    const view = opened(text);
    const before = view.project.diagnosticsOf(view.path);
    for (const action of codeActions(view, whole, ['quickfix'], client)) {
      tried++;
      const code = String(action.diagnostics?.[0]?.code);
      const after = findings(applied(text, action));
      const count = (codes: readonly string[]): number => codes.filter((each) => each === code).length;
      expect(count(after), `${name}: ${action.title}\n${applied(text, action)}`).toBeLessThan(
        count(before.map((each) => each.code)),
      );
    }
  }
  expect(tried).toBeGreaterThan(20);
});

test('all preferred fixes at once', () => {
  let fewer = 0;
  for (const { name, text } of shown().filter((each) => each.name.endsWith('bad'))) {
    const view = opened(text);
    for (const action of codeActions(view, whole, ['source.fixAll'], client)) {
      const after = findings(applied(text, action));
      expect(after.length, `${name}\n${applied(text, action)}`).toBeLessThanOrEqual(
        view.project.diagnosticsOf(view.path).length,
      );
      if (after.length < view.project.diagnosticsOf(view.path).length) fewer++;
    }
  }
  expect(fewer).toBeGreaterThan(10);
});

test('a change of shape keeps the meaning', () => {
  const tried = new Set<string>();
  const open = {
    name: 'open',
    text: 'service a { port 80 http }\ngateway web { port 80 http }\ningress "a.example" on web {\n  when path under "/a" -> a\n}\n',
  };
  for (const { name, text } of [page(), open, ...cases().slice(0, process.env.MESH_DEEP ? 100 : 8)]) {
    const view = opened(text);
    if (view.project.diagnosticsOf(view.path).some(({ severity }) => severity === 'error')) continue;
    const lines = view.source.lineStarts.length;
    for (let line = 0; line < lines; line++) {
      const at = view.source.line(line).search(/\bwhen\b|->/);
      const character = at < 0 ? 0 : at + 6;
      const range = { start: { line, character }, end: { line, character } };
      for (const action of codeActions(view, range, ['refactor'], client)) {
        tried.add(action.title.replace(/`.*`|is-special|own.*/, '…').split(' ')[0] ?? '');
        const result = opened(applied(text, action));
        const errors = result.project.diagnosticsOf(result.path).filter(({ severity }) => severity === 'error');
        expect(
          errors.map(({ message }) => message),
          `${name}:${line + 1} ${action.title}\n${applied(text, action)}`,
        ).toEqual([]);
        if (/^(Extract|Put)/.test(action.title)) {
          const change = diff(view.living.mesh, result.living.mesh);
          expect(
            change.changes.map(({ kind }) => kind),
            `${name}:${line + 1} ${action.title}`,
          ).toEqual([]);
        }
      }
    }
  }
  expect([...tried].sort()).toEqual(['Add', 'Extract', 'Make', 'Put']);
});
