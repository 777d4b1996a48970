// Parts of a reference (`@version`, `:port`) where they mean nothing.
import { catalogue } from '../diagnostics/index.ts';
import type { Name, Reference } from '../syntax/index.ts';
import type { Checking } from './checking.ts';

/** Reports a version or port on a reference that takes neither (or only the one allowed). `of`: what stands here. */
export function rejectReferenceParts(
  { report }: Checking,
  reference: Reference,
  of: string,
  allowed?: 'version' | 'port',
): void {
  const { version, port } = reference;
  const reject = (part: 'version' | 'port', { span }: Name): void => {
    const sign = { anchor: span.anchor, start: span.start - 1, end: span.end };
    const fixes = [{ title: `Leave the ${part} out`, edits: [{ span: sign, text: '' }], preferred: true }];
    report.add(catalogue.types.strayPart, span, { part, of }, { fixes });
  };
  if (version && version.text !== '' && allowed !== 'version') reject('version', version);
  if (port && port.text !== '' && allowed !== 'port') reject('port', port);
}
