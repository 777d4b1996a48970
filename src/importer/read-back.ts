// A program's model and the documents made of it → whether the documents decide every request as the model does. They are read back by the
// platform's own rules and compared exactly; what cannot be compared is said.
import type { Document } from '../documents/index.ts';
import { explainDifference, type MeshDifference } from '../meaning/index.ts';
import type { Mesh, Service } from '../model/index.ts';
import {
  type InputObject,
  leftToDefaults,
  objectsOf,
  type Platform,
  type Reader,
  type ReadObject,
  readObject,
} from '../targets/index.ts';
import { compareOutput } from './compare-output.ts';
import { envelopes, folderOf } from './envelopes.ts';

export interface ReadBack {
  /** Proved: every request gets the same decision, and all that was declared is declared. */
  readonly same: boolean;
  /** What stands in the documents and was not understood, what is missing in them. */
  readonly problems: readonly string[];
  /** Kinds of objects that the platform's reader does not know: what they say is not verified. */
  readonly unread: readonly string[];
  readonly difference: MeshDifference;
}

/**
 * Undefined for platforms without a way back.
 * @param version of the platform, the newest if absent
 * @param letGo called when the documents were read, before they are compared, where they are not asked for again
 */
export function readBack(
  mesh: Mesh,
  documents: readonly Document[],
  platform: Platform,
  version?: string,
  letGo: () => void = () => {},
): ReadBack | undefined {
  const { reader } = platform;
  if (!reader) return undefined;
  const first = read(mesh, documents, reader, version);
  if (!first.isOrdered) letGo();
  const found = compared(mesh, first, reader, version);
  // What a platform joins by the age of objects must mean the same in the other order too.
  if (!first.isOrdered || !found.same) return found;
  return compared(mesh, read(mesh, documents.toReversed(), reader, version), reader, version);
}

/** What documents say; nothing of them is held. */
interface ReadOutput extends Pick<ReadBack, 'problems' | 'unread'> {
  readonly back: Mesh;
  readonly isOrdered: boolean;
}

function compared(
  mesh: Mesh,
  { back, problems, unread }: ReadOutput,
  reader: Reader,
  version: string | undefined,
): ReadBack {
  const difference = compareOutput(reader.asRead(mesh, version), reader.asRead(back, version));
  return { same: problems.length === 0 && difference.same, problems, unread, difference };
}

function read(mesh: Mesh, documents: readonly Document[], reader: Reader, version: string | undefined): ReadOutput {
  const nowhere = documents[0]?.root.origin ?? mesh.services[0]?.origin;
  const placed = nowhere
    ? documents.flatMap(({ root, path }) =>
        objectsOf(root, mesh.namespace, nowhere).map((object) => ({ object, folder: folderOf(path) })),
      )
    : [];
  const isTaken = (object: InputObject): boolean => reader.takes(object) || (reader.helps?.(object) ?? false);
  const [known, others] = [
    placed.filter(({ object }) => isTaken(object)),
    placed.filter(({ object }) => !isTaken(object)),
  ];
  const taken = known.map(({ object }) => object);
  const check = envelopes(mesh, reader);
  const wrong = known.flatMap(({ object, folder }) => inObject(object, check(object, folder)));
  const { mesh: back, assumptions } = reader.read(taken, {
    namespace: mesh.namespace,
    clusterDomain: mesh.clusterDomain,
    services: mesh.services.filter(reader.knows ?? (({ inCluster }) => inCluster)).map(registered),
    ...(version === undefined ? {} : { version }),
  });
  const outcomes = taken.map(readObject);
  const unsaid = taken.flatMap((object) =>
    leftToDefaults(object, reader.explicit ?? []).map(
      (path) => `${object.kind} ${object.namespace}/${object.name}, ${path}: it is left to a default`,
    ),
  );
  const beyond = reader.beyond?.(taken, back) ?? [];
  return {
    back,
    problems: [...wrong, ...outcomes.flatMap(problemsOf), ...unsaid, ...beyond, ...assumptions.map(({ text }) => text)],
    unread: [...new Set(others.map(({ object, folder }) => whatIs(object, folder)))],
    isOrdered: outcomes.some(({ residues }) => residues.some(({ weight }) => weight === 'order')),
  };
}

/** Mixer's first rules have no kind: what their files are called. */
export const whatIs = ({ kind }: InputObject, folder: string): string => kind || (folder.split('/')[0] ?? '');

const inObject = ({ kind, namespace, name }: InputObject, problem: string | undefined): readonly string[] =>
  problem === undefined ? [] : [`${kind} ${namespace}/${name}: ${problem}`];

const problemsOf = ({ name, why, residues }: ReadObject): readonly string[] => [
  ...(why === undefined ? [] : [`${name}: ${why}`]),
  ...residues.filter(({ weight }) => weight !== 'order').map(({ path, reason }) => `${name}, ${path}: ${reason}`),
];

/** As the cluster knows it, without anything that a mesh adds. */
export const registered = (service: Service): Service => ({
  ...(service.visibleTo ? seenByAll(service) : service),
  versions: [],
  traffic: {},
  ports: service.ports.map((port) => ({ ...port, traffic: {} })),
});

const seenByAll = ({ visibleTo: _, ...service }: Service): Service => service;

/** For people: the first few, one line each; in a large output one mistake is there a thousand times. */
export function readBackText({ problems, difference }: ReadBack): string {
  const { changes, unknown, declarations } = difference;
  const shown = { ...difference, changes: changes.slice(0, most), declarations: declarations.slice(0, most) };
  const more = [problems, changes, declarations].reduce((sum, { length }) => sum + Math.max(0, length - most), 0);
  return [
    ...problems.slice(0, most),
    ...(difference.same ? [] : [explainDifference({ ...shown, unknown: unknown.slice(0, most) })]),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n');
}
const most = 20;
