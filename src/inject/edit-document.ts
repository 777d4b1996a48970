// One document and the workloads to change in it → its new text, read again and compared before it is trusted. What cannot be changed
// safely is reported and stays as it is.

import { catalogue, type Report } from '../diagnostics/index.ts';
import type { AliasUse, Node, ReadDocument } from '../documents/index.ts';
import { applyEdits, placeOf, Source, spanEnd, spanIn, spanStart, type TextEdit } from '../text/index.ts';
import { type Touch, Unsafe } from './graft.ts';
import { type Page, pageOf } from './layout.ts';
import type { Removals } from './prune.ts';
import { readAgain, sameWithout } from './verify.ts';
import { findWorkloads, type Workload } from './workload.ts';

/** A change of one workload. */
export interface Change {
  readonly workload: Workload;
  readonly edits: (page: Page, touch: Touch) => readonly TextEdit[];
  /** What the change may add or remove; all else must stay. */
  readonly parts: Removals;
  /** Whether the workload, read again, is as wanted. */
  readonly achieved: (after: Workload) => boolean;
}

export interface Edited {
  readonly text: string;
  readonly changed: number;
}

export function editDocument(document: ReadDocument, changes: readonly Change[], report: Report): Edited {
  const { source, range } = document;
  const before = source.text.slice(range.start, range.end);
  const page = pageOf(document);
  const touch = shareCheck(document);
  const made = changes.flatMap((change) => {
    const edits = attempt(change, page, touch, report);
    return edits === undefined ? [] : [{ change, edits }];
  });
  if (made.length === 0) return { text: before, changed: 0 };
  const text = applyIn(
    document,
    before,
    made.flatMap(({ edits }) => edits),
  );
  const wrong = check(
    document,
    text,
    made.map(({ change }) => change),
  );
  if (wrong === undefined) return { text, changed: made.length };
  const { title, span } = wrong.workload;
  report.add(catalogue.inject.unsafeEdit, span, { workload: title, reason: 'it would not read back as the same' });
  return { text: before, changed: 0 };
}

function attempt(
  { workload, edits }: Change,
  page: Page,
  touch: Touch,
  report: Report,
): readonly TextEdit[] | undefined {
  try {
    return edits(page, touch);
  } catch (thrown) {
    if (thrown instanceof Shared) {
      const { part, use } = thrown;
      const uses = `at ${placeOf(use.span)}`;
      report.add(catalogue.inject.sharedAnchor, workload.span, {
        workload: workload.title,
        part,
        anchor: use.name,
        uses,
      });
    } else if (thrown instanceof Unsafe) {
      report.add(catalogue.inject.unsafeEdit, workload.span, { workload: workload.title, reason: thrown.message });
    } else throw thrown;
    return undefined;
  }
}

/** The part to be changed is anchored and used elsewhere too. */
class Shared extends Error {
  readonly part: string;
  readonly use: AliasUse;

  constructor(part: string, use: AliasUse) {
    super(part);
    this.part = part;
    this.use = use;
  }
}

function shareCheck({ aliases }: ReadDocument): Touch {
  const shared = new Map<Node, AliasUse>();
  const mark = (node: Node, use: AliasUse): void => {
    if (shared.has(node)) return;
    shared.set(node, use);
    for (const inner of childrenOf(node)) mark(inner, use);
  };
  for (const use of aliases) mark(use.target, use);
  return (node, part) => {
    const use = shared.get(node);
    if (use !== undefined) throw new Shared(part, use);
  };
}

function childrenOf(node: Node): readonly Node[] {
  if (node.kind === 'scalar') return [];
  return node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
}

function applyIn({ source, range }: ReadDocument, before: string, edits: readonly TextEdit[]): string {
  const local = new Source(source.path, before);
  const moved = edits.map(({ span, text }) => ({
    text,
    span: spanIn(local, spanStart(span) - range.start, spanEnd(span) - range.start),
  }));
  return applyEdits(source.path, before, moved);
}

/** The first change that did not do what it should, or did more. */
function check(before: ReadDocument, text: string, changes: readonly Change[]): Change | undefined {
  const after = readAgain(before.source.path, text);
  if (after === undefined) return changes[0];
  const old = findWorkloads(before).workloads;
  const now = findWorkloads(after).workloads;
  const parts = new Map(
    changes.map(({ workload, parts: own }) => [old.findIndex(({ object }) => object === workload.object), own]),
  );
  const removal = (workload: Workload): Removals => {
    const index = Math.max(
      old.findIndex(({ object }) => object === workload.object),
      now.findIndex(({ object }) => object === workload.object),
    );
    return parts.get(index) ?? {};
  };
  const missed = changes.find(({ workload, achieved }) => {
    const same = now[old.findIndex(({ object }) => object === workload.object)];
    return same === undefined || !achieved(same);
  });
  return missed ?? (sameWithout(before, after, removal) ? undefined : changes[0]);
}
