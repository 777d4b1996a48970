// What a case gives, by the name of the expected file.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Compilation, compile, emit } from '../../src/compile.ts';
import type { Diagnostic } from '../../src/diagnostics/index.ts';
import { writeYaml, writeYamlWithMap } from '../../src/documents/index.ts';
import { format } from '../../src/formatter/index.ts';
import { decide, explainDecision, parseRequest } from '../../src/meaning/index.ts';
import { parseFile } from '../../src/syntax/index.ts';
import { chooseTarget } from '../../src/targets/index.ts';
import { placeOf, Source, spanEnd, spanPath, spanStart } from '../../src/text/index.ts';

const compilations = new Map<string, Compilation>();

const sourcesOf = (folder: string): Source[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.mesh'))
    .sort()
    .map((name) => new Source(name, readFileSync(join(folder, name), 'utf8')));

function compilationOf(folder: string): Compilation {
  const known = compilations.get(folder) ?? compile(sourcesOf(folder));
  compilations.set(folder, known);
  return known;
}

export function caseOutputs(folder: string, file: string): string {
  const compilation = compilationOf(folder);
  if (file === 'diagnostics.mesh')
    return compilation.files
      .map(({ source }) => annotated(source, findingsFor(folder, compilation), compilation.files.length > 1))
      .join('\n');
  if (file === 'formatted.mesh')
    return format(parseFile(sourcesOf(folder).find(({ path }) => path === 'main.mesh') as Source));
  if (file === 'answers.txt') return answers(folder, compilation);
  if (file === 'sourcemap.txt') return sourceMap(compilation);
  const target = /^([a-z-]+@[0-9.]+)\.yaml$/.exec(file)?.[1];
  if (target === undefined) throw new Error(`a case cannot give ${file}`);
  const emission = emissionOf(compilation, target);
  return emission.hasErrors ? emission.diagnostics.map(line).join('') : writeYaml(emission.documents.filter(isWhole));
}

/** Envoy's files to be watched repeat what its bootstraps say. */
const isWhole = ({ path }: { readonly path: string }): boolean => !path.startsWith('watched-');

function emissionOf(compilation: Compilation, name: string) {
  const target = chooseTarget(name);
  if ('meant' in target) throw new Error(`there is no target ${name}`);
  return emit(compilation, target);
}

/** Findings of the program, and of the target that a file `target` names. */
function findingsFor(folder: string, compilation: Compilation): readonly Diagnostic[] {
  const path = join(folder, 'target');
  const more =
    existsSync(path) && !compilation.hasErrors
      ? emissionOf(compilation, readFileSync(path, 'utf8').trim()).diagnostics
      : [];
  return [...compilation.diagnostics, ...more];
}

/** The text with each finding under its line. */
function annotated(source: Source, diagnostics: readonly Diagnostic[], named: boolean): string {
  const lines: string[] = named ? [`// ${source.path}`] : [];
  for (let line = 0; line < source.lineStarts.length; line++) {
    if (line < source.lineStarts.length - 1 || source.line(line) !== '') lines.push(source.line(line));
    for (const found of diagnostics) {
      const start = source.position(spanStart(found.span));
      if (spanPath(found.span) !== source.path || start.line !== line) continue;
      const length = Math.max(
        1,
        Math.min(spanEnd(found.span) - spanStart(found.span), source.line(line).length - start.column),
      );
      lines.push(
        `//${' '.repeat(Math.max(0, start.column - 2))}${'^'.repeat(length)} ${found.severity} ${found.code} ${found.slug}: ${found.message}`,
      );
      for (const note of [found.hint, found.witness]) if (note) lines.push(`//   ${note}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

const line = (found: Diagnostic): string =>
  `${placeOf(found.span)} ${found.severity} ${found.code} ${found.slug}: ${found.message}\n`;

function answers(folder: string, { mesh }: Compilation): string {
  const requests = readFileSync(join(folder, 'requests.txt'), 'utf8')
    .split('\n')
    .filter((text) => text.trim() !== '');
  return requests
    .map((text) => {
      const words = [...text.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
      const parsed = parseRequest(mesh, words);
      const said =
        parsed.problem ?? parsed.requests.map((request) => explainDecision(decide(mesh, request))).join('\n');
      return `$ mesh route ${text}\n${said}\n`;
    })
    .join('\n');
}

function sourceMap(compilation: Compilation): string {
  const { mappings } = writeYamlWithMap(emissionOf(compilation, 'istio@1.30').documents);
  return mappings.map(({ line: number, span }) => `${number} ${placeOf(span)}\n`).join('');
}
