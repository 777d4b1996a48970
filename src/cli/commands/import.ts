// `mesh import`: existing YAML becomes a program, proved to decide every request as the YAML does, in a folder or on stdout.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { catalogue, Report } from '../../diagnostics/index.ts';
import { type MapNode, toNode, writeYaml } from '../../documents/index.ts';
import { explainDifference } from '../../meaning/index.ts';
import type { PatchConfiguration } from '../../program/index.ts';
import { Source, spanIn } from '../../text/index.ts';
import { type FindingsOptions, tell } from '../findings.ts';
import { importSummary } from '../import-summary.ts';
import { during } from '../internal-error.ts';
import { makeFolder } from '../output-folder.ts';
import { type ProvedImport, provedImport } from '../proved-import.ts';
import { decode, readSource, reasonOf, shownPath } from '../read-files.ts';
import { type ExitCode, product, Stop, talk } from '../terminal.ts';

export interface ImportCommandOptions extends FindingsOptions {
  readonly output?: string;
  readonly namespace?: string;
  readonly json?: boolean;
}

export function importYaml(paths: readonly string[], options: ImportCommandOptions): ExitCode {
  const report = new Report();
  const sources = paths.flatMap((path) => yamlSources(path, report));
  const namespace = options.namespace ?? 'default';
  const imported = during('importing', () => provedImport(sources, { namespace, clusterDomain: 'cluster.local' }));
  findingsOf(imported, report, options.output !== undefined);
  if (options.output !== undefined) writeProject(options.output, imported, namespace);
  if (options.json) product(`${JSON.stringify(importSummary(imported).data, undefined, 2)}\n`);
  else if (options.output === undefined) product(imported.programs.map(({ text }) => text).join('\n'));
  const code = tell(report.sorted(), options);
  if ((options.report ?? 'text') === 'text') talk(importSummary(imported).text);
  return code;
}

/** The YAML files of a path, or stdin. */
export function yamlSources(path: string, report: Report): readonly Source[] {
  if (path === '-') return [decode(readFileSync(0), '<stdin>', report)].filter((one) => one !== undefined);
  if (!existsSync(path)) throw new Stop(`there is no \`${path}\`.`);
  return yamlFiles(path).flatMap((file) => readSource(file, report) ?? []);
}

function yamlFiles(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|json)$/.test(name) && !/(^|[/\\])(\.|node_modules[/\\])/.test(name))
    .sort()
    .map((name) => join(path, name));
}

/** Everything that there is to say of an import. */
export function findingsOf(
  { problems, objects, assumptions, difference, compilation, carried }: ProvedImport,
  report: Report,
  isProject = false,
): void {
  const { imports } = catalogue;
  for (const { span, message, isFatal } of problems)
    report.add(isFatal ? imports.brokenDocument : imports.oddDocument, span, { reason: message });
  for (const { name, why, origin, residues, invalidAt } of objects) {
    if (invalidAt) report.add(imports.objectInvalid, invalidAt, { object: name, reason: why ?? '' });
    else if (why !== undefined) report.add(imports.objectKept, origin, { object: name, reason: why });
    for (const residue of residues) {
      const { path, reason, weight, span } = residue;
      if (isProject && carried.residues.has(residue)) report.add(imports.fieldPatched, span, { object: name, path });
      else report.add(imports.fieldLost, span, { object: name, path, reason, isExtra: weight === 'extra' });
    }
  }
  for (const { text, span } of assumptions) report.add(imports.takenForGranted, span, { what: text });
  const nowhere = spanIn(new Source('program', ''), 0, 0);
  const errors = compilation.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) report.take(errors);
  else if (difference && !difference.same)
    report.add(imports.importDiffers, nowhere, { difference: explainDifference(difference) });
}

/** Gateways that the files only name stand in the cluster: what the program takes them for must not overwrite them. */
function externalOf({ assumedGateways, objects }: ProvedImport): readonly PatchConfiguration[] {
  const target = objects.some(({ kind }) => kind === 'VirtualService') ? { target: 'istio' } : {};
  return assumedGateways.map(({ namespace, name }) => ({
    ...target,
    kind: 'Gateway',
    namespace,
    name,
    external: true,
  }));
}

/** The programs, what stays YAML below include/, and a mesh.yaml that names both. Nothing that is there is overwritten. */
function writeProject(folder: string, imported: ProvedImport, namespace: string): void {
  const { programs, kept } = imported;
  const patches = [...imported.carried.patches, ...externalOf(imported)];
  const configuration = {
    language: 1,
    namespace,
    ...(kept.length > 0 ? { include: ['include'] } : {}),
    ...(patches.length > 0 ? { patches } : {}),
  };
  const text = writeYaml([{ root: toNode(configuration) as MapNode, path: '' }]);
  const files = [{ path: 'mesh.yaml', text }, ...programs, ...kept];
  const there = files.filter(
    ({ path, text }) => existsSync(join(folder, path)) && readFileSync(join(folder, path), 'utf8') !== text,
  );
  if (there.length > 0)
    throw new Stop(
      `${shownPath(join(folder, there[0]?.path ?? ''))} is there already and differs; import into a new folder.`,
    );
  try {
    for (const { path, text } of files) {
      makeFolder(dirname(join(folder, path)));
      writeFileSync(join(folder, path), text);
    }
  } catch (error) {
    throw new Stop(`${shownPath(folder)} cannot be written: ${reasonOf(error)}.`);
  }
  talk(`${shownPath(folder)}: ${files.length} files\n`);
}
