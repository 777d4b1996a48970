// Parts of a reference (`@version`, `:port`) where they mean nothing.
import { catalogue } from '../diagnostics/index.ts';
import type { Reference } from '../syntax/index.ts';
import type { Checking } from './checking.ts';

/** Reports a version or port on a reference that takes neither (or only the one allowed). `of`: what stands here. */
export function rejectReferenceParts(
  { report }: Checking,
  reference: Reference,
  of: string,
  allowed?: 'version' | 'port',
): void {
  const { version, port } = reference;
  if (version && version.text !== '' && allowed !== 'version')
    report.add(catalogue.types.strayPart, version.span, { part: 'version', of });
  if (port && port.text !== '' && allowed !== 'port')
    report.add(catalogue.types.strayPart, port.span, { part: 'port', of });
}
