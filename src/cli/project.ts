// A project as the command line names it: folders or files, mesh.yaml if there is one, an environment, inputs. → sources and options.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { CompileOptions } from '../compile.ts';
import { catalogue, type Report } from '../diagnostics/index.ts';
import type { DataPlane } from '../model/index.ts';
import type { Configuration, GivenInput, PatchConfiguration, TargetConfiguration } from '../program/index.ts';
import { compileOptionsOf, dataPlaneNamed, isExcluded, targetsOf } from '../project-settings.ts';
import { Source, type Span, similar, spanIn } from '../text/index.ts';
import { decode, meshFilesBelow, readSource, shownPath } from './read-files.ts';
import { Stop } from './terminal.ts';

export interface ProjectOptions {
  readonly env?: string;
  readonly set?: readonly string[];
  readonly dataPlane?: string;
}

export interface Project {
  /** Where mesh.yaml is, or would be; relative paths of it start here. */
  readonly root: string;
  readonly sources: readonly Source[];
  readonly options: CompileOptions;
  readonly targets: readonly TargetConfiguration[];
  /** Files and folders of plain YAML that pass through. */
  readonly include: readonly string[];
  readonly patches: readonly PatchConfiguration[];
  readonly environments: readonly string[];
  /** Where keys lead in mesh.yaml: `targets`, 0. */
  readonly placeOf: (...keys: readonly (string | number)[]) => Span;
  /** Every file that was read, for dependency files and watching. */
  readonly files: readonly string[];
}

/** Whether objects of others are looked at beside those that are made. */
export const passesOthers = ({ include, patches }: Project): boolean => include.length > 0 || patches.length > 0;

const CONFIGURATION = 'mesh.yaml';

/** Reads the project; what is wrong with its files goes to the report. Nothing where there is no program to speak of. */
export async function loadProject(
  paths: readonly string[],
  options: ProjectOptions,
  report: Report,
): Promise<Project | undefined> {
  const places = paths.length === 0 ? ['.'] : paths;
  const missing = places.filter((path) => path !== '-' && !existsSync(path));
  for (const path of missing) report.add(catalogue.files.fileNotFound, nowhere(path), { path: shownPath(path) });
  if (missing.length > 0) return undefined;
  const root = rootOf(places);
  const read = await configurationAt(root, report);
  if (!read) return undefined;
  const { configuration, placeOf } = read;
  const files = filesOf(places, root, read, report);
  const sources = files.flatMap((path) => (path === '-' ? stdin(report) : (readSource(path, report) ?? [])));
  if (files.length === 0)
    report.add(catalogue.files.noFiles, nowhere(places[0] as string), { path: places.map(shownPath).join(', ') });
  const environment = options.env === undefined ? undefined : environmentOf(read, options.env, report);
  return {
    root,
    sources,
    options: compileOptions(read, environment, options),
    targets: targetsOf(configuration, environment),
    include: (configuration.include ?? []).map((path) => resolve(root, path)),
    patches: configuration.patches ?? [],
    environments: Object.keys(configuration.environments),
    placeOf: (...keys) =>
      placeOf(keys[0] === 'targets' && environment?.targets ? ['environments', options.env ?? '', ...keys] : keys),
    files: existsSync(join(root, CONFIGURATION)) ? [join(root, CONFIGURATION), ...files] : files,
  };
}

/** A single folder, or the folder of a mesh.yaml that was named, is the root; of single files the folder of the first. */
function rootOf(paths: readonly string[]): string {
  const first = paths[0] as string;
  if (first === '-') return '.';
  return statSync(first).isDirectory() ? first : dirname(first);
}

interface Configured {
  readonly configuration: Configuration;
  readonly placeOf: (keys: readonly (string | number)[]) => Span;
}

async function configurationAt(root: string, report: Report): Promise<Configured | undefined> {
  const path = join(root, CONFIGURATION);
  if (!existsSync(path)) return { configuration: { environments: {} }, placeOf: () => nowhere(path) };
  const source = readSource(path, report);
  if (!source) return undefined;
  const { readConfigurationFile } = await import('./configuration-file.ts');
  return readConfigurationFile(source, report);
}

/** Files named are the program alone; a folder is all files of its `sources`. */
function filesOf(paths: readonly string[], root: string, read: Configured, report: Report): string[] {
  const excluded = excludedBy(read.configuration.exclude ?? [], root);
  const found = paths.flatMap((path) => {
    if (path === '-') return ['-'];
    if (basename(path) === CONFIGURATION) return sourcesOf(root, read, excluded, report);
    if (!statSync(path).isDirectory()) return [path];
    return path === root ? sourcesOf(root, read, excluded, report) : meshFilesBelow(path, excluded);
  });
  return [...new Set(found)];
}

function sourcesOf(
  root: string,
  { configuration, placeOf }: Configured,
  excluded: (path: string) => boolean,
  report: Report,
): string[] {
  return (configuration.sources ?? ['.']).flatMap((source, index) => {
    const path = join(root, source);
    if (!existsSync(path)) {
      report.add(catalogue.files.fileNotFound, placeOf(['sources', index]), { path: shownPath(path) });
      return [];
    }
    return statSync(path).isDirectory() ? meshFilesBelow(path, excluded) : [path];
  });
}

/** Of paths as the file system has them. */
function excludedBy(patterns: readonly string[], root: string): (path: string) => boolean {
  const isOut = isExcluded(patterns);
  return (path) => isOut(relative(root, path).replaceAll('\\', '/'));
}

function environmentOf({ configuration, placeOf }: Configured, name: string, report: Report) {
  const found = Object.hasOwn(configuration.environments, name) ? configuration.environments[name] : undefined;
  if (!found) {
    const known = Object.keys(configuration.environments);
    const meant = similar(name, known);
    report.add(
      catalogue.files.unknownEnvironment,
      placeOf(['environments']),
      { name, known },
      meant ? { hint: `did you mean \`${meant}\`?` } : {},
    );
  }
  return found;
}

function compileOptions(
  { configuration, placeOf }: Configured,
  environment: Configuration['environments'][string] | undefined,
  { env = '', dataPlane, set }: ProjectOptions,
): CompileOptions {
  const written = compileOptionsOf(configuration, environment, (input) =>
    placeOf(['environments', env, 'inputs', input]),
  );
  return {
    ...written,
    ...(dataPlane === undefined ? {} : { dataPlane: dataPlaneOf(dataPlane) }),
    inputs: { ...written.inputs, ...given(set ?? []) },
  };
}

function given(pairs: readonly string[]): Record<string, GivenInput> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at <= 0) throw new Stop(`--set takes input=value, like --set canary=25%; \`${pair}\` has no \`=\`.`);
      const source = new Source('--set', pair);
      return [pair.slice(0, at), { value: pair.slice(at + 1), span: spanIn(source, at + 1, pair.length) }];
    }),
  );
}

/** `envoy` or `linkerd@1.7.4`. */
export function dataPlaneOf(text: string): DataPlane {
  const dataPlane = dataPlaneNamed(text);
  if (!dataPlane) throw new Stop(`there is no data plane \`${text}\`; choose envoy or linkerd@VERSION.`);
  return dataPlane;
}

function stdin(report: Report): Source[] {
  const source = decode(readFileSync(0), '<stdin>', report);
  return source ? [source] : [];
}

const nowhere = (path: string) => spanIn(new Source(shownPath(path), ''), 0, 0);
