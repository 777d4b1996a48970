// Destinations without a port as Istio carries them out, which differs inside the mesh and at gateways; who has no routes of a VirtualService;
// headers that are changed several times; redirects from unusual ports.
import { expect, test } from 'vitest';
import { provedImport } from '../../../src/cli/proved-import.ts';
import { Source } from '../../../src/text/index.ts';

const imported = (text: string) => {
  const all = provedImport([new Source('in.yaml', text)], { namespace: 'shop', clusterDomain: 'cluster.local' });
  expect(all.compilation.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(all.difference?.same).toBe(true);
  const residues = all.objects.flatMap(({ residues }) => residues);
  expect(residues.filter(({ isForeseen }) => !isForeseen)).toEqual([]);
  return { text: all.programs.map(({ text }) => text).join('\n'), paths: residues.map(({ path }) => path) };
};

const service = (name: string, ...ports: readonly number[]) =>
  `---\napiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ports: [${ports.map((port) => `{ name: http-${port}, port: ${port} }`).join(', ')}] }\n`;
const virtual = (name: string, spec: string) =>
  `---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: ${name} }\nspec: { ${spec} }\n`;
const to = (host: string) => `http: [{ route: [{ destination: { host: ${host} } }] }]`;

test('inside the mesh a destination without a port is asked for that of the request', () => {
  const lost = imported(service('cart', 9080) + service('pay', 80) + virtual('cart', `hosts: [cart], ${to('pay')}`));
  expect(lost.text).toContain('route cart -> respond 503');
  expect(lost.paths).toEqual(['spec.http[0].route[].destination.port']);
  const found = imported(service('cart', 80) + service('pay', 80, 90) + virtual('cart', `hosts: [cart], ${to('pay')}`));
  expect(found.text).toContain('route cart -> pay:80');
  expect(found.paths).toEqual([]);
});

test('a service of which nothing else is known has the port of what its requests were for, and the other way round', () => {
  const down = imported(service('cart', 9080) + virtual('cart', `hosts: [cart], ${to('cart-v2')}`));
  expect(down.text).toContain('service cart, cart-v2 { port http-9080 9080 http }'.replace('http-9080 ', ''));
  const up = imported(service('cart-v2', 9080) + virtual('cart', `hosts: [cart], ${to('cart-v2')}`));
  expect(up.text).toContain('service cart, cart-v2 { port 9080 http }');
  expect([...down.paths, ...up.paths]).toEqual([]);
});

test('at a gateway it is the only port, or the one of the gateway where there are several', () => {
  const door = (host: string) => virtual('in', `hosts: [a.example.org], gateways: [web], ${to(host)}`);
  expect(imported(service('pay', 9080) + door('pay')).text).toContain('on web -> pay');
  expect(imported(service('pay', 80, 90) + door('pay')).text).toContain('on web -> pay:80');
  const lost = imported(service('pay', 8080, 90) + door('pay'));
  expect(lost.text).toContain('on web -> respond 503');
  expect(lost.paths).toEqual(['spec.http[0].route[].destination.port']);
});

test('a part of a split that nobody serves gets the port that there is, and is told', () => {
  const { text, paths } = imported(
    service('cart', 9080) +
      service('pay', 80) +
      virtual(
        'cart',
        'hosts: [cart], http: [{ route: [{ destination: { host: cart }, weight: 90 }, { destination: { host: pay }, weight: 10 }] }]',
      ),
  );
  expect(text).toContain('route cart -> 90% to cart, rest to pay');
  expect(paths).toEqual(['spec.http[0].route[].destination.port']);
});

test('a destination with its port and without is one', () => {
  const both =
    '{ destination: { host: cart }, weight: 10 }, { destination: { host: cart, port: { number: 80 } }, weight: 90 }';
  expect(imported(service('cart', 80) + virtual('cart', `hosts: [cart], http: [{ route: [${both}] }]`)).text).toContain(
    'route cart -> cart\n',
  );
});

test('callers that no entry is for are served as without the VirtualService', () => {
  const { text } = imported(
    service('cart', 80) +
      virtual(
        'cart',
        'hosts: [cart], http: [{ match: [{ sourceLabels: { app: pay }, uri: { prefix: /a } }], route: [{ destination: { host: cart, subset: v1 } }] }]',
      ),
  );
  expect(text).toMatch(/when from pods \{ app: "pay" \} and path starts "\/a" *-> v1/);
  expect(text).toMatch(/when from pods \{ app: "pay" \} *-> respond 404/);
  expect(text).toMatch(/else *-> cart/);
});

test('ports that no entry is for too', () => {
  const { text } = imported(
    service('cart', 80, 81) +
      virtual(
        'cart',
        'hosts: [cart], http: [{ match: [{ port: 81 }], route: [{ destination: { host: cart, subset: v1 } }] }]',
      ),
  );
  expect(text).toMatch(/when port == 81 *-> v1/);
  expect(text).toMatch(/else *-> cart/);
});

test('of what takes everything at a shared host only that part goes to the end', () => {
  const { text } = imported(
    virtual(
      'a',
      'hosts: [a.example.org], gateways: [web], http: [{ match: [{ uri: { prefix: /a } }, { uri: { prefix: / }, ignoreUriCase: true }], route: [{ destination: { host: one } }] }]',
    ) +
      virtual(
        'b',
        'hosts: [a.example.org], gateways: [web], http: [{ match: [{ uri: { prefix: /b } }], route: [{ destination: { host: two } }] }]',
      ),
  );
  expect(text).toMatch(/path starts "\/a" -> one\n *when path starts "\/b" -> two\n *else *-> one/);
});

test('a header is removed, then given: one change says what comes out', () => {
  const headers = (request: string, part = '{}') =>
    imported(
      virtual(
        'cart',
        `hosts: [cart], http: [{ headers: { request: ${request} }, route: [{ destination: { host: cart }, headers: { request: ${part} } }] }]`,
      ),
    );
  expect(headers('{ remove: [X-A], add: { x-a: "1" } }').text).toContain('request header set "x-a" "1"');
  expect(headers('{ set: { x-a: "1" } }', '{ set: { X-A: "2" } }').text).toContain('request header set "x-a" "2"');
  expect(headers('{ remove: [x-a, X-A] }').text).toContain('request header remove "x-a"');
  const lost = headers('{ set: { x-a: "1" } }', '{ add: { x-a: "2" } }');
  expect(lost.paths).toEqual(['spec.http[0].headers.request']);
});

test('a redirect to another host from an unusual port names none', () => {
  const { text } = imported(
    service('cart', 8080) + virtual('cart', 'hosts: [cart], http: [{ redirect: { authority: new.example.org } }]'),
  );
  expect(text).toContain('port 80');
});

test('a path that is matched in letters of any size is rewritten so', () => {
  const rewritten = (uri: string) =>
    imported(
      virtual(
        'cart',
        `hosts: [cart], http: [{ match: [{ ignoreUriCase: true, uri: ${uri} }], rewrite: { uri: /new }, route: [{ destination: { host: cart } }] }]`,
      ),
    ).text;
  expect(rewritten('{ prefix: /a }')).toContain('rewrite path `(?i:/a)(.*)` to "/new\\1"');
  expect(rewritten('{ exact: /a }')).toContain('rewrite path "/new"');
});
