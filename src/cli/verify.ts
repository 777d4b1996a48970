// `mesh build --verify`: the documents of each target are read back and compared with the program; what is not proved is a finding, and
// nothing is written then. What is read are the trees that become the text.
import { type Emission, emit, emitEach, type Meaning } from '../compile.ts';
import { catalogue, type Report } from '../diagnostics/index.ts';
import { type Document, type ToldDocument, told, treeOf } from '../documents/index.ts';
import { readBack, readBackEach, readBackText } from '../importer/index.ts';
import type { Mesh } from '../model/index.ts';
import type { TargetChoice } from '../targets/index.ts';
import { Source, type Span, spanIn } from '../text/index.ts';
import { portionsBegin, roomForPortions } from './engine-by-size.ts';
import { talk } from './terminal.ts';

/** As `emitEach`, with all findings in the report: documents are read as they come, and held only where that proves nothing. */
export function emitVerified(
  meaning: Meaning,
  target: TargetChoice,
  options: Parameters<typeof emit>[2],
  take: (document: ToldDocument) => void,
  report: Report,
): void {
  const back = readBackEach(meaning.mesh, target.platform);
  if (!back) {
    const held = documentsOf(meaning, target, options, report);
    for (const document of held) take(told(document));
    if (!report.hasErrors) verifyOne(meaning.mesh, target, held, report);
    return;
  }
  portionsBegin();
  const makeRoom = roomForPortions();
  const found = emitEach(meaning, target, options ?? {}, (document) => {
    makeRoom();
    const held: Document = { path: document.path, comments: document.comments, root: treeOf(document) };
    back.take(held);
    take(told(held));
  });
  report.take(found);
  if (found.some(({ severity }) => severity === 'error')) return;
  const proof = back.finish();
  if (proof && proof.unread.length === 0) tellProved(target, proof.compared);
  else verify(meaning, [emit(meaning, target, options)], report);
}

/** Held by nobody else. */
function documentsOf(
  meaning: Meaning,
  target: TargetChoice,
  options: Parameters<typeof emit>[2],
  report: Report,
): Document[] {
  const { documents, diagnostics } = emit(meaning, target, options);
  report.take(diagnostics);
  return [...documents];
}

/** What a project puts beside or into its documents after they are made. */
export interface Beyond {
  /** `what \`patches:\` add` */
  readonly what: string;
  readonly place: Span;
}

export function verify(
  { mesh }: Meaning,
  emissions: readonly Emission[],
  report: Report,
  beyond: readonly Beyond[] = [],
): void {
  for (const { target, documents, hasErrors } of emissions) {
    if (hasErrors) continue;
    verifyOne(mesh, target, [...documents], report);
    for (const { what, place } of beyond) report.add(catalogue.imports.noWayBack, place, { target: target.name, what });
  }
}

/** `documents` are let go of when they are read: in a large output they are most of what there is. */
function verifyOne(mesh: Mesh, target: TargetChoice, documents: Document[], report: Report): void {
  const place: Span = documents[0]?.root.origin ?? spanIn(new Source(target.name, ''), 0, 0);
  const found = readBack(mesh, documents, target.platform, target.version, () => {
    documents.length = 0;
  });
  if (!found || found.unread.includes('Service'))
    report.add(catalogue.imports.noWayBack, place, { target: target.name, what: 'everything' });
  else if (!found.same)
    report.add(catalogue.imports.readBackDiffers, place, { target: target.name, difference: readBackText(found) });
  else tellProved(target, found.difference.compared);
  if (found?.same && found.unread.length > 0)
    report.add(catalogue.imports.noWayBack, place, { target: target.name, what: found.unread.join(', ') });
}

const tellProved = ({ name }: TargetChoice, compared: number): void =>
  talk(`${name}: read back, decides every request as the program does (${compared} rule lists compared)\n`);
