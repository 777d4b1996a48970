// What an API server makes of objects of the Gateway API that are written to it, for a Pilot that reads them without a server: the defaults
// of their schemas are filled in, and they come in the version that Pilot asks for.
import type { Plain } from './pilot.ts';

export const asServed = (object: Plain): Plain => ({ ...withDefaults(object), apiVersion: versionOf(object) });

/** The versions of a kind have the same fields. */
function versionOf({ apiVersion, kind }: Plain): string {
  const [group] = apiVersion.split('/');
  if (group !== 'gateway.networking.k8s.io') return apiVersion;
  return `${group}/${kind === 'ReferenceGrant' ? 'v1beta1' : 'v1'}`;
}

function withDefaults(object: Plain): Plain {
  switch (object.kind) {
    case 'Gateway':
      return withSpec(object, { listeners: object.spec.listeners.map(listener) });
    case 'HTTPRoute':
      return withSpec(object, { parentRefs: parents(object), rules: (object.spec.rules ?? [{}]).map(httpRule) });
    case 'GRPCRoute':
      return withSpec(object, { parentRefs: parents(object), rules: (object.spec.rules ?? []).map(callRule) });
    case 'TLSRoute':
    case 'TCPRoute':
      return withSpec(object, { parentRefs: parents(object), rules: object.spec.rules.map(backends) });
    default:
      return object;
  }
}

const withSpec = (object: Plain, spec: Plain): Plain => ({ ...object, spec: { ...object.spec, ...spec } });

const listener = ({ tls, allowedRoutes, ...rest }: Plain): Plain => ({
  ...rest,
  allowedRoutes: { ...allowedRoutes, namespaces: { from: 'Same', ...allowedRoutes?.namespaces } },
  ...(tls ? { tls: { mode: 'Terminate', ...tls, ...mapped(tls, 'certificateRefs', secret) } } : {}),
});

const secret = (reference: Plain): Plain => ({ group: '', kind: 'Secret', ...reference });
const parents = ({ spec }: Plain): Plain => spec.parentRefs?.map(parent);
const parent = (reference: Plain): Plain => ({ group: 'gateway.networking.k8s.io', kind: 'Gateway', ...reference });
const service = (reference: Plain): Plain => ({ group: '', kind: 'Service', ...reference });

const EVERY_PATH = { type: 'PathPrefix', value: '/' };

const httpRule = ({ matches = [{}], ...rule }: Plain): Plain => ({
  ...backends(rule),
  ...mapped(rule, 'filters', filter),
  matches: matches.map((match: Plain) => ({
    ...match,
    path: { ...EVERY_PATH, ...match.path },
    ...mapped(match, 'headers', exact),
    ...mapped(match, 'queryParams', exact),
  })),
});

const callRule = (rule: Plain): Plain => ({
  ...backends(rule),
  ...mapped(rule, 'filters', filter),
  ...mapped(rule, 'matches', (match) => ({
    ...match,
    ...(match.method ? { method: exact(match.method) } : {}),
    ...mapped(match, 'headers', exact),
  })),
});

const exact = (match: Plain): Plain => ({ type: 'Exact', ...match });

function filter(one: Plain): Plain {
  if (one.requestRedirect) return { ...one, requestRedirect: { statusCode: 302, ...one.requestRedirect } };
  const { requestMirror } = one;
  return requestMirror
    ? { ...one, requestMirror: { ...requestMirror, backendRef: service(requestMirror.backendRef) } }
    : one;
}

const backends = (rule: Plain): Plain => ({
  ...rule,
  ...mapped(rule, 'backendRefs', (reference) => ({ weight: 1, ...service(reference) })),
});

const mapped = (object: Plain, key: string, change: (item: Plain) => Plain): Plain =>
  object[key] === undefined ? {} : { [key]: object[key].map(change) };
