// Code actions: every fix that a finding brings, all preferred ones at once, and changes of shape: extract a condition or policy, put a
// named one in place, add the `else`, make a test from a rule.
import {
  type CodeAction,
  CodeActionKind,
  type TextEdit as LspEdit,
  type Range,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Diagnostic, Fix } from '../../diagnostics/index.ts';
import { type Source, type Span, spanEnd, spanPath, spanStart, type TextEdit } from '../../text/index.ts';
import type { Client } from '../client.ts';
import { published, visibleRange } from '../published.ts';
import { offsetsOf, rangeOf } from '../ranges.ts';
import { addElse } from '../refactors/add-else.ts';
import { extractCondition, extractPolicy } from '../refactors/extract.ts';
import { inline } from '../refactors/inline.ts';
import { makeTest } from '../refactors/make-test.ts';
import type { Refactor } from '../refactors/refactor.ts';
import { uriOfPath } from '../uri.ts';
import type { View } from '../workspace.ts';

/** More than this is not worth the wait when saving. */
const MOST_FIXES = 500;

export function codeActions(
  view: View,
  range: Range,
  only: readonly string[] | undefined,
  client: Client,
): CodeAction[] {
  const wants = (kind: string): boolean =>
    !only || only.some((each) => kind === each || kind.startsWith(`${each}.`) || each === '');
  const diagnostics = view.project.diagnosticsOf(view.path);
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) actions.push(...quickFixes(view.source, range, diagnostics, client));
  if (wants(CodeActionKind.SourceFixAll)) actions.push(...fixAll(diagnostics));
  const { start, end } = offsetsOf(view.source, range);
  for (const [kind, refactor] of refactors)
    if (wants(kind))
      actions.push(
        ...refactor(view, start, end).map(({ title, edits }) => ({ title, kind, edit: workspaceEdit(edits) })),
      );
  return actions;
}

const refactors: readonly (readonly [kind: CodeActionKind, Refactor])[] = [
  [CodeActionKind.RefactorExtract, extractCondition],
  [CodeActionKind.RefactorExtract, extractPolicy],
  [CodeActionKind.RefactorInline, inline],
  [CodeActionKind.RefactorRewrite, addElse],
  [CodeActionKind.RefactorRewrite, makeTest],
];

/** Of mesh.yaml: what its findings bring. */
export const configurationActions = (
  source: Source,
  diagnostics: readonly Diagnostic[],
  range: Range,
  only: readonly string[] | undefined,
  client: Client,
): CodeAction[] =>
  !only || only.some((each) => each === '' || each === CodeActionKind.QuickFix)
    ? quickFixes(source, range, diagnostics, client)
    : [];

function quickFixes(source: Source, range: Range, diagnostics: readonly Diagnostic[], client: Client): CodeAction[] {
  const { start, end } = offsetsOf(source, range);
  return diagnostics
    .filter(({ span }) => touches(span, start, end))
    .flatMap((diagnostic) => (diagnostic.fixes ?? []).map((fix) => quickFix(diagnostic, fix, client)));
}

/** A finding is reached from where it is shown. */
function touches(span: Span, start: number, end: number): boolean {
  const shown = offsetsOf(span.anchor.source, visibleRange(span));
  return Math.min(spanStart(span), shown.start) <= end && Math.max(spanStart(span), shown.end) >= start;
}

const quickFix = (diagnostic: Diagnostic, { title, edits, preferred }: Fix, client: Client): CodeAction => ({
  title,
  kind: CodeActionKind.QuickFix,
  diagnostics: [published(diagnostic, client)],
  ...(preferred ? { isPreferred: true } : {}),
  edit: workspaceEdit(edits),
});

/** Editors fix all when a file is saved: what somebody is about to use must not vanish then. */
const onlyTakesOut = ({ edits }: Fix): boolean => edits.every(({ text }) => text === '');

function fixAll(diagnostics: readonly Diagnostic[]): CodeAction[] {
  const edits: TextEdit[] = [];
  for (const { fixes, severity } of diagnostics.slice(0, MOST_FIXES)) {
    const fix = fixes?.find(({ preferred, changesMeaning }) => preferred && !changesMeaning);
    if (fix && severity !== 'error' && onlyTakesOut(fix)) continue;
    if (fix && !fix.edits.some((edit) => edits.some((other) => overlaps(edit, other)))) edits.push(...fix.edits);
  }
  if (edits.length === 0) return [];
  return [
    {
      title: 'Fix everything that can be fixed',
      kind: `${CodeActionKind.SourceFixAll}.mesh`,
      edit: workspaceEdit(edits),
    },
  ];
}

const overlaps = (a: TextEdit, b: TextEdit): boolean =>
  spanPath(a.span) === spanPath(b.span) && spanStart(a.span) <= spanEnd(b.span) && spanStart(b.span) <= spanEnd(a.span);

function workspaceEdit(edits: readonly TextEdit[]): WorkspaceEdit {
  const changes: Record<string, LspEdit[]> = {};
  for (const { span, text } of edits) {
    const uri = uriOfPath(spanPath(span));
    changes[uri] = [...(changes[uri] ?? []), { range: rangeOf(span), newText: text }];
  }
  return { changes };
}
