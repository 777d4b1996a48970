// Findings to report: those of every example of the catalogue, each example with a file name of its own.
import { compile, emit } from '../../../src/compile.ts';
import { allEntries, type Diagnostic, type Example } from '../../../src/diagnostics/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { Source } from '../../../src/text/index.ts';

/** `before` is put in front of each file. */
export function catalogueFindings(before = ''): Diagnostic[] {
  return allEntries().flatMap(({ code, bad }) =>
    typeof bad === 'object' && 'shownBy' in bad ? [] : findings(bad, code, before),
  );
}

function findings(example: Example, folder: string, before: string): Diagnostic[] {
  const files = typeof example === 'string' ? { 'main file.mesh': example } : example.files;
  const sources = Object.entries(files)
    .filter(([path]) => path.endsWith('.mesh'))
    .map(([path, text]) => new Source(`${folder}/${path}`, before + text));
  const compilation = compile(sources);
  const name = (typeof example === 'string' ? undefined : example.target) ?? 'istio@1.30';
  const emitted = compilation.hasErrors ? [] : emit(compilation, chooseTarget(name) as TargetChoice).diagnostics;
  return [...compilation.diagnostics, ...emitted];
}
