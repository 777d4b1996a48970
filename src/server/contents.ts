// Documents that the server makes up: the page of a finding, the standard library, what a project becomes on a target.
import { entryOf } from '../diagnostics/index.ts';
import { stdlibSources } from '../program/index.ts';

/** The text of `mesh-explain:/M2001.md` or `mesh-std:/policies.mesh`. */
export function contentOf(uri: string): string | undefined {
  const [scheme, rest = ''] = uri.split(':/');
  if (scheme === 'mesh-explain') return explanationOf(rest.replace(/\.md$/, ''));
  if (scheme === 'mesh-std') return stdlibSources().find(({ path }) => path === decodeURIComponent(rest))?.text;
  return undefined;
}

function explanationOf(code: string): string | undefined {
  const entry = entryOf(code);
  if (!entry) return undefined;
  const example = typeof entry.bad === 'string' ? `\n## Example\n\n\`\`\`mesh\n${entry.bad.trim()}\n\`\`\`\n` : '';
  return `# ${entry.code} ${entry.slug}\n\n${entry.why}\n\n**What to do:** ${entry.fix}\n${example}`;
}
