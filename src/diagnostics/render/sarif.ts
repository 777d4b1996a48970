// Findings as SARIF 2.1.0, for code scanning: rules, places, related places, fixes, fingerprints that survive moved lines.
import { type Span, spanEnd, spanPath, spanStart } from '../../text/index.ts';
import { entryOf } from '../catalogue/index.ts';
import type { Diagnostic, Entry, Fix } from '../entry.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

/** One run of `mesh` at `version`. */
export function renderSarif(diagnostics: readonly Diagnostic[], version: string): string {
  const codes = [...new Set(diagnostics.map((diagnostic) => diagnostic.code))].sort();
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'mesh', version, semanticVersion: version, rules: codes.flatMap(rule) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { description: { text: 'The folder the command ran in.' } } },
        results: withFingerprints(diagnostics, codes),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function rule(code: string): object[] {
  const entry: Entry<never> | undefined = entryOf(code);
  if (!entry) return [{ id: code }];
  return [
    {
      id: code,
      name: pascal(entry.slug),
      shortDescription: { text: entry.slug.replaceAll('-', ' ') },
      fullDescription: { text: entry.why },
      help: { text: `${entry.why}\n\n${entry.fix}`, markdown: `${entry.why}\n\n**What to do:** ${entry.fix}` },
      defaultConfiguration: { level: levels[entry.severity] },
    },
  ];
}

const pascal = (slug: string): string =>
  slug.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());

function withFingerprints(diagnostics: readonly Diagnostic[], codes: readonly string[]): object[] {
  const seen = new Map<string, number>();
  return diagnostics.map((diagnostic) => {
    const base = `${diagnostic.code}:${spanPath(diagnostic.span)}:${lineText(diagnostic.span)}`;
    const nth = (seen.get(base) ?? 0) + 1;
    seen.set(base, nth);
    return {
      ...result(diagnostic, codes.indexOf(diagnostic.code)),
      partialFingerprints: { 'meshFinding/v1': `${hash(base)}:${nth}` },
    };
  });
}

function result(diagnostic: Diagnostic, ruleIndex: number): object {
  const notes = [
    diagnostic.message,
    diagnostic.hint,
    diagnostic.witness ? `Example request: ${diagnostic.witness}` : undefined,
  ];
  return {
    ruleId: diagnostic.code,
    ruleIndex,
    level: levels[diagnostic.severity],
    message: { text: notes.filter((note) => note !== undefined).join('\n') },
    locations: [{ physicalLocation: location(diagnostic.span) }],
    ...(diagnostic.related?.length
      ? {
          relatedLocations: diagnostic.related.map((related, id) => ({
            id,
            physicalLocation: location(related.span),
            message: { text: related.message },
          })),
        }
      : {}),
    ...(diagnostic.fixes?.length ? { fixes: diagnostic.fixes.map(fix) } : {}),
  };
}

function fix({ title, edits }: Fix): object {
  const paths = [...new Set(edits.map((edit) => spanPath(edit.span)))];
  return {
    description: { text: title },
    artifactChanges: paths.map((path) => ({
      artifactLocation: artifact(path),
      replacements: edits
        .filter((edit) => spanPath(edit.span) === path)
        .map((edit) => ({
          deletedRegion: region(edit.span),
          ...(edit.text ? { insertedContent: { text: edit.text } } : {}),
        })),
    })),
  };
}

const location = (span: Span): object => ({ artifactLocation: artifact(spanPath(span)), region: region(span) });
const artifact = (path: string): object =>
  path.startsWith('/')
    ? { uri: `file://${encodeURI(path)}` }
    : { uri: encodeURI(path.replaceAll('\\', '/')), uriBaseId: 'ROOT' };

function region(span: Span): object {
  const source = span.anchor.source;
  const start = source.position(spanStart(span));
  const end = source.position(spanEnd(span));
  return { startLine: start.line + 1, startColumn: start.column + 1, endLine: end.line + 1, endColumn: end.column + 1 };
}

const lineText = (span: Span): string => {
  const source = span.anchor.source;
  return source.line(source.position(spanStart(span)).line).trim();
};

/** FNV-1a over UTF-16 units, twice with different seeds: stable across machines, enough to tell lines apart. */
export function hash(text: string): string {
  const once = (seed: number): string => {
    let value = seed;
    for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
    return (value >>> 0).toString(16).padStart(8, '0');
  };
  return once(0x811c9dc5) + once(0x9747b28c);
}
