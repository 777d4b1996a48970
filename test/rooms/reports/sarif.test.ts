// SARIF of every finding that the catalogue shows: as the standard demands, with fixes that mend what their regions name, and fingerprints
// that stay when lines move.
import { expect, test } from 'vitest';
import { type Diagnostic, renderSarif } from '../../../src/diagnostics/index.ts';
import { applyEdits, Source, spanIn } from '../../../src/text/index.ts';
import { catalogueFindings } from './catalogue-findings.ts';
import { sarifFaults } from './sarif-shape.ts';

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly snippet?: { readonly text: string };
}
interface Replacement {
  readonly deletedRegion: Region;
  readonly insertedContent?: { readonly text: string };
}
interface Result {
  readonly ruleId: string;
  readonly partialFingerprints: Record<string, string>;
  readonly locations: { physicalLocation: { region: Region; artifactLocation: { uri: string } } }[];
  readonly fixes?: { artifactChanges: { replacements: Replacement[] }[] }[];
}

const findings = catalogueFindings();
const resultsOf = (diagnostics: readonly Diagnostic[]): Result[] =>
  JSON.parse(renderSarif(diagnostics, '1.2.3')).runs[0].results;
const results = resultsOf(findings);

/** Cuts and replaces by lines and columns, as a reader of SARIF does: last one first. */
function replaced(text: string, replacements: readonly Replacement[]): string {
  const starts = [0, ...[...text.matchAll(/\r?\n/g)].map(({ index, 0: end }) => index + end.length)];
  const offset = (line: number, column: number): number => (starts[line - 1] as number) + column - 1;
  return [...replacements]
    .map(({ deletedRegion: region, insertedContent }) => ({
      start: offset(region.startLine, region.startColumn),
      end: offset(region.endLine, region.endColumn),
      text: insertedContent?.text ?? '',
    }))
    .sort((a, b) => b.start - a.start)
    .reduce((all, { start, end, text: fresh }) => all.slice(0, start) + fresh + all.slice(end), text);
}

test('what mesh writes is as SARIF 2.1.0 demands', () => {
  expect(findings.length).toBeGreaterThan(150);
  expect(sarifFaults(renderSarif(findings, '1.2.3'))).toEqual([]);
  expect(sarifFaults(renderSarif([], '1.2.3'))).toEqual([]);
});

test('the check of the shape finds faults', () => {
  const broken = (change: (log: { runs: Record<string, never>[] }) => void): string[] => {
    const log = JSON.parse(renderSarif(findings, '1.2.3'));
    change(log);
    return sarifFaults(JSON.stringify(log));
  };
  const first = (log: never): Record<string, unknown> => (log as { runs: { results: never[] }[] }).runs[0]!.results[0]!;
  expect(broken((log) => delete (first(log as never) as { message?: unknown }).message)).not.toEqual([]);
  expect(broken((log) => Object.assign(first(log as never), { ruleIndex: 9999 }))).not.toEqual([]);
  expect(broken((log) => Object.assign(first(log as never), { unknownProperty: 1 }))).not.toEqual([]);
});

test('regions name the text, and fixes do what the fixes of mesh do', () => {
  let fixes = 0;
  findings.forEach(({ span, fixes: own = [] }, index) => {
    const { source } = span.anchor;
    const snippet = results[index]?.locations[0]?.physicalLocation.region.snippet?.text;
    if (snippet !== undefined) expect(source.text).toContain(snippet);
    own.forEach((fix, nth) => {
      const changes = results[index]?.fixes?.[nth]?.artifactChanges ?? [];
      if (changes.length !== 1) return;
      fixes++;
      expect(replaced(source.text, changes[0]?.replacements ?? [])).toBe(
        applyEdits(source.path, source.text, fix.edits),
      );
    });
  });
  expect(fixes).toBeGreaterThan(30);
});

test('fingerprints stay when lines move', () => {
  const names = (all: readonly Result[]): string[] =>
    all.map(({ ruleId, partialFingerprints }) => `${ruleId} ${partialFingerprints['meshFinding/v1']}`).sort();
  const moved = names(resultsOf(catalogueFindings('\n\n// moved\n')));
  const gone = names(results).filter((name) => !moved.includes(name));
  // Findings about the first line's own place, like text before everything, are the exception.
  expect(gone.length).toBeLessThan(results.length / 20);
});

test('paths that are no URI are written as one', () => {
  const at = (path: string): Diagnostic => {
    const span = spanIn(new Source(path, 'x'), 0, 1);
    return { ...(findings[0] as Diagnostic), span, related: [], fixes: [] };
  };
  const uris = resultsOf(['a b#c?.mesh', '/tmp/ü.mesh', 'C:\\x\\y.mesh', '<stdin>'].map(at)).map(
    (result) => result.locations[0]?.physicalLocation.artifactLocation.uri,
  );
  expect(uris).toEqual(['a%20b%23c%3F.mesh', 'file:///tmp/%C3%BC.mesh', 'file:///C:/x/y.mesh', '%3Cstdin%3E']);
});

test('more findings than code scanning takes: the first, and a word about the others', () => {
  const [run] = JSON.parse(renderSarif(Array(25_003).fill(findings[0]), '1.2.3')).runs;
  expect(run.results.length).toBe(25_000);
  expect(run.invocations[0].toolExecutionNotifications[0].message.text).toContain('3 more');
});
