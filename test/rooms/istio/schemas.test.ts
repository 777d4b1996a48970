// The schemas that every written document is held against refuse what a cluster would drop.
import { expect, test } from 'vitest';
import { validateDocument } from '../../support/schemas.ts';

const virtualService = (http: object) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'a', namespace: 'b' },
  spec: { hosts: ['a'], http: [http] },
});
const route = [{ destination: { host: 'a' } }];

test('a right document is right', () => {
  expect(validateDocument(virtualService({ route, timeout: '1s' }))).toEqual([]);
});

test.each<[string, unknown]>([
  ['a misspelt key', virtualService({ route, timeOut: '1s' })],
  ['a misspelt key deep inside', virtualService({ route: [{ destination: { host: 'a', subSet: 'v1' } }] })],
  ['a number for a text', virtualService({ route, timeout: 1 })],
  ['two kinds of text match', virtualService({ route, match: [{ uri: { exact: '/a', prefix: '/a' } }] })],
  ['a status', { ...virtualService({ route }), status: {} }],
  ['an unknown kind', { apiVersion: 'v1', kind: 'Nothing' }],
  ['no document', 'text'],
])('%s is wrong', (_, document) => {
  expect(validateDocument(document).length).toBeGreaterThan(0);
});
