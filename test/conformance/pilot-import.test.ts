// Objects of Istio as people write them: the program that an import makes of them decides as Istio's own Pilot and a real Envoy do with the
// objects themselves. Runs where MESH_TOOLS names a folder with a built `oracle-istio/oracle-istio`; MESH_DEEP asks about 200 inputs.
import { afterAll, describe, expect, test } from 'vitest';
import { provedImport } from '../../src/cli/proved-import.ts';
import { Source } from '../../src/text/index.ts';
import { requireComponent } from '../support/components.ts';
import { temporaryFolder } from '../support/envoy.ts';
import { generateVirtualServices } from '../support/generate-virtual-services.ts';
import { type Plain, pilotBinary } from '../support/pilot.ts';
import { comparePrograms, type Program, type Tools } from '../support/pilot-referee.ts';
import { PilotTally } from '../support/pilot-tally.ts';

const pilot = pilotBinary();
const envoy = pilot && requireComponent('envoy');
const folder = temporaryFolder();
afterAll(folder.remove);
const tools = { pilot, envoy, folder: folder.path } as Tools;

const INPUTS = process.env.MESH_DEEP ? 200 : 6;
const AT_ONCE = 10;
/** Times that each of the written ones is asked anew. */
const SEEDS = process.env.MESH_DEEP ? 12 : 1;
const timeout = process.env.MESH_DEEP ? 3_600_000 : 300_000;

describe.skipIf(pilot === undefined || envoy === undefined)(
  'Pilot decides as the imported program',
  { timeout },
  () => {
    test('random VirtualServices', async () => {
      const tally = new PilotTally();
      const programs: Program[] = [];
      for (let seed = 1; programs.length < INPUTS; seed++) {
        const program = importedProgram(seed);
        if (program) programs.push(program);
        else tally.refused++;
      }
      for (let at = 0; at < programs.length; at += AT_ONCE) {
        const some = programs.slice(at, at + AT_ONCE);
        tally.add(some, await comparePrograms(some, at + 1, tools));
      }
      console.log(tally.text());
      expect(tally.refused).toBeLessThanOrEqual(tally.programs);
    });

    test.each(WRITTEN)('%s', async (name, written) => {
      const program = importedAs(name, written);
      if (!program) throw new Error(`${name} is not imported whole`);
      for (let seed = 1; seed <= SEEDS; seed++) {
        const tally = new PilotTally();
        tally.add([program], await comparePrograms([program], seed, tools));
        expect(tally.requests).toBeGreaterThan(0);
      }
    });
  },
);

const object = (kind: string, name: string, spec: Plain): Plain => ({
  apiVersion: 'networking.istio.io/v1',
  kind,
  metadata: { name, namespace: 'shop' },
  spec,
});

const to = (path: string, redirect: Plain): Plain => ({ match: [{ uri: { exact: path } }], redirect });
const server = (number: number, protocol: string, tls?: Plain): Plain => ({
  port: { number, name: `port-${number}`, protocol },
  hosts: ['*'],
  ...(tls ? { tls } : {}),
});
const redirects = [
  to('/a', { authority: 'new.example.org' }),
  to('/b', { scheme: 'https' }),
  to('/c', { scheme: 'http' }),
  to('/d', { authority: 'new.example.org', derivePort: 'FROM_REQUEST_PORT' }),
  to('/e', { scheme: 'https', derivePort: 'FROM_REQUEST_PORT' }),
  to('/f', { authority: 'new.example.org', scheme: 'https', derivePort: 'FROM_PROTOCOL_DEFAULT' }),
  to('/g', { authority: 'new.example.org', port: 80 }),
  to('/h', { scheme: 'https', port: 443 }),
  to('/i', { uri: '/moved', port: 80 }),
  to('/j', { uri: '/moved', port: 9000 }),
];
const rest = { route: [{ destination: { host: 'cart', port: { number: 8080 } } }] };
const cart: Plain = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: { clusterIP: '10.1.0.1', selector: { app: 'cart' }, ports: [{ name: 'http', port: 8080 }] },
};

/** Each for requests with a header of its own. */
const rewrites = [
  ['/([^/]+)/(.*)', '/\\2/\\1'],
  ['/[a-z]+$', '/end'],
  ['(/|$)(.*)', '/x\\1y\\2'],
  ['/u(/|$)(.*)', '/\\2'],
  ['[a-z]+(.*)', 'x\\1'],
  ['([a-z])([A-Za-z0-9.]*)$', '\\2-\\1'],
  ['^/[a-z]', '/y'],
  ['^/(a|[a-z].*)', '/z'],
  ['^/([a-z])(/.*)$', '\\2/\\1'],
  ['/?([a-z]+)(/[a-z.]*)*.*', '/\\1\\2'],
].map(([match, rewrite], at) => ({
  match: [{ headers: { 'x-which': { exact: `n${at}` } } }],
  rewrite: { uriRegexRewrite: { match, rewrite } },
  route: [{ destination: { host: 'cart', port: { number: 8080 } } }],
}));

/** Where Pilot and Envoy take another port, or another piece of a path, than the language does. */
const WRITTEN: readonly (readonly [name: string, written: readonly Plain[]])[] = [
  [
    'redirects at all kinds of ports',
    [
      cart,
      object('Gateway', 'web', {
        selector: { istio: 'ingressgateway' },
        servers: [
          server(80, 'HTTP'),
          server(8080, 'HTTP'),
          server(443, 'HTTPS', { mode: 'SIMPLE', credentialName: 'c' }),
          server(8443, 'HTTPS', { mode: 'SIMPLE', credentialName: 'c', httpsRedirect: true }),
        ],
      }),
      object('VirtualService', 'one', { hosts: ['a.example.org'], gateways: ['web'], http: [...redirects, rest] }),
      object('VirtualService', 'cart', { hosts: ['cart'], http: [...redirects, rest] }),
    ],
  ],
  ['rewrites by expressions', [cart, object('VirtualService', 'cart', { hosts: ['cart'], http: [...rewrites, rest] })]],
  [
    'servers that redirect to HTTPS',
    [
      cart,
      object('Gateway', 'web', {
        selector: { istio: 'ingressgateway' },
        servers: [80, 8080].map((port) => server(port, 'HTTP', { httpsRedirect: true })),
      }),
      object('VirtualService', 'one', { hosts: ['a.example.org'], gateways: ['web'], http: [rest] }),
    ],
  ],
];

const importedProgram = (seed: number): Program | undefined =>
  importedAs(`seed ${seed}`, generateVirtualServices(seed));

/** Undefined where the import says that some requests are decided otherwise: those are compared by nobody. */
function importedAs(name: string, written: readonly Plain[]): Program | undefined {
  const text = written.map((object) => JSON.stringify(object)).join('\n---\n');
  const all = provedImport([new Source('in.yaml', text)], { namespace: 'default', clusterDomain: 'cluster.local' });
  expect(all.difference?.same).toBe(true);
  const losses = all.objects.filter(
    ({ state, residues }) => state === 'kept' || residues.some(({ weight }) => weight === 'meaning'),
  );
  if (losses.length > 0) return undefined;
  const objects = written.filter(({ apiVersion }) => apiVersion !== 'v1').map(inFull);
  return { name, mesh: all.compilation.mesh, objects, hostsAsWritten: true };
}

/** The tool knows no domain of the cluster: what is short for people is written out for it. */
function inFull(object: Plain): Plain {
  const full = (host: string): string => (/^[a-z]+$/.test(host) ? `${host}.shop.svc.cluster.local` : host);
  const { spec } = JSON.parse(JSON.stringify(object), (key, value) =>
    key === 'host' && typeof value === 'string' ? full(value) : value,
  );
  return { ...object, spec: spec.hosts ? { ...spec, hosts: spec.hosts.map(full) } : spec };
}
