// Random programs within Linkerd's table, everything behind Linkerd: what comes in through doors and what workloads call is decided as the program says.
import { expect, test } from 'vitest';
import { Report } from '../../../src/diagnostics/index.ts';
import { writeYaml } from '../../../src/documents/index.ts';
import type { Mesh } from '../../../src/model/index.ts';
import { linkerd } from '../../../src/targets/linkerd/index.ts';
import { generateMesh } from '../../support/generate-mesh.ts';
import { callsThroughLinkerd } from '../../support/hybrids.ts';
import { type Asked, linkerdSays, programSays } from '../../support/linkerd-meaning.ts';
import { linkerdProblems } from '../../support/linkerd-yaml.ts';
import { makeRequest } from '../../support/meaning.ts';
import { type Random, randomOf } from '../../support/random.ts';
import { withinLinkerd } from '../../support/within-linkerd.ts';

const programs = process.env.MESH_DEEP === undefined ? 40 : 2000;

const HOSTS = ['a.example.com', 'b.example.com', 'www.example.com', 'other.test'];
const PATHS = ['/', '/a', '/a/b', '/a/b/c', '/a/x', '/ab', '/api/v1/z', '/u/42', '/a.b', '/A', '/zzz'];

/** Through the gateway's ports. */
function throughDoors(mesh: Mesh, yaml: string, random: Random): readonly Asked[] {
  return [80, 443].flatMap((port) =>
    random.times(25, 25, () => {
      const host = random.pick(HOSTS);
      const raw = {
        method: random.pick(['GET', 'POST', 'PUT', 'DELETE']),
        host: random.chance(0.5) ? host : `${host}:${port}`,
        path: random.pick(PATHS),
      };
      const request = makeRequest({
        ...raw,
        host,
        scheme: port === 443 ? 'https' : 'http',
        port,
        source: { kind: 'gateway', gateway: 'shop/web' },
        address: { kind: 'gateway', gateway: 'shop/web' },
      });
      return { mesh, yaml, port, raw, request };
    }),
  );
}

/** A gateway's 404 is Linkerd's 502 where nobody claimed the host: said in its table. */
const meant = (asked: Asked): string => programSays(asked).replace('not-found', 'refused: no-route');

test('everything behind Linkerd', () => {
  let asked = 0;
  let refused = 0;
  for (let seed = 1; seed <= programs; seed++) {
    const mesh: Mesh = { ...withinLinkerd(generateMesh(seed), seed), dataPlane: { proxy: 'linkerd', version: '1.7' } };
    const report = new Report();
    const documents = linkerd.build(mesh, { version: '1.7', report });
    if (report.hasErrors) {
      refused++;
      continue;
    }
    const text = (name: string): string => writeYaml(documents.filter(({ path }) => path.endsWith(`/${name}.yaml`)));
    const [node, web] = [text('l5d'), text('web')];
    for (const yaml of [node, web]) expect(linkerdProblems(yaml, '1.7')).toEqual([]);
    const random = randomOf(seed);
    const behind = { mesh: behindLinkerd(mesh), documents, errors: [], node, left: new Set<string>() };
    for (const one of [...throughDoors(mesh, web, random), ...callsThroughLinkerd(behind, random, 6)]) {
      asked++;
      const said = linkerdSays(one);
      expect({ seed, raw: one.raw, said: said.includes('/$/inet/') ? 'elsewhere' : said }).toEqual({
        seed,
        raw: one.raw,
        said: meant(one),
      });
    }
  }
  console.log(`${programs} programs, ${refused} refused, ${asked} requests`);
  expect(refused).toBeLessThanOrEqual(programs * 0.3);
});

/** For those that ask for the proxy of each service. */
const behindLinkerd = (mesh: Mesh): Mesh => ({
  ...mesh,
  services: mesh.services.map((service) => ({
    ...service,
    proxy: { value: mesh.dataPlane, origin: service.origin, level: 'service' },
  })),
});
