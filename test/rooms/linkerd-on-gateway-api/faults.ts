// What the schemas of Gateway API say against documents; core Services and Linkerd's own objects are not among them.
import { type Document, member, toPlain } from '../../../src/documents/index.ts';
import { validateDocument } from '../../support/schemas.ts';

export const faults = (documents: readonly Document[]): readonly string[] =>
  documents.flatMap(({ root }) => {
    const version = member(root, 'apiVersion');
    const isGateway = version?.kind === 'scalar' && `${version.value}`.startsWith('gateway.networking.k8s.io/');
    return isGateway ? validateDocument(toPlain(root)) : [];
  });
