// What every target offers: its versions, its table of what each version supports, and the road from a model to documents.
import type { Report } from '../diagnostics/index.ts';
import type { Document } from '../documents/index.ts';
import type { Mesh } from '../model/index.ts';

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
}

export interface TargetContext {
  /** One of `versions`. */
  readonly version: string;
  readonly report: Report;
  /** Also write what installs the proxies (`--data-plane`), where the target has it. */
  readonly install?: 'kubernetes' | 'minikube';
}

export interface SupportRow {
  /** In the language's words: `when path matches`, `mirror`, `egress through`. */
  readonly construct: string;
  /** `partly` needs a note that says when it is refused. */
  readonly support: 'yes' | 'partly' | 'no';
  /** What it becomes, or why it is refused. */
  readonly note?: string;
}
