// `mesh build --verify`: the documents of each target are read back and compared with the program; what is not proved is a finding, and
// nothing is written then.
import type { Emission, Meaning } from '../compile.ts';
import { catalogue, type Report } from '../diagnostics/index.ts';
import { readBack, readBackText } from '../importer/index.ts';
import { Source, type Span, spanIn } from '../text/index.ts';
import { talk } from './terminal.ts';

export function verify({ mesh }: Meaning, emissions: readonly Emission[], report: Report): void {
  for (const { target, documents, hasErrors } of emissions) {
    if (hasErrors) continue;
    const place: Span = documents[0]?.root.origin ?? spanIn(new Source(target.name, ''), 0, 0);
    const found = readBack(mesh, documents, target.platform);
    if (!found || found.unread.includes('Service'))
      report.add(catalogue.imports.noWayBack, place, { target: target.name, what: 'everything' });
    else if (!found.same)
      report.add(catalogue.imports.readBackDiffers, place, { target: target.name, difference: readBackText(found) });
    else
      talk(
        `${target.name}: read back, decides every request as the program does (${found.difference.compared} rule lists compared)\n`,
      );
    if (found?.same && found.unread.length > 0)
      report.add(catalogue.imports.noWayBack, place, { target: target.name, what: found.unread.join(', ') });
  }
}
