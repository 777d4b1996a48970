// The doors through which other people's text comes in, each as a function that must return for every text. What it gives is not looked
// at, but where a promise is cheap to check, a broken one throws.
import { testFindings } from '../../src/analyzer/index.ts';
import { configurationOf } from '../../src/cli/function-configuration.ts';
import { Stop } from '../../src/cli/terminal.ts';
import { type Compilation, compile, emit } from '../../src/compile.ts';
import { readConfigurationText } from '../../src/configuration-text.ts';
import { type Diagnostic, Report, renderDiagnostic, renderGithub, renderSarif } from '../../src/diagnostics/index.ts';
import { readYaml, writeJson, writeYaml } from '../../src/documents/index.ts';
import { format } from '../../src/formatter/index.ts';
import { graphData, graphDot, graphMermaid, graphOf, graphSvg } from '../../src/graph/index.ts';
import { type InjectOptions, inject, uninject } from '../../src/inject/index.ts';
import {
  decide,
  decisionData,
  diff,
  differenceData,
  explainDecision,
  explainDifference,
  parseRequest,
} from '../../src/meaning/index.ts';
import { expectedAt, parseFile, reparse, tokenize } from '../../src/syntax/index.ts';
import { allPlatforms } from '../../src/targets/index.ts';
import { applyEdits, Source } from '../../src/text/index.ts';
import type { Random } from '../support/random.ts';
import { edited } from './edited.ts';
import { comparison, importer } from './importer-entry.ts';
import { proof } from './proof-entry.ts';
import { editedConfiguration, server } from './server-entry.ts';

export type EntryPoint = (text: string, random: Random) => void | Promise<void>;
/** What comes in: a program, or YAML. */
export type Kind = 'program' | 'manifest';

const targets = allPlatforms().flatMap((platform) =>
  platform.versions.map((version) => ({ name: `${platform.name}@${version}`, platform, version })),
);
const program = (text: string): Source => new Source('fuzz.mesh', text);
const manifest = (text: string): Source => new Source('fuzz.yaml', text);

const syntax: EntryPoint = (text, random) => {
  const source = program(text);
  tokenize(source);
  const tree = parseFile(source);
  for (let times = 0; times < 3; times++) expectedAt(tree, random.below(text.length + 1));
  reparse(tree, program(edited(text, random)));
};

const formatter: EntryPoint = (text) => {
  const once = format(parseFile(program(text)));
  const twice = format(parseFile(program(once)));
  if (once !== twice) throw new Error('formatting twice is not formatting once');
};

/** The findings in each form, and what becomes of the program by the fixes they offer. */
const checker: EntryPoint = (text, random) => {
  const { diagnostics } = compile([program(text)], { withoutAnalysis: true });
  rendered(diagnostics);
  const fixes = diagnostics.slice(0, 200).flatMap((diagnostic) => diagnostic.fixes ?? []);
  if (fixes.length > 0)
    compile([program(applyEdits('fuzz.mesh', text, random.pick(fixes).edits))], { withoutAnalysis: true });
};

function rendered(diagnostics: readonly Diagnostic[]): void {
  renderSarif(diagnostics, '0');
  renderGithub(diagnostics);
  for (const diagnostic of diagnostics.slice(0, 200)) renderDiagnostic(diagnostic, false);
}

/** What is found in a program without errors; it is the same as itself, and something or nothing changes by an edit. */
const analysis: EntryPoint = (text, random) => {
  const compilation = withoutErrors(text);
  if (!compilation) return;
  rendered(testFindings(compilation.mesh));
  if (text.length > 20_000) return;
  const same = diff(compilation.mesh, compilation.mesh);
  if (!same.same && same.unknown.length === 0) throw new Error('a program differs from itself');
  const other = compile([program(edited(text, random))], { withoutAnalysis: true });
  if (other.hasErrors) return;
  const difference = diff(compilation.mesh, other.mesh);
  explainDifference(difference);
  JSON.stringify(differenceData(difference));
};

function withoutErrors(text: string): Compilation | undefined {
  const compilation = compile([program(text)]);
  rendered(compilation.diagnostics);
  return compilation.hasErrors ? undefined : compilation;
}

/** The documents of some targets, the graph, and what happens to a request. */
const output: EntryPoint = (text, random) => {
  const compilation = compile([program(text)], { withoutAnalysis: true });
  if (compilation.hasErrors) return;
  for (const target of [random.pick(targets), random.pick(targets), random.pick(targets)]) {
    const emission = emit(compilation, target, random.chance(0.2) ? { install: 'kubernetes' } : {});
    rendered(emission.diagnostics);
    if (emission.hasErrors) continue;
    writeYaml(emission.documents, { comments: random.chance(0.3) });
    writeJson(emission.documents);
  }
  const graph = graphOf(compilation.mesh);
  for (const write of [graphDot, graphMermaid, graphSvg]) write(graph);
  JSON.stringify(graphData(graph));
  requests(compilation, text, random);
};

const requestWords = [
  'GET',
  '-H',
  'x: y',
  '--from',
  '--to',
  '--gateway',
  '--sni',
  '--port',
  '80',
  '-b',
  'https://a/b?c=d',
];

/** Words of the program as the words after `mesh route`. */
function requests({ mesh }: Compilation, text: string, random: Random): void {
  const words = text.slice(0, 20_000).match(/"[^"\n]*"|[^\s{}(),]+/g) ?? [];
  for (let times = 0; times < 4; times++) {
    const given = random.times(1, 6, () =>
      random.chance(0.5) || words.length === 0 ? random.pick(requestWords) : random.pick(words).replaceAll('"', ''),
    );
    const parsed = parseRequest(mesh, ['GET', ...given]);
    if (parsed.problem !== undefined) continue;
    for (const request of parsed.requests.slice(0, 5)) {
      const decision = decide(mesh, request);
      explainDecision(decision);
      JSON.stringify(decisionData(decision));
    }
  }
}

const documents: EntryPoint = (text) => {
  for (const { root, problems, index } of readYaml(manifest(text)).documents)
    if (root?.kind === 'map' && problems.length === 0) writeYaml([{ root, path: String(index) }]);
};

const configuration: EntryPoint = (text) => {
  const { diagnostics, placeOf } = readConfigurationText(manifest(text));
  rendered(diagnostics);
  placeOf(['targets', 0, 'name']);
};

/** The ResourceList that `mesh fn` reads. */
const functionList: EntryPoint = (text) => {
  const [document] = readYaml(manifest(text)).documents;
  if (document?.root?.kind !== 'map') return;
  try {
    const { files } = configurationOf(document.root);
    compile(
      Object.entries(files).map(([name, content]) => new Source(name, content)),
      { withoutAnalysis: true },
    );
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
};

const proxies: readonly InjectOptions[] = [
  { proxy: 'linkerd' },
  { proxy: 'linkerd', useServiceVip: true },
  { proxy: 'envoy' },
  { proxy: 'envoy', version: '0.1' },
];

const injection: EntryPoint = (text, random) => {
  const report = new Report();
  const { text: injected } = inject(manifest(text), random.pick(proxies), report);
  uninject(manifest(injected), report);
  rendered(report.sorted());
};

export const entryPoints: Readonly<Record<string, { readonly kind: Kind; readonly point: EntryPoint }>> = {
  syntax: { kind: 'program', point: syntax },
  formatter: { kind: 'program', point: formatter },
  checker: { kind: 'program', point: checker },
  analysis: { kind: 'program', point: analysis },
  output: { kind: 'program', point: output },
  proof: { kind: 'program', point: proof },
  server: { kind: 'program', point: server },
  documents: { kind: 'manifest', point: documents },
  configuration: { kind: 'manifest', point: configuration },
  function: { kind: 'manifest', point: functionList },
  injection: { kind: 'manifest', point: injection },
  importer: { kind: 'manifest', point: importer },
  comparison: { kind: 'manifest', point: comparison },
  editedConfiguration: { kind: 'manifest', point: editedConfiguration },
};
