// The difference of two programs as Markdown: a comment on a merge request.
import { explainDifference, type MeshDifference } from '../meaning/index.ts';

export function diffMarkdown(difference: MeshDifference): string {
  const { changes, declarations, unknown, same } = difference;
  if (same) return '### Traffic\n\n**No change in behaviour**: every request is decided as before.\n';
  const counts = [
    count(changes.length, 'group of requests', 'groups of requests'),
    count(declarations.length, 'declaration', 'declarations'),
  ].filter((part) => part !== '');
  const head = changes.length === 0 ? 'Every request is decided as before.' : `Requests are decided differently.`;
  const unclear = unknown.length > 0 ? `\n\n${unknown.length} questions could not be decided within the limits.` : '';
  return `### Traffic\n\n${head} Changed: ${counts.join(', ')}.${unclear}\n\n<details><summary>What changes, with example requests</summary>\n\n\`\`\`\n${explainDifference(difference)}\n\`\`\`\n\n</details>\n`;
}

const count = (number: number, one: string, many: string): string =>
  number === 0 ? '' : `${number} ${number === 1 ? one : many}`;
