// What ends a conversation with a cluster: a finding that the command shows, and nothing more is sent.
import { catalogue, type Diagnostic, diagnose, type Entry } from '../../diagnostics/index.ts';
import { Source, type Span, spanIn } from '../../text/index.ts';

/** Thrown by whoever talks to the cluster, caught by the command. */
export class ClusterFault extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

/** The place of findings about a cluster: its address, or the object's name. */
export const placeOf = (name: string): Span => spanIn(new Source(name, ''), 0, 0);

export const fault = <P>(kind: Entry<P>, place: string, parameters: P): ClusterFault =>
  new ClusterFault(diagnose(kind, placeOf(place), parameters));

export const kubeconfigFault = (path: string, reason: string): ClusterFault =>
  fault(catalogue.cluster.kubeconfigBroken, path, { path, reason });
