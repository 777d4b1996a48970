// The whole catalogue: codes and slugs are unique, the bad example of each entry gives exactly its code, the good one nothing, a preferred
// fix mends it, and what no program can show is shown by a test that names it.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dataPlaneOf } from '../src/cli/project.ts';
import { compile, emit } from '../src/compile.ts';
import { allEntries, catalogue, type Diagnostic, type Example } from '../src/diagnostics/index.ts';
import { chooseTarget, type TargetChoice } from '../src/targets/index.ts';
import { applyEdits, Source } from '../src/text/index.ts';

const entries = allEntries();

const filesOf = (example: Example): Readonly<Record<string, string>> =>
  typeof example === 'string' ? { 'main.mesh': example } : example.files;

function findings(example: Example, changed: Readonly<Record<string, string>> = {}): Diagnostic[] {
  const files = { ...filesOf(example), ...changed };
  const options: Exclude<Example, string> = typeof example === 'string' ? { files } : example;
  const sources = Object.entries(files)
    .filter(([path]) => path.endsWith('.mesh'))
    .map(([path, text]) => new Source(path, text));
  const compilation = compile(sources, {
    ...(options.dataPlane ? { dataPlane: dataPlaneOf(options.dataPlane) } : {}),
    inputs: Object.fromEntries(Object.entries(options.inputs ?? {}).map(([name, value]) => [name, { value }])),
  });
  const target = chooseTarget(options.target ?? 'istio@1.30') as TargetChoice;
  return [...compilation.diagnostics, ...(compilation.hasErrors ? [] : emit(compilation, target).diagnostics)];
}

/** Examples are short: that nothing uses a name is said of many, and not what they show. */
const codes = (example: Example, own = ''): string[] =>
  [...new Set(findings(example).map(({ code }) => code))].filter(
    (code) => code === own || code !== catalogue.analysis.unusedDeclaration.code,
  );

test('codes and slugs are unique and well-formed', () => {
  expect(entries.length).toBeGreaterThan(100);
  expect(new Set(entries.map(({ code }) => code)).size).toBe(entries.length);
  expect(new Set(entries.map(({ slug }) => slug)).size).toBe(entries.length);
  for (const { code, slug } of entries) {
    expect(code).toMatch(/^M\d{4}$/);
    expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  }
});

for (const entry of entries) {
  const { bad, good } = entry;
  if (typeof bad === 'object' && 'shownBy' in bad) {
    test(`${entry.code} ${entry.slug} is shown by a test`, () => {
      expect(existsSync(bad.shownBy), bad.shownBy).toBe(true);
      const text = readFileSync(bad.shownBy, 'utf8');
      const name = nameOf(entry);
      expect(
        [entry.code, entry.slug, name].some((word) => text.includes(word)),
        `${bad.shownBy} names ${entry.code}, ${entry.slug} or ${name}`,
      ).toBe(true);
    });
    continue;
  }
  test(`${entry.code} ${entry.slug}: bad`, () => expect(codes(bad as Example, entry.code)).toEqual([entry.code]));
  if (good !== undefined) test(`${entry.code} ${entry.slug}: good`, () => expect(codes(good)).toEqual([]));
  test(`${entry.code} ${entry.slug}: its fix`, () => {
    const example = bad as Example;
    const found = findings(example);
    for (const diagnostic of found) {
      const fix = diagnostic.fixes?.find(({ preferred }) => preferred) ?? diagnostic.fixes?.[0];
      if (!fix) continue;
      const changed = Object.fromEntries(
        Object.entries(filesOf(example)).map(([path, text]) => [path, applyEdits(path, text, fix.edits)]),
      );
      const after = findings(example, changed);
      const count = (list: readonly Diagnostic[]): number => list.filter(({ code }) => code === diagnostic.code).length;
      expect(count(after), `${fix.title}\n${Object.values(changed).join('\n')}`).toBeLessThan(count(found));
    }
  });
}

function nameOf(entry: object): string {
  for (const family of Object.values(catalogue))
    if (typeof family === 'object') for (const [name, each] of Object.entries(family)) if (each === entry) return name;
  return '?';
}
