// `mesh dump STAGE`: a stage of compilation as text, for people who want to see what mesh sees.
import { compile, emit } from '../../compile.ts';
import { Report } from '../../diagnostics/index.ts';
import { toPlain } from '../../documents/index.ts';
import { parseFile, tokenize } from '../../syntax/index.ts';
import { type Span, spanEnd, spanStart } from '../../text/index.ts';
import { chosenTargets } from '../chosen-targets.ts';
import { tell } from '../findings.ts';
import { loadProject, type Project, type ProjectOptions } from '../project.ts';
import { type ExitCode, product } from '../terminal.ts';

type Stage = 'tokens' | 'tree' | 'symbols' | 'model' | 'plan' | 'documents';
export interface DumpOptions extends ProjectOptions {
  readonly target?: readonly string[];
}

export async function dump(stage: Stage, paths: readonly string[], options: DumpOptions): Promise<ExitCode> {
  const report = new Report();
  const project = await loadProject(paths, options, report);
  if (!project || report.hasErrors) return tell(report.sorted(), {});
  product(text(stage, project, options, report));
  return tell(report.sorted(), {});
}

function text(stage: Stage, project: Project, options: DumpOptions, report: Report): string {
  if (stage === 'tokens')
    return project.sources
      .map((source) =>
        tokenize(source)
          .map((token) => `${JSON.stringify(token)}\n`)
          .join(''),
      )
      .join('');
  if (stage === 'tree') return project.sources.map((source) => readable(parseFile(source))).join('');
  const compilation = compile(project.sources, project.options);
  report.take(compilation.diagnostics);
  if (stage === 'symbols')
    return compilation.program.symbols.map(({ kind, key, nameSpan }) => `${kind} ${key} ${place(nameSpan)}\n`).join('');
  if (stage === 'model') return readable(compilation.mesh);
  const targets = compilation.hasErrors ? [] : chosenTargets(project, options.target, report);
  if (stage === 'plan')
    return readable(
      targets.map(({ choice: { name, platform, version } }) => ({
        target: name,
        plan: platform.plan(compilation.mesh, { version, report }),
      })),
    );
  const emissions = targets.map(({ choice }) => emit(compilation, choice));
  for (const { diagnostics } of emissions) report.take(diagnostics);
  return readable(
    emissions.map(({ target, documents }) => ({
      target: target.name,
      documents: documents.map(({ path, root }) => ({ path, root: toPlain(root) })),
    })),
  );
}

const place = (span: Span): string => `${span.anchor.source.path}:${spanStart(span)}-${spanEnd(span)}`;

/** JSON in which spans are `file:start-end` and sources are left out. */
const readable = (value: unknown): string =>
  `${JSON.stringify(
    value,
    (key, each) => {
      if (key === 'source' || key === 'anchor') return undefined;
      if (each instanceof Map) return Object.fromEntries(each);
      return isSpan(each) ? place(each) : each;
    },
    2,
  )}\n`;

const isSpan = (value: unknown): value is Span =>
  typeof value === 'object' && value !== null && 'anchor' in value && 'start' in value && 'end' in value;
