// From where a rule list is seen: whose proxy tries it and on which port. Source, port and scheme are then known before any
// request, so conditions on them are decided here and disappear.
import {
  type And,
  type Condition,
  type Gateway,
  type Labels,
  type Not,
  not,
  type Or,
  type PortTest,
  type Service,
  type SourceTest,
  type TextTest,
  type Version,
} from '../../../model/index.ts';
import { passes } from './text-test.ts';

/** Whose proxy it is. */
export type Viewer =
  | { readonly kind: 'service'; readonly service: Service; readonly version?: Version }
  | { readonly kind: 'gateway'; readonly gateway: Gateway };

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
  switch (condition.kind) {
    case 'always':
      return true;
    case 'and':
    case 'or':
      return settleParts(condition, view);
    case 'not':
      return settleNot(condition, view);
    case 'port':
      return isPort(condition, view);
    case 'from':
      return isFrom(condition.source, view.viewer);
    case 'text':
      return settleText(condition, view);
  }
}

function settleParts(condition: And | Or, view: View): Condition | boolean {
  const swallows = condition.kind === 'or';
  const parts: Condition[] = [];
  for (const part of condition.parts) {
    const settled = settle(part, view);
    if (settled === swallows) return swallows;
    if (typeof settled !== 'boolean') parts.push(settled);
  }
  if (parts.length === 0) return !swallows;
  return parts.length === 1 ? (parts[0] as Condition) : { ...condition, parts };
}

function settleNot(condition: Not, view: View): Condition | boolean {
  const settled = settle(condition.part, view);
  return typeof settled === 'boolean' ? !settled : not(settled, condition.origin);
}

function settleText(condition: TextTest, view: View): Condition | boolean {
  if (condition.subject === 'scheme' && view.scheme !== undefined) return passes(condition, view.scheme);
  if (condition.subject === 'sni' && !view.tls) return false;
  return condition;
}

const isPort = (condition: PortTest, view: View): boolean => condition.values.includes(view.port);

/** Whether requests that this proxy sends come from `source`. */
export function isFrom(source: SourceTest, viewer: Viewer): boolean {
  switch (source.kind) {
    case 'service':
      return (
        viewer.kind === 'service' && viewer.service.key === source.service && isVersion(source.version, viewer.version)
      );
    case 'namespace':
      return viewer.kind === 'service' && viewer.service.namespace === source.namespace;
    case 'gateway':
      return viewer.kind === 'gateway' && viewer.gateway.key === source.gateway;
    case 'pods':
      return viewer.kind === 'service' && carries(viewer.version?.labels ?? {}, source.labels);
  }
}

const isVersion = (wanted: string | undefined, version: Version | undefined): boolean =>
  wanted === undefined || version?.name === wanted;

export const namespaceOf = (viewer: Viewer): string =>
  viewer.kind === 'service' ? viewer.service.namespace : viewer.gateway.namespace;

const carries = (labels: Labels, wanted: Labels): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);
