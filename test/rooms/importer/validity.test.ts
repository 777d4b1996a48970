// What a cluster would refuse is not imported: fields that are not there, values that have another form, what contradicts itself.
import { expect, test } from 'vitest';
import { provedImport } from '../../../src/cli/proved-import.ts';
import { Source } from '../../../src/text/index.ts';

const istio = (kind: string, spec: string) =>
  `apiVersion: networking.istio.io/v1\nkind: ${kind}\nmetadata: { name: a }\nspec: ${spec}\n`;
const gateway = (kind: string, spec: string) =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: { name: a }\nspec: ${spec}\n`;
const route = (rule: string) => gateway('HTTPRoute', `{ parentRefs: [{ name: web }], rules: [${rule}] }`);
const listener = (rest: string, more = '') =>
  gateway('Gateway', `{ gatewayClassName: any, listeners: [{ name: one, ${rest} }${more}] }`);
const backend = 'backendRefs: [{ name: a, port: 80 }]';

const invalid = (text: string): string[] =>
  provedImport([new Source('in.yaml', text)], { namespace: 'default', clusterDomain: 'cluster.local' }).objects.flatMap(
    ({ why, invalidAt }) => (invalidAt ? [why ?? ''] : []),
  );

test.each<[string, string, string]>([
  ['a field that is not there', istio('DestinationRule', '{ host: a, foo: 1 }'), 'spec.foo: there is no such field'],
  ['a number for a text', istio('VirtualService', '{ hosts: [a], http: [{ timeout: 1 }] }'), 'a text is needed here'],
  ['a field that is missing', gateway('ReferenceGrant', '{ from: [] }'), '`to` is missing'],
  [
    'two forms of one match',
    istio(
      'VirtualService',
      '{ hosts: [a], http: [{ match: [{ uri: { exact: /, prefix: / } }], route: [{ destination: { host: a } }] }] }',
    ),
    'only one of `exact`, `prefix`, `regex` may be there',
  ],
  [
    'an entry without an action',
    istio('VirtualService', '{ hosts: [a], http: [{ timeout: 1s }] }'),
    'spec.http[0]: a route',
  ],
  [
    'a route and a redirect',
    istio('VirtualService', '{ hosts: [a], http: [{ redirect: { uri: / }, route: [{ destination: { host: a } }] }] }'),
    'either route or redirect',
  ],
  [
    'a field in older words and in newer ones',
    istio(
      'VirtualService',
      '{ hosts: [a], http: [{ fault: { abort: { percent: 1, percentage: { value: 2 }, httpStatus: 500 } }, route: [{ destination: { host: a } }] }] }',
    ),
    'percent',
  ],
  [
    'two subsets of one name',
    istio('DestinationRule', '{ host: a, subsets: [{ name: v }, { name: v }] }'),
    'subset `v` already',
  ],
  [
    'a server without hosts',
    istio('Gateway', '{ servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [] }] }'),
    'servers[0]',
  ],
  [
    'a protocol of nobody',
    istio('ServiceEntry', '{ hosts: [a.b], ports: [{ number: 1, name: k, protocol: kafka }] }'),
    'kafka',
  ],
  [
    'two listeners of one name',
    listener('port: 80, protocol: HTTP', ', { name: one, port: 81, protocol: HTTP }'),
    '`one` is there already',
  ],
  ['a hostname of TCP', listener('port: 80, protocol: TCP, hostname: a.b'), 'TCP has no hostname'],
  ['a port beyond all ports', listener('port: 123456, protocol: HTTP'), '123456 is more than 65535'],
  [
    'two tests of one header',
    route(`{ matches: [{ headers: [{ name: x, value: "1" }, { name: x, value: "2" }] }], ${backend} }`),
    '`x` is there already',
  ],
  ['a path without a slash', route(`{ matches: [{ path: { value: a } }], ${backend} }`), 'begin with a slash'],
  [
    'a filter without what it does',
    route(`{ filters: [{ type: RequestHeaderModifier }], ${backend} }`),
    'needs requestHeaderModifier',
  ],
  [
    'a filter with what another does',
    route(`{ filters: [{ type: CORS, urlRewrite: { hostname: a.b } }], ${backend} }`),
    'CORS has no urlRewrite',
  ],
  [
    'a redirect with backends',
    route(`{ filters: [{ type: RequestRedirect, requestRedirect: { scheme: https } }], ${backend} }`),
    'a redirect has no backendRefs',
  ],
  ['a Service without a port', route('{ backendRefs: [{ name: a }] }'), 'a Service needs a port'],
  ['a method of nobody', route(`{ matches: [{ method: NOTREAL }], ${backend} }`), '`NOTREAL` is none of GET'],
])('%s', (_, text, reason) => {
  expect(invalid(text).join()).toContain(reason);
});

test.each<[string, string]>([
  [
    'fields without a value',
    istio('VirtualService', '{ hosts: [a], http: [{ timeout: null, route: [{ destination: { host: a } }] }] }'),
  ],
  ['an older version of a kind', route(`{ ${backend} }`).replace('/v1\n', '/v1beta1\n')],
  ['a kind without a schema', istio('EnvoyFilter', '{ foo: 1 }')],
  [
    'a called VirtualService without hosts',
    istio('VirtualService', '{ http: [{ route: [{ destination: { host: a } }] }] }'),
  ],
])('%s are valid', (_, text) => {
  expect(invalid(text)).toEqual([]);
});
