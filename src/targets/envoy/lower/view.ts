// From where a rule list is seen: whose proxy tries it and on which port. Source, port and scheme are then known before any
// request, so conditions on them are decided here and disappear.
import type { Condition, TextTest } from '../../../model/index.ts';
import { isFrom, type Viewer } from '../../shared/calls/index.ts';
import { assuming, type Leaf, takesAll } from '../../shared/normal-form/index.ts';
import { passes } from './text-test.ts';

export interface View {
  readonly viewer: Viewer;
  readonly port: number;
  /** Known at doors; inside the mesh each request says it. */
  readonly scheme?: 'http' | 'https';
  /** Names of the server are known here: the rules are for TLS connections, or for what a door decrypted. */
  readonly tls: boolean;
}

/** What is left of a condition where source, port and scheme are known; `true` and `false` where nothing is. */
export function settle(condition: Condition, view: View): Condition | boolean {
  const left = assuming(condition, (leaf) => known(leaf, view));
  if (takesAll(left)) return true;
  return left.kind === 'or' && left.parts.length === 0 ? false : left;
}

function known(leaf: Leaf, view: View): boolean | undefined {
  switch (leaf.kind) {
    case 'port':
      return leaf.values.includes(view.port);
    case 'from':
      return isFrom(leaf.source, view.viewer);
    case 'text':
      return knownText(leaf, view);
  }
}

function knownText(test: TextTest, view: View): boolean | undefined {
  if (test.subject === 'scheme' && view.scheme !== undefined) return passes(test, view.scheme);
  return test.subject === 'sni' && !view.tls ? false : undefined;
}
