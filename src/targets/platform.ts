// What every target offers: its versions, its table of what each version supports, and the road from a model to documents.
import type { Report } from '../diagnostics/index.ts';
import type { Document, ToldDocument } from '../documents/index.ts';
import type { Mesh, Service } from '../model/index.ts';
import type { Relay } from './shared/calls/index.ts';
import type { Assumption, Explicit, InputObject, WithoutForm } from './shared/reading/index.ts';

export interface Platform {
  /** `istio`, `gateway-api`, `linkerd`, `envoy`. */
  readonly name: string;
  /** Oldest first: `0.1`, `1.22`. */
  readonly versions: readonly string[];
  /** One row for each construct of the language; `docs/targets.md` is made from it. */
  readonly support: (version: string) => readonly SupportRow[];
  /**
   * The documents that carry out `mesh`, in a stable order. What the version cannot express becomes an error in `report`, at the
   * construct's place; documents are then incomplete and must not be written.
   */
  readonly build: (mesh: Mesh, context: TargetContext) => readonly Document[];
  /** The same documents in any order, told one at a time, so that a large output need never be held; where the platform has it. */
  readonly each?: (mesh: Mesh, context: TargetContext) => Iterable<ToldDocument>;
  /** What `build` writes, before it is documents: the platform's own types, as plain data; for people who look inside. */
  readonly plan: (mesh: Mesh, context: TargetContext) => unknown;
  /** The way back, where there is one. */
  readonly reader?: Reader;
}

/** Objects of a platform → the model, by the platform's own order and matching; knows nothing of `build`. */
export interface Reader {
  /** Whether the object is of a kind that it reads. */
  readonly takes: (object: InputObject) => boolean;
  /** Objects of other kinds that the target writes too, and that say something when its output is read back. */
  readonly helps?: (object: InputObject) => boolean;
  /** What has no form in the model is noted at the objects. */
  readonly read: (objects: readonly InputObject[], options: ReadOptions) => Read;
  /** The model as far as the platform's objects can tell it: without what they have no words for, in their names. */
  readonly asRead: (mesh: Mesh, version?: string) => Mesh;
  /** Services that the platform knows without being told: those of the cluster, if absent. */
  readonly knows?: (service: Service) => boolean;
  /** Fields that are known to have no form in the language; `docs/targets.md` prints them. */
  readonly withoutForm: readonly WithoutForm[];
  /** Fields that the target's own output never leaves to a default. */
  readonly explicit?: readonly Explicit[];
  /** What the objects of the target's own output are, in all versions: `networking.istio.io/v1 Gateway`. */
  readonly envelopes?: readonly string[];
  /** What the target's own output never lets in: requests of which the model says nothing. One line each. */
  readonly beyond?: (objects: readonly InputObject[], mesh: Mesh) => readonly string[];
  /** The same reading for a large output that nobody holds, where the platform has it. */
  readonly portions?: (options: ReadOptions) => Portions;
}

/** A reading of objects that come a portion at a time and are forgotten. */
export interface Portions {
  /** As they are known by now. */
  readonly gateways: () => Mesh['gateways'];
  /** What the portion says of requests, without what waits for the end. */
  readonly read: (objects: readonly InputObject[]) => Pick<Mesh, 'routes' | 'ingresses'>;
  readonly finish: () => LastPortion;
}
export interface LastPortion extends Read {
  /** What waited, as objects and as it is read; the model has declarations only. */
  readonly late: readonly InputObject[];
  readonly rest: Pick<Mesh, 'routes' | 'ingresses'>;
  /** Objects that `beyond` asks for. */
  readonly kept: readonly InputObject[];
  /** Portions need nothing of each other but declarations: read at once, the objects say the same. */
  readonly isWhole: boolean;
}
export interface ReadOptions {
  /** Of objects that name none. */
  readonly namespace: string;
  readonly clusterDomain: string;
  /** What the cluster itself knows: Kubernetes Services, without versions and settings. */
  readonly services: readonly Service[];
  /** Of the platform, where it is known which one the objects are for. */
  readonly version?: string;
  /** Others than those of services and of the objects read so far. */
  readonly namespaces?: Iterable<string>;
}
export interface Read {
  readonly mesh: Mesh;
  readonly assumptions: readonly Assumption[];
}

export interface TargetContext {
  /** One of `versions`. */
  readonly version: string;
  readonly report: Report;
  /** Also write what installs the proxies (`--data-plane`), where the target has it. */
  readonly install?: 'kubernetes' | 'minikube';
  /** Calls that proxies of another kind hand to those of this platform, to be decided there. */
  readonly relays?: readonly Relay[];
}

export interface SupportRow {
  /** In the language's words: `when path matches`, `mirror`, `egress through`. */
  readonly construct: string;
  /** `partly` needs a note that says when it is refused. */
  readonly support: 'yes' | 'partly' | 'no';
  /** What it becomes, or why it is refused. */
  readonly note?: string;
}
