// Other languages that write the same objects for the same services: how each is called, where it is installed, and whether what it
// writes is what mesh writes.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { parseAllDocuments } from 'yaml';

export interface Peer {
  readonly name: string;
  /** Beside this file: `node SCRIPT N PLACE` writes the program. */
  readonly script: string;
  /** What runs the program at a place. */
  readonly command: (binary: string, place: string) => readonly string[];
}

const peers: readonly Peer[] = [
  { name: 'jrsonnet', script: 'jsonnet.mjs', command: (binary, place) => [binary, '-y', join(place, 'main.jsonnet')] },
  { name: 'helm', script: 'helm.mjs', command: (binary, place) => [binary, 'template', 'shop', place] },
  {
    name: 'cue',
    script: 'cue.mjs',
    command: (binary, place) => [binary, 'export', '-e', 'text', '--out', 'text', ...cueFiles(place)],
  },
];
const cueFiles = (place: string): readonly string[] => ['library.cue', 'services.cue'].map((name) => join(place, name));

export interface InstalledPeer extends Peer {
  readonly binary: string;
}

/** On the PATH, or where `cargo install` and `go install` are told to put them: `~/.cache/mesh-peers/bin`. */
export const installedPeers = (): readonly InstalledPeer[] =>
  peers.flatMap((peer) => {
    const folders = [...(process.env.PATH ?? '').split(delimiter), join(homedir(), '.cache', 'mesh-peers', 'bin')];
    const binary = folders
      .filter(isAbsolute)
      .map((folder) => join(folder, peer.name))
      .find((path) => existsSync(path));
    return binary === undefined ? [] : [{ ...peer, binary }];
  });

/** Throws unless a peer's command and mesh write the same objects of the kinds that the peer writes. */
export function compareOutput(name: string, command: readonly string[], mesh: readonly string[]): void {
  const theirs = new Set(objectsOf(command));
  const kinds = new Set([...theirs].map(kindOf));
  const ours = new Set(objectsOf(mesh).filter((object) => kinds.has(kindOf(object))));
  const other = [...theirs].find((object) => !ours.has(object)) ?? [...ours].find((object) => !theirs.has(object));
  if (other !== undefined || theirs.size === 0)
    throw new Error(`${name} and mesh do not write the same objects: ${other}`);
}

const kindOf = (object: string): unknown => (JSON.parse(object) as { readonly kind?: unknown }).kind;

function objectsOf([program = '', ...args]: readonly string[]): readonly string[] {
  const { stdout, stderr, status } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as unknown)
    .filter((object) => object !== null)
    .map((object) => JSON.stringify(sorted(object)));
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
};
