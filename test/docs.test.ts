// What README and docs show is true: programs compile without an error or warning and their tests hold, mesh.yaml is read without a
// complaint, commands exist with the options shown.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfigurationFile } from '../src/cli/configuration-file.ts';
import { compile, emit } from '../src/compile.ts';
import { Report } from '../src/diagnostics/index.ts';
import { runExpectations, runTests } from '../src/meaning/index.ts';
import { chooseTarget } from '../src/targets/index.ts';
import { Source } from '../src/text/index.ts';

const root = join(import.meta.dirname, '..');
const pages = ['README.md', ...readdirSync(join(root, 'docs/language')).map((name) => `docs/language/${name}`)];
const blocks = (page: string, language: string): string[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , text]) => text ?? '');

/** Whole programs; a rule or two are not. */
const programs = pages.flatMap((page) =>
  blocks(page, 'mesh')
    .filter((text) => /^(namespace|service|route|gateway|telemetry|policy|egress)\b/m.test(text))
    .map((text): [string, string] => [`${page}: ${text.split('\n')[0]}`, text]),
);

test('there is something to try', () => expect(programs.length).toBeGreaterThan(4));

test.each(programs)('%s', (_, text) => {
  const compilation = compile([new Source('main.mesh', text)]);
  const target = chooseTarget('istio@1.30');
  if ('meant' in target) throw new Error('istio@1.30');
  const found = [...compilation.diagnostics, ...(compilation.hasErrors ? [] : emit(compilation, target).diagnostics)];
  expect(found.filter(({ severity }) => severity !== 'info').map(({ code, message }) => `${code} ${message}`)).toEqual(
    [],
  );
  expect(runTests(compilation.mesh).samples.filter(({ passed }) => !passed)).toEqual([]);
  expect(runExpectations(compilation.mesh).filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
});

test.each(pages.flatMap((page) => blocks(page, 'yaml')))('mesh.yaml of a page', async (text) => {
  const report = new Report();
  expect(await readConfigurationFile(new Source('mesh.yaml', text), report)).toBeDefined();
  expect(report.sorted()).toEqual([]);
});
