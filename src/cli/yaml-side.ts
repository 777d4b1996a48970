// A folder or file of YAML as one side of a comparison: read as `mesh import` reads it; what could not be read is said.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { Report } from '../diagnostics/index.ts';
import { importYaml } from '../importer/index.ts';
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

/** `like`, the other side where that is known, answers what YAML leaves open: which services there are, and their ports. */
export function yamlMesh(path: string, like: Mesh | undefined): Mesh {
  const known = (like?.services ?? []).filter(({ inCluster }) => inCluster);
  const services = known.map(({ visibleTo: _, ...service }) => ({
    ...service,
    versions: [],
    traffic: {},
    ports: service.ports.map((port) => ({ ...port, traffic: {} })),
  }));
  const { mesh, objects, problems } = importYaml(yamlSources(path, new Report()), {
    namespace: like?.namespace ?? 'default',
    clusterDomain: like?.clusterDomain ?? 'cluster.local',
    services,
  });
  for (const { message } of problems) talk(`${path}: ${message}\n`);
  for (const { name, why, residues } of objects) {
    if (why !== undefined) talk(`${path}: ${name} is not compared: ${why}\n`);
    for (const { path: field, reason, weight } of residues)
      if (weight === 'meaning') talk(`${path}: ${name}, ${field} is not compared: ${reason}\n`);
  }
  return mesh;
}
