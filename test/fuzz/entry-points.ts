// The doors through which other people's text comes in, each as a function that must return for every text. What it gives is not looked
// at, but where a promise is cheap to check, a broken one throws.
import { testFindings } from '../../src/analyzer/index.ts';
import { compile, emit } from '../../src/compile.ts';
import { type Diagnostic, Report, renderDiagnostic, renderGithub, renderSarif } from '../../src/diagnostics/index.ts';
import { readYaml, writeYaml } from '../../src/documents/index.ts';
import { format } from '../../src/formatter/index.ts';
import { type InjectOptions, inject, uninject } from '../../src/inject/index.ts';
import { diff } from '../../src/meaning/index.ts';
import { readConfiguration } from '../../src/program/index.ts';
import { parseFile, reparse, tokenize } from '../../src/syntax/index.ts';
import { allPlatforms } from '../../src/targets/index.ts';
import { Source } from '../../src/text/index.ts';
import type { Random } from '../support/random.ts';

export type EntryPoint = (text: string, random: Random) => void | Promise<void>;

const targets = allPlatforms().flatMap((platform) =>
  platform.versions.map((version) => ({ name: `${platform.name}@${version}`, platform, version })),
);

const syntax: EntryPoint = (text, random) => {
  const source = new Source('fuzz.mesh', text);
  tokenize(source);
  const tree = parseFile(source);
  const at = random.below(text.length + 1);
  const edited = `${text.slice(0, at)}${random.pick(['}', '{', '\n', '"', 'x', ' '])}${text.slice(at + random.below(4))}`;
  reparse(tree, new Source('fuzz.mesh', edited));
};

const formatter: EntryPoint = (text) => {
  const once = format(parseFile(new Source('fuzz.mesh', text)));
  const twice = format(parseFile(new Source('fuzz.mesh', once)));
  if (once !== twice) throw new Error('formatting twice is not formatting once');
};

/** Everything up to the documents of some targets, and the findings in each form. */
const compiler: EntryPoint = (text, random) => {
  const source = new Source('fuzz.mesh', text);
  const compilation = compile([source]);
  rendered(compilation.diagnostics);
  if (compilation.hasErrors) return;
  rendered(testFindings(compilation.mesh));
  if (text.length < 20_000 && !diff(compilation.mesh, compilation.mesh).same && !hasUnknown(compilation.mesh))
    throw new Error('a program differs from itself');
  for (const target of [random.pick(targets), random.pick(targets), random.pick(targets)]) {
    const emission = emit(compilation, target, random.chance(0.2) ? { install: 'kubernetes' } : {});
    rendered(emission.diagnostics);
    if (!emission.hasErrors) writeYaml(emission.documents, { comments: random.chance(0.3) });
  }
};

/** A comparison that gave up is no difference. */
const hasUnknown = (mesh: Parameters<typeof diff>[0]): boolean => diff(mesh, mesh).unknown.length > 0;

function rendered(diagnostics: readonly Diagnostic[]): void {
  renderSarif(diagnostics, '0');
  renderGithub(diagnostics);
  for (const diagnostic of diagnostics.slice(0, 200)) renderDiagnostic(diagnostic, false);
}

const documents: EntryPoint = (text) => {
  const source = new Source('fuzz.yaml', text);
  const { documents: read } = readYaml(source);
  for (const { root, problems, index } of read)
    if (root?.kind === 'map' && problems.length === 0) writeYaml([{ root, path: String(index) }]);
  readConfiguration(source);
};

const proxies: readonly InjectOptions[] = [
  { proxy: 'linkerd' },
  { proxy: 'linkerd', useServiceVip: true },
  { proxy: 'envoy' },
  { proxy: 'envoy', version: '0.1' },
];

const injection: EntryPoint = (text, random) => {
  const report = new Report();
  const { text: injected } = inject(new Source('fuzz.yaml', text), random.pick(proxies), report);
  uninject(new Source('fuzz.yaml', injected), report);
  rendered(report.sorted());
};

export const programEntries: Readonly<Record<string, EntryPoint>> = { syntax, formatter, compiler };
export const manifestEntries: Readonly<Record<string, EntryPoint>> = { documents, injection };
