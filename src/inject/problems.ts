// What is wrong with the documents of a stream → findings; and which of them may be changed.
import { catalogue, type Report } from '../diagnostics/index.ts';
import type { Problem, ReadDocument } from '../documents/index.ts';

/** Reports why a document cannot be changed; true if it can. Equal keys matter only where workloads are. */
export function isUsable(document: ReadDocument, hasWorkloads: boolean, report: Report): boolean {
  const found = document.problems.filter(({ kind }) => kind !== 'tag' && (hasWorkloads || kind !== 'duplicate-key'));
  for (const problem of found) tell(problem, report);
  return document.state === 'read' && found.length === 0;
}

function tell({ kind, span, message: problem }: Problem, report: Report): void {
  if (kind === 'template') report.add(catalogue.inject.manifestTemplate, span, undefined);
  else if (kind === 'alias-bomb') report.add(catalogue.inject.aliasBomb, span, { problem });
  else if (kind === 'duplicate-key') report.add(catalogue.inject.manifestDuplicateKey, span, { problem });
  else report.add(catalogue.inject.manifestNotYaml, span, { problem });
}
