// Kubernetes manifests → the same manifests with a proxy in every pod, and back. Pure: text in, text and findings out. Every byte that
// is not the proxy's stays; documents that are not touched, or cannot be, come out as they came in.
import { catalogue, type Report } from '../diagnostics/index.ts';
import { readYaml } from '../documents/index.ts';
import { type Source, spanIn } from '../text/index.ts';
import { asTree } from './addition.ts';
import { claimOn, ourClaim } from './claim.ts';
import { decide, firstDifference, formOf, templateOf } from './decide.ts';
import { type Change, type Edited, editDocument } from './edit-document.ts';
import { graft } from './graft.ts';
import { type Choices, choose, type InjectOptions } from './options.ts';
import { isUsable } from './problems.ts';
import { prune } from './prune.ts';
import { removalOf } from './removal.ts';
import { holdsAny } from './verify.ts';
import { findWorkloads, type Workload } from './workload.ts';

/** The new text and how many workloads are different in it. */
export type InjectResult = Edited;

/**
 * Puts the proxy into every pod of the workloads in a stream of YAML or JSON documents. An injected pod is left alone, so doing it twice
 * changes nothing. The proxy's init container is the last one: what an application's own init containers do over the network goes the
 * way it always went, because nothing is redirected before they are done (and no sidecar runs yet that could take it).
 */
export function inject(source: Source, options: InjectOptions, report: Report): InjectResult {
  const choices = choose(options, spanIn(source, 0, 0), report);
  if (choices === undefined) return { text: source.text, changed: 0 };
  const before = report.found.length;
  let seen = 0;
  const result = eachDocument(source, report, (workloads) => {
    seen += workloads.length;
    return workloads.flatMap((workload) => injection(workload, choices, report));
  });
  if (seen === 0 && report.found.length === before)
    report.add(catalogue.inject.nothingToInject, spanIn(source, 0, 0), undefined);
  return result;
}

/** Takes out of every pod what `inject` put in. Pods that something else injected are reported and left. */
export function uninject(source: Source, report: Report): InjectResult {
  return eachDocument(source, report, (workloads) => workloads.flatMap((workload) => removal(workload, report)));
}

function eachDocument(
  source: Source,
  report: Report,
  changesOf: (workloads: readonly Workload[]) => readonly Change[],
): InjectResult {
  const { documents } = readYaml(source);
  const edited = documents.map((document): Edited => {
    const { workloads, unknown } = findWorkloads(document);
    for (const { title, apiVersion, span } of unknown) {
      report.add(catalogue.inject.unknownWorkload, span, { workload: title, apiVersion });
    }
    const usable = isUsable(document, workloads.length > 0, report);
    const changes = changesOf(usable ? workloads : []);
    return editDocument(document, changes, report);
  });
  if (edited.length === 0) return { text: source.text, changed: 0 };
  return {
    text: edited.map(({ text }) => text).join(''),
    changed: edited.reduce((sum, { changed }) => sum + changed, 0),
  };
}

function injection(workload: Workload, choices: Choices, report: Report): Change[] {
  const addition = decide(workload, choices, report);
  if (addition === undefined) return [];
  const trees = asTree(addition, workload.path);
  return [
    {
      workload,
      edits: (page, touch) => trees.flatMap((tree) => graft(page, workload.object, tree, touch)),
      parts: removalOf(formOf(choices), workload),
      achieved: (after) => firstDifference(templateOf(after), addition) === undefined,
    },
  ];
}

function removal(workload: Workload, report: Report): Change[] {
  const template = templateOf(workload);
  const ours = ourClaim(template);
  if (ours === undefined) {
    const claim = claimOn(template, 'envoy');
    if (claim.kind === 'foreign') {
      report.add(catalogue.inject.foreignInjection, workload.span, {
        workload: workload.title,
        by: claim.by,
        sign: claim.sign,
      });
    }
    return [];
  }
  const parts = removalOf(ours.form, workload);
  return [
    {
      workload,
      edits: (page, touch) => prune(page, workload.object, parts, touch),
      parts,
      achieved: (after) => !holdsAny(after.object, parts),
    },
  ];
}
