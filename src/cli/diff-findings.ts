// The difference of two programs as findings: each at the rule that decides now, with the example request as its witness.
import { catalogue, type Diagnostic, diagnose } from '../diagnostics/index.ts';
import { explainDifference, type MeshDifference, requestText } from '../meaning/index.ts';
import { Source, type Span, spanIn } from '../text/index.ts';

/** `place` stands for what has no place in the new program. */
export function diffFindings(difference: MeshDifference, place: string): Diagnostic[] {
  const nowhere = spanIn(new Source(place, ''), 0, 0);
  const none = { ...difference, changes: [], unknown: [], declarations: [], same: false };
  const finding = (part: Partial<MeshDifference>, span: Span, witness?: string): Diagnostic => {
    const change = textOf({ ...none, ...part });
    return diagnose(catalogue.files.changedDecision, span, { change }, witness === undefined ? {} : { witness });
  };
  return [
    ...difference.changes.map((change) =>
      finding({ changes: [change] }, change.after.rule?.origin ?? nowhere, requestText(change.request)),
    ),
    ...difference.unknown.map((reason) => finding({ unknown: [reason] }, nowhere)),
    ...difference.declarations.map((declaration) => finding({ declarations: [declaration] }, nowhere)),
  ];
}

/** The text without the line that everything else is as before. */
const textOf = (part: MeshDifference): string =>
  explainDifference(part)
    .split('\n')
    .filter((line) => line !== 'Every request is decided as before.')
    .map((line) => line.trim())
    .join('\n');
