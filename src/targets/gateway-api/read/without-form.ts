// Fields of the Gateway API's objects that the language has no form for, known beforehand: docs/targets.md is made from these rows.
import type { WithoutForm } from '../../shared/reading/index.ts';

const routes = ['HTTPRoute', 'GRPCRoute'];
const all = [...routes, 'TLSRoute', 'TCPRoute'];
const rule = (...fields: readonly string[]): readonly string[] => fields.map((field) => `spec.rules[].${field}`);

export const withoutForm: readonly WithoutForm[] = [
  {
    kinds: routes,
    fields: [
      ...rule('filters[].extensionRef', 'filters[].externalAuth', 'filters[].type'),
      ...rule('backendRefs[].filters[].extensionRef'),
    ],
    note: 'extensions of an implementation: the rule is imported without them',
  },
  {
    kinds: all,
    fields: rule('backendRefs[].kind', 'filters[].requestMirror.backendRef.kind'),
    note: 'what is no Service: a ServiceImport of another group than `multicluster.x-k8s.io` is the service of its name in `clusterset.local`, anything else stands for a service called by it and its kind',
  },
  {
    kinds: all,
    fields: rule('backendRefs[].namespace', 'filters[].requestMirror.backendRef.namespace'),
    note: 'a Service of another namespace that no ReferenceGrant among the files lets it name: taken as granted',
  },
  { kinds: all, fields: rule('backendRefs[].port'), note: 'none, which has no endpoints' },
  {
    kinds: routes,
    fields: rule('backendRefs[].filters'),
    note: 'filters of one part of a split; where all parts have the same they are those of the rule',
  },
  { kinds: routes, fields: rule('filters[].requestMirror'), note: 'every mirror but the first' },
  {
    kinds: routes,
    fields: rule('filters[].cors.allowMethods'),
    note: '`*`: taken as all methods of HTTP',
  },
  {
    kinds: routes,
    fields: rule('filters'),
    note: 'requests for a host outside that others share an object with: they get its host',
  },
  {
    kinds: routes,
    fields: rule('filters[].urlRewrite.path'),
    note: 'a rewrite of a prefix where no prefix is matched',
  },
  {
    kinds: routes,
    fields: rule('sessionPersistence', 'retry.backoff', 'timeouts.backendRequest'),
    note: 'sessions; how soon a retry is sent; a timeout of single tries without retries, which is then that of the request',
  },
  {
    kinds: routes,
    fields: rule('matches[].headers[].type', 'matches[].queryParams[].type', 'matches[].path.type'),
    note: 'matches of an implementation of its own',
  },
  {
    kinds: all,
    fields: ['spec.rules[]'],
    note: 'a rule behind one that takes everything, which no request reaches; one of an HTTPRoute that is not among the files: taken as 500',
  },
  {
    kinds: all,
    fields: ['spec.parentRefs', 'spec.parentRefs[]', 'spec.parentRefs[].kind', 'spec.useDefaultGateways'],
    note: 'parents that are no Gateway, ListenerSet, Service, ServiceImport, ServiceEntry or HTTPRoute; a ServiceImport, as among backends; a route that no listener of the files lets in: its rules become `rules` that nothing calls',
  },
  {
    kinds: ['Gateway', 'ListenerSet', 'XListenerSet'],
    fields: [
      'spec.listeners[]',
      'spec.listeners[].allowedRoutes.kinds',
      'spec.listeners[].allowedRoutes.namespaces.selector',
    ],
    note: 'listeners for UDP and other protocols; kinds of routes; selectors other than `kubernetes.io/metadata.name`, taken as all',
  },
  {
    kinds: ['Gateway', 'ListenerSet', 'XListenerSet'],
    fields: [
      'spec.listeners[].tls',
      'spec.listeners[].tls.options',
      'spec.listeners[].tls.frontendValidation',
      'spec.listeners[].tls.certificateRefs[]',
      'spec.listeners[].tls.certificateRefs[].namespace',
      'spec.listeners[].tls.certificateRefs[].kind',
    ],
    note: 'settings of TLS; every certificate but the first; a secret of another namespace, taken by its name; one that is no Secret',
  },
  {
    kinds: ['Gateway'],
    fields: [
      'spec.addresses',
      'spec.infrastructure',
      'spec.backendTLS',
      'spec.tls',
      'spec.allowedListeners',
      'spec.defaultScope',
    ],
    note: 'how the gateway is run',
  },
  {
    kinds: ['BackendTLSPolicy'],
    fields: [
      'spec.options',
      'spec.validation.subjectAltNames',
      'spec.validation.caCertificateRefs[]',
      'spec.validation.caCertificateRefs[].kind',
      'spec.validation.wellKnownCACertificates',
      'spec.targetRefs',
      'spec.targetRefs[].kind',
      'spec.targetRefs[].sectionName',
    ],
    note: 'how the certificate is checked; every authority but the first, and one that is no ConfigMap; policies for what is no Service, or for a port that no Service among the files has',
  },
];
