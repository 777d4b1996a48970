// Addresses in comments as links, and paths of mesh.yaml as files.
import type { DocumentLink } from 'vscode-languageserver';
import { spanStart } from '../../text/index.ts';
import { rangeBetween } from '../ranges.ts';
import type { View } from '../workspace.ts';

const address = /https?:\/\/[^\s<>"'`)\]}]+[^\s<>"'`)\]}.,;:!?]/g;

export function documentLinks({ tree, source }: View): DocumentLink[] {
  return tree.segments.flatMap(({ comments }) =>
    comments.flatMap(({ span }) => {
      const start = spanStart(span);
      const text = source.text.slice(start, start + span.end - span.start);
      return [...text.matchAll(address)].map((match) => ({
        range: rangeBetween(source, start + match.index, start + match.index + match[0].length),
        target: match[0],
      }));
    }),
  );
}
