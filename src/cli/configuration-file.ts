// mesh.yaml as read from disk → configuration; problems go to the report. Loaded only where there is a mesh.yaml.
import { type ReadConfiguration, readConfigurationText } from '../configuration-text.ts';
import { catalogue, type Report } from '../diagnostics/index.ts';
import type { Configuration } from '../program/index.ts';
import type { Source } from '../text/index.ts';

/** What is wrong with targets is told by the commands that build for them. */
const isLater = (code: string): boolean =>
  code === catalogue.files.unknownTarget.code || code === catalogue.linkerd.otherDataPlane.code;

export function readConfigurationFile(
  source: Source,
  report: Report,
): (Pick<ReadConfiguration, 'placeOf'> & { readonly configuration: Configuration }) | undefined {
  const { configuration, diagnostics, placeOf } = readConfigurationText(source);
  report.take(diagnostics.filter(({ code }) => !isLater(code)));
  return configuration && { configuration, placeOf };
}
