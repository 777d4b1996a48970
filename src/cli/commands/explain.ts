// `mesh explain CODE`: what a finding means, why it is wrong, what to do, with a bad and a good example.
import { allEntries, type Entry, type Example, entryOf } from '../../diagnostics/index.ts';
import { similar } from '../../text/index.ts';
import { type ExitCode, product, Stop } from '../terminal.ts';

export function explain(code: string | undefined, options: { readonly json?: boolean }): ExitCode {
  if (code === undefined) {
    product(
      options.json ? `${JSON.stringify(allEntries().map(plain), undefined, 2)}\n` : allEntries().map(listLine).join(''),
    );
    return 0;
  }
  const entry = entryOf(code);
  if (!entry) {
    const near = similar(code, [...allEntries().flatMap((each) => [each.code, each.slug])]);
    throw new Stop(
      `There is no finding \`${code}\`${near ? `; did you mean \`${near}\`?` : '. `mesh explain` lists them all.'}`,
    );
  }
  product(options.json ? `${JSON.stringify(plain(entry), undefined, 2)}\n` : page(entry));
  return 0;
}

const listLine = (entry: Entry<never>): string => `${entry.code}  ${entry.severity.padEnd(7)}  ${entry.slug}\n`;

const page = (entry: Entry<never>): string =>
  `${[
    `${entry.code} ${entry.slug} (${entry.severity})`,
    entry.why,
    `What to do: ${entry.fix}`,
    ...(typeof entry.bad === 'object' && 'shownBy' in entry.bad ? [] : [`Wrong:\n\n${indented(entry.bad as Example)}`]),
    ...(entry.good === undefined ? [] : [`Right:\n\n${indented(entry.good)}`]),
    ...(canBeAccepted(entry)
      ? [`To accept it on purpose, write before the line: // mesh-allow ${entry.slug}: the reason`]
      : []),
  ].join('\n\n')}\n`;

/** What has no meaning cannot be accepted: errors, but for those of the analysis. */
const canBeAccepted = ({ severity, code }: Entry<never>): boolean => severity !== 'error' || code.startsWith('M4');

/** The example's files, indented; a single file without its name. */
export const exampleText = (example: Example): string => {
  if (typeof example === 'string') return example.trim();
  const files = Object.entries(example.files);
  return files.length === 1
    ? (files[0]?.[1] ?? '').trim()
    : files.map(([path, text]) => `// ${path}\n${text.trim()}`).join('\n\n');
};

const indented = (example: Example): string =>
  exampleText(example)
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');

const plain = ({ code, slug, severity, why, fix, bad, good }: Entry<never>): Record<string, unknown> => ({
  code,
  slug,
  severity,
  why,
  fix,
  bad,
  good,
});
