// The whole catalogue: every family, and look-up by code or slug.
import type { Entry } from '../entry.ts';
import * as analysis from './analysis.ts';
import * as cluster from './cluster.ts';
import * as envoy from './envoy.ts';
import * as files from './files.ts';
import * as gatewayApi from './gateway-api.ts';
import * as imports from './import.ts';
import * as inject from './inject.ts';
import * as istio from './istio.ts';
import * as legacy from './legacy.ts';
import * as linkerd from './linkerd.ts';
import * as linkerdTwo from './linkerd-two.ts';
import * as names from './names.ts';
import * as syntax from './syntax.ts';
import * as types from './types.ts';

export {
  analysis,
  cluster,
  envoy,
  files,
  gatewayApi,
  imports,
  inject,
  istio,
  legacy,
  linkerd,
  linkerdTwo,
  names,
  syntax,
  types,
};

const families: readonly object[] = [
  syntax,
  names,
  types,
  analysis,
  istio,
  legacy,
  envoy,
  gatewayApi,
  linkerd,
  linkerdTwo,
  imports,
  files,
  inject,
  cluster,
];

/** A family may be a face of one that is not loaded yet, whose parts are inherited: `in` finds them, `Object.values` would not. */
function entriesIn(family: object): Entry<never>[] {
  const found: Entry<never>[] = [];
  for (const name in family) {
    const entry = family[name as keyof typeof family] as Entry<never>;
    if (name !== 'default') found.push(entry);
  }
  return found;
}

/** Every entry, by code. */
export const allEntries = (): readonly Entry<never>[] =>
  families.flatMap(entriesIn).sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));

/** The entry with this code or slug. */
export const entryOf = (codeOrSlug: string): Entry<never> | undefined =>
  allEntries().find((entry) => entry.code === codeOrSlug.toUpperCase() || entry.slug === codeOrSlug);
