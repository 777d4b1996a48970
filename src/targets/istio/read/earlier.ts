// What the portions of one input that were read before took, as names: of what two portions share neither can tell what it means.
/** A class for its sets. */
export class Earlier {
  /** Services and egresses that have a VirtualService. */
  readonly callees = new Set<string>();
  /** Hosts at ports of gateways. */
  readonly units = new Set<string>();
  /** Something was taken twice, or declared after others had used it. */
  shared = false;

  /** Takes names in one portion; none of them may have been taken in another. */
  take(kind: 'callees' | 'units', names: Iterable<string>): void {
    const taken = this[kind];
    for (const name of names) {
      if (taken.has(name)) this.shared = true;
      taken.add(name);
    }
  }
}
