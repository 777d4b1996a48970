// Sources → what parsing, names and checking say about them: the road up to the model, without analysis and targets.
import { type Checked, type CheckOptions, check } from '../../src/checker/index.ts';
import { type Diagnostic, type Example, Report } from '../../src/diagnostics/index.ts';
import { buildProgram, type Program, type ProgramOptions } from '../../src/program/index.ts';
import { parseFile } from '../../src/syntax/index.ts';
import { applyEdits, Source } from '../../src/text/index.ts';

export interface CheckedSources extends Checked {
  readonly program: Program;
  readonly found: readonly Diagnostic[];
  readonly codes: readonly string[];
}

export function checkSources(
  sources: string | Readonly<Record<string, string>>,
  options: ProgramOptions & CheckOptions = {},
): CheckedSources {
  const files = typeof sources === 'string' ? { 'main.mesh': sources } : sources;
  const trees = Object.entries(files).map(([path, text]) => parseFile(new Source(path, text)));
  const report = new Report();
  for (const tree of trees) for (const segment of tree.segments) report.take(segment.problems);
  const program = buildProgram(trees, options);
  report.take(program.diagnostics);
  const checked = check(program, options);
  report.take(checked.diagnostics);
  const found = report.sorted();
  return { ...checked, program, found, codes: found.map(({ code }) => code) };
}

/** The files and inputs of an example of the catalogue. */
export function exampleParts(example: Example): {
  readonly files: Readonly<Record<string, string>>;
  readonly options: ProgramOptions;
} {
  if (typeof example === 'string') return { files: { 'main.mesh': example }, options: {} };
  const inputs = Object.fromEntries(Object.entries(example.inputs ?? {}).map(([name, value]) => [name, { value }]));
  return { files: example.files, options: { inputs } };
}

/** The text after the preferred (or only) fix of a finding. */
export function fixed(path: string, text: string, diagnostic: Diagnostic): string | undefined {
  const fix = diagnostic.fixes?.find((each) => each.preferred) ?? diagnostic.fixes?.[0];
  return fix && applyEdits(path, text, fix.edits);
}
