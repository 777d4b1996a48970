// Findings and results as JUnit XML: one suite, one case for each finding or test; files without findings pass.
import { placeOf, spanPath } from '../../text/index.ts';
import type { Diagnostic } from '../entry.ts';
import { fullMessage } from './fingerprint.ts';

export interface JunitCase {
  readonly suite: string;
  readonly name: string;
  /** Absent: passed. */
  readonly failure?: { readonly message: string; readonly detail: string };
  readonly skipped?: boolean;
}

/** Findings of `files`; a file without an error is a passed case. */
export function renderJunit(diagnostics: readonly Diagnostic[], files: readonly string[]): string {
  const failing = diagnostics.filter((diagnostic) => diagnostic.severity !== 'info');
  const clean = files.filter((file) => !failing.some((diagnostic) => spanPath(diagnostic.span) === file));
  return renderJunitCases([
    ...clean.map((file) => ({ suite: 'mesh', name: file })),
    ...failing.map((diagnostic) => ({
      suite: 'mesh',
      name: `${spanPath(diagnostic.span)}: ${diagnostic.slug}`,
      failure: {
        message: diagnostic.message,
        detail: `${placeOf(diagnostic.span)}\n${diagnostic.code} ${fullMessage(diagnostic)}`,
      },
    })),
  ]);
}

export function renderJunitCases(cases: readonly JunitCase[]): string {
  const failures = cases.filter((each) => each.failure).length;
  const skipped = cases.filter((each) => each.skipped).length;
  const body = cases.map(testCase).join('');
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n<testsuite name="mesh" ${counts}>\n${body}</testsuite>\n</testsuites>\n`;
}

function testCase({ suite, name, failure, skipped }: JunitCase): string {
  const head = `<testcase classname="${escapeXml(suite)}" name="${escapeXml(name)}"`;
  if (failure)
    return `${head}><failure message="${escapeXml(failure.message)}">${escapeXml(failure.detail)}</failure></testcase>\n`;
  return skipped ? `${head}><skipped/></testcase>\n` : `${head}/>\n`;
}

/** Characters that XML 1.0 cannot hold become U+FFFD. */
const escapeXml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, (blank) => `&#${blank.charCodeAt(0)};`);
