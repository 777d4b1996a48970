// A folder or file of YAML as one side of a comparison: read as `mesh import` reads it; what could not be read is said.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { Report } from '../diagnostics/index.ts';
import { compareAsTold, type Imported, importYaml, type OpenPlace, openPlaces } from '../importer/index.ts';
import type { MeshDifference } from '../meaning/index.ts';
import type { Mesh } from '../model/index.ts';
import { yamlSources } from './commands/import.ts';
import { meshFilesBelow } from './read-files.ts';
import { talk } from './terminal.ts';

/** A YAML file that is no mesh.yaml, or a folder with YAML and nothing of a program. */
export function isYamlSide(path: string): boolean {
  if (path.endsWith('mesh.yaml') || !existsSync(path)) return false;
  if (!statSync(path).isDirectory()) return /\.(ya?ml|json)$/.test(path);
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  if (names.includes('mesh.yaml') || meshFilesBelow(path).length > 0) return false;
  return names.some((name) => /\.(ya?ml|json)$/.test(name));
}

/** What is compared of one side, and what is not: the proof ends there. */
export interface ComparedSide {
  readonly mesh: Mesh;
  readonly open: readonly OpenPlace[];
  /** The ways back that YAML went. */
  readonly readers?: Imported['readers'];
  /** Of a project: whether it passes the very same through. */
  readonly carries?: (place: OpenPlace) => boolean;
}

/**
 * `like`, the other side where that is known, answers what YAML leaves open: which services there are, and their ports. Another YAML answers
 * nothing that both leave open: what each takes for granted is told apart from it.
 */
export function yamlSide(path: string, like: Mesh | undefined, isYamlToo = false): ComparedSide {
  const known = (like?.services ?? []).filter(({ inCluster }) => inCluster);
  const services = known.map(({ visibleTo: _, ...service }) => ({
    ...service,
    versions: [],
    traffic: {},
    ports: service.ports.map((port) => ({ ...port, traffic: {} })),
  }));
  const sources = yamlSources(path, new Report());
  const options = {
    namespace: like?.namespace ?? 'default',
    clusterDomain: like?.clusterDomain ?? 'cluster.local',
  };
  const imported = importYaml(sources, { ...options, services });
  const alone = isYamlToo ? importYaml(sources, options) : imported;
  for (const { message } of imported.problems) talk(`${path}: ${message}\n`);
  for (const { name, why, isKnown } of imported.objects)
    if (why !== undefined && !isKnown) talk(`${path}: ${name} is not compared: ${why}\n`);
  return { mesh: imported.mesh, open: openPlaces(alone), readers: imported.readers };
}

/** Where a side has what nobody could read and the other has not, there may be more that is decided differently. */
export function compareSides(first: ComparedSide, second: ComparedSide): MeshDifference {
  const readers = [...new Set([...(first.readers ?? []), ...(second.readers ?? [])])];
  const found = compareAsTold(first.mesh, second.mesh, readers);
  const open = [...openBeside(first, second), ...openBeside(second, first)];
  return { ...found, unknown: [...found.unknown, ...open], same: found.same && open.length === 0 };
}

/** What one side has and the other has not, to the letter. */
function openBeside({ open }: ComparedSide, { open: others, carries }: ComparedSide): readonly string[] {
  const known = new Set(others.map(keyOf));
  const left = open.filter((place) => !known.has(keyOf(place)) && !carries?.(place));
  const texts = [...new Set(left.map(({ text }) => text))];
  return texts.length <= mostOpen ? texts : [...texts.slice(0, mostOpen), `and ${texts.length - mostOpen} more places`];
}
const mostOpen = 20;
const keyOf = ({ text, value }: ComparedSide['open'][number]): string => `${text} ${JSON.stringify(value)}`;
