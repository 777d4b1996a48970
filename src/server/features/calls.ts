// Who calls whom: the call hierarchy along `calls`, from the checked mesh.
import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  SymbolKind,
} from 'vscode-languageserver';
import type { CallEdge, Egress, Service } from '../../model/index.ts';
import { spanPath } from '../../text/index.ts';
import { namedAt } from '../place.ts';
import { rangeOf } from '../ranges.ts';
import { uriOfPath } from '../uri.ts';
import type { View } from '../workspace.ts';

type Callee = Service | Egress;

export function prepareCalls(view: View, offset: number): CallHierarchyItem[] {
  const named = namedAt(view, offset);
  const callee = named && calleeOf(view, named.symbol.key.split(/[@:]/)[0] ?? '');
  return callee ? [itemOf(callee)] : [];
}

export function incomingCalls(view: View, key: string): CallHierarchyIncomingCall[] {
  return view.living.mesh.services.flatMap((caller) => {
    const edges = caller.calls.filter((edge) => edge.target === key);
    return edges.length > 0 ? [{ from: itemOf(caller), fromRanges: edges.map(({ origin }) => rangeOf(origin)) }] : [];
  });
}

export function outgoingCalls(view: View, key: string): CallHierarchyOutgoingCall[] {
  const caller = calleeOf(view, key);
  if (caller?.kind !== 'service') return [];
  const targets = Map.groupBy(caller.calls, (edge: CallEdge) => edge.target);
  return [...targets].flatMap(([target, edges]) => {
    const callee = calleeOf(view, target);
    return callee ? [{ to: itemOf(callee), fromRanges: edges.map(({ origin }) => rangeOf(origin)) }] : [];
  });
}

const calleeOf = ({ living }: View, key: string): Callee | undefined =>
  living.mesh.services.find((each) => each.key === key) ?? living.mesh.egresses.find((each) => each.key === key);

const itemOf = ({ key, name, namespace, kind, origin }: Callee): CallHierarchyItem => ({
  name,
  detail: namespace,
  kind: kind === 'service' ? SymbolKind.Class : SymbolKind.Interface,
  uri: uriOfPath(spanPath(origin)),
  range: rangeOf(origin),
  selectionRange: rangeOf(origin),
  data: key,
});
