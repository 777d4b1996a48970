// Who has a pod already, read from its annotations, labels and containers: nobody, mesh itself, another tool, or an owner who wants no
// proxy. Decides nothing about what follows from it.
import { memberAt, type Node } from '../documents/index.ts';
import { ENVOY_MARK, ENVOY_MARK_01, ENVOY_VERSION_01, OUR_VERSION } from './envoy.ts';
import { LINKERD_INIT, LINKERD_MARK } from './linkerd.ts';
import { namedAt, textAt } from './workload.ts';

export type Proxy = 'linkerd' | 'envoy';
/** What an injection looks like: Istio 0.1 had other names than the versions after it. */
export type Form = 'linkerd' | 'envoy-0.1' | 'envoy';

export type Claim =
  | { readonly kind: 'free' }
  /** Injected by mesh. */
  | { readonly kind: 'ours'; readonly proxy: Proxy; readonly form: Form }
  /** Injected, or to be injected, by something else; `proxy` where it is one that mesh knows. */
  | { readonly kind: 'foreign'; readonly by: string; readonly sign: string; readonly proxy?: Proxy }
  /** Asks this proxy's injector to stay away. */
  | { readonly kind: 'opted-out'; readonly sign: string };

/** The claim on a pod, as seen by who wants to inject `proxy`. `template` holds the pod's metadata and spec. */
export function claimOn(template: Node | undefined, proxy: Proxy): Claim {
  const found =
    ourClaim(template) ??
    linkerdInject(template) ??
    istioClaim(template, proxy) ??
    foreignMark(template) ??
    foreignContainer(template);
  return found ?? optOut(template, proxy) ?? { kind: 'free' };
}

/** What mesh injected, if it did, by its marks; Linkerd's together with what they stand for, because linkerd-inject sets them too. */
export function ourClaim(template: Node | undefined): (Claim & { readonly kind: 'ours' }) | undefined {
  if (
    annotation(template, LINKERD_MARK) === 'injected' &&
    namedAt(template, 'spec', 'initContainers').has(LINKERD_INIT)
  ) {
    return { kind: 'ours', proxy: 'linkerd', form: 'linkerd' };
  }
  if (annotation(template, ENVOY_MARK_01) === 'injected' && annotation(template, ENVOY_VERSION_01) === OUR_VERSION) {
    return { kind: 'ours', proxy: 'envoy', form: 'envoy-0.1' };
  }
  const status = annotation(template, ENVOY_MARK);
  const later = status === `injected-version-${OUR_VERSION}` || status?.startsWith(`{"version":"${OUR_VERSION}"`);
  return later ? { kind: 'ours', proxy: 'envoy', form: 'envoy' } : undefined;
}

function linkerdInject(template: Node | undefined): Claim | undefined {
  if (annotation(template, LINKERD_MARK) !== 'injected') return undefined;
  return { kind: 'foreign', by: 'linkerd-inject', sign: `annotation ${LINKERD_MARK}`, proxy: 'linkerd' };
}

/** Pods of Istio's injectors; and those that ask for its sidecar, which only matters to who brings another proxy. */
function istioClaim(template: Node | undefined, proxy: Proxy): Claim | undefined {
  const marks = [ENVOY_MARK, ...(annotation(template, ENVOY_MARK_01) === 'injected' ? [ENVOY_MARK_01] : [])];
  const mark = marks.find((key) => annotation(template, key) !== undefined);
  if (mark !== undefined)
    return { kind: 'foreign', by: "Istio's injector", sign: `annotation ${mark}`, proxy: 'envoy' };
  const wanted = proxy === 'linkerd' && (isTrue(annotation(template, INJECT)) || isTrue(label(template, INJECT)));
  return wanted ? { kind: 'foreign', by: 'Istio', sign: `${INJECT}: "true"`, proxy: 'envoy' } : undefined;
}

const INJECT = 'sidecar.istio.io/inject';
const isTrue = (value: string | undefined): boolean => value !== undefined && /^(?:y|yes|true|on)$/i.test(value);

/** Annotations and labels of other meshes that bring a sidecar of their own when the pod starts. */
const FOREIGN_MARKS: readonly (readonly [key: string, by: string, only?: RegExp])[] = [
  ['linkerd.io/inject', 'Linkerd 2', /^(?:enabled|ingress)$/],
  ['linkerd.io/proxy-version', 'Linkerd 2'],
  ['istio.io/rev', 'Istio'],
  ['consul.hashicorp.com/connect-inject', 'Consul', /^true$/],
  ['kuma.io/sidecar-injection', 'Kuma', /^(?:enabled|true)$/],
  ['kuma.io/sidecar-injected', 'Kuma'],
  ['openservicemesh.io/sidecar-injection', 'Open Service Mesh', /^(?:enabled|true|yes)$/],
];

function foreignMark(template: Node | undefined): Claim | undefined {
  for (const [key, by, only = /(?:)/] of FOREIGN_MARKS) {
    const value = annotation(template, key) ?? label(template, key);
    if (value !== undefined && only.test(value))
      return { kind: 'foreign', by, sign: `${key}: ${JSON.stringify(value)}` };
  }
  return undefined;
}

const FOREIGN_CONTAINERS: Readonly<Record<string, { readonly by: string; readonly proxy?: Proxy }>> = {
  'istio-proxy': { by: 'Istio', proxy: 'envoy' },
  'istio-init': { by: 'Istio', proxy: 'envoy' },
  [LINKERD_INIT]: { by: 'linkerd-inject', proxy: 'linkerd' },
  'linkerd-proxy': { by: 'Linkerd 2' },
  'linkerd-init': { by: 'Linkerd 2' },
  'consul-connect-envoy-sidecar': { by: 'Consul' },
  'kuma-sidecar': { by: 'Kuma' },
};

function foreignContainer(template: Node | undefined): Claim | undefined {
  for (const list of ['initContainers', 'containers']) {
    for (const name of namedAt(template, 'spec', list).keys()) {
      const owner = Object.hasOwn(FOREIGN_CONTAINERS, name) ? FOREIGN_CONTAINERS[name] : undefined;
      if (owner !== undefined) return { kind: 'foreign', sign: `container ${name}`, ...owner };
    }
  }
  return undefined;
}

function optOut(template: Node | undefined, proxy: Proxy): Claim | undefined {
  const signs = proxy === 'linkerd' ? [LINKERD_MARK] : [ENVOY_MARK_01, INJECT];
  for (const key of signs) {
    const value = annotation(template, key) ?? label(template, key);
    if (value !== undefined && !(key === INJECT && isTrue(value)))
      return { kind: 'opted-out', sign: `${key}: ${JSON.stringify(value)}` };
  }
  return undefined;
}

const annotation = (template: Node | undefined, key: string): string | undefined =>
  valueAt(template, 'annotations', key);
const label = (template: Node | undefined, key: string): string | undefined => valueAt(template, 'labels', key);

/** An annotation's or label's text; someone's unquoted `true` counts as its text, though Kubernetes would refuse it. */
function valueAt(template: Node | undefined, where: string, key: string): string | undefined {
  const found = memberAt(template, 'metadata', where, key);
  if (found?.kind !== 'scalar') return undefined;
  return textAt(template, 'metadata', where, key) ?? String(found.value);
}
