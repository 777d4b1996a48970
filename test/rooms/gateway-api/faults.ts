// What the schemas of Gateway API say against documents; core Services are not among them.
import { type Document, member, toPlain } from '../../../src/documents/index.ts';
import { validateDocument } from '../../support/schemas.ts';

export const faults = (documents: readonly Document[]): readonly string[] =>
  documents.flatMap(({ root }) => {
    const kind = member(root, 'kind');
    return kind?.kind === 'scalar' && kind.value === 'Service' ? [] : validateDocument(toPlain(root));
  });
