// Findings as SARIF 2.1.0, for code scanning: rules, places, related places, fixes, fingerprints that survive moved lines.
import { type Span, spanEnd, spanPath, spanStart, spanText } from '../../text/index.ts';
import { entryOf } from '../catalogue/index.ts';
import type { Diagnostic, Entry, Fix } from '../entry.ts';
import { fingerprints, fullMessage } from './fingerprint.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** Longest text, in UTF-16 units, that is repeated beside its place. */
const SNIPPET = 1000;
const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

/** Code scanning takes no more results of one run. */
const MOST = 25_000;

/** One run of `mesh` at `version`. Of more than 25,000 findings the first are told, and how many are left out. */
export function renderSarif(all: readonly Diagnostic[], version: string): string {
  const diagnostics = all.slice(0, MOST);
  const codes = [...new Set(diagnostics.map((diagnostic) => diagnostic.code))].sort();
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'mesh', version, semanticVersion: version, rules: codes.flatMap(rule) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { description: { text: 'The folder the command ran in.' } } },
        ...(all.length > MOST ? { invocations: [leftOut(all.length - MOST)] } : {}),
        results: resultsOf(diagnostics, codes),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

const leftOut = (count: number): object => ({
  executionSuccessful: true,
  toolExecutionNotifications: [{ level: 'warning', message: { text: `${count} more findings are left out.` } }],
});

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

function resultsOf(diagnostics: readonly Diagnostic[], codes: readonly string[]): object[] {
  const names = fingerprints(diagnostics);
  return diagnostics.map((diagnostic, index) => ({
    ...result(diagnostic, codes.indexOf(diagnostic.code)),
    partialFingerprints: { 'meshFinding/v1': names[index] },
  }));
}

function result(diagnostic: Diagnostic, ruleIndex: number): object {
  return {
    ruleId: diagnostic.code,
    ruleIndex,
    level: levels[diagnostic.severity],
    message: { text: fullMessage(diagnostic) },
    locations: [{ physicalLocation: located(diagnostic.span) }],
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

/** The place with what stands there, for readers without the file. */
function located(span: Span): object {
  const text = spanText(span);
  if (text === '' || text.length > SNIPPET) return location(span);
  return { artifactLocation: artifact(spanPath(span)), region: { ...region(span), snippet: { text } } };
}

/** Relative paths start at ROOT, whose place the reader knows; absolute ones are whole. */
function artifact(path: string): object {
  const uri = path.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  if (uri.startsWith('/')) return { uri: `file://${uri}` };
  if (/^[A-Za-z]%3A\//.test(uri)) return { uri: `file:///${uri.replace('%3A', ':')}` };
  return { uri, uriBaseId: 'ROOT' };
}

function region(span: Span): object {
  const source = span.anchor.source;
  const start = source.position(spanStart(span));
  const end = source.position(spanEnd(span));
  return { startLine: start.line + 1, startColumn: start.column + 1, endLine: end.line + 1, endColumn: end.column + 1 };
}
