// The example of a hybrid on loopback: a real Envoy beside the ratings, a stand-in for the Linkerd that the reviews call through, upstreams that say
// what they got. And a real Envoy takes every bootstrap that a hybrid has.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadProject } from '../../src/cli/project.ts';
import { compile } from '../../src/compile.ts';
import { Report } from '../../src/diagnostics/index.ts';
import { writeYaml } from '../../src/documents/index.ts';
import { requireComponent } from '../support/components.ts';
import { askAll, type RunningEnvoy, startEnvoy, temporaryFolder, validate } from '../support/envoy.ts';
import { generateMesh } from '../support/generate-mesh.ts';
import { type BuiltHybrid, buildHybrid, linkerdsOf, withProxies } from '../support/hybrids.ts';
import { type StandIn, startStandIn } from '../support/linkerd-stand-in.ts';
import { linkerdProblems } from '../support/linkerd-yaml.ts';
import { freePort, localResources, type Seen, startUpstream, type Upstream } from '../support/traffic.ts';
import { withinLinkerd } from '../support/within-linkerd.ts';

const envoy = requireComponent('envoy');
const folder = temporaryFolder();
afterAll(folder.remove);

const example = join(import.meta.dirname, '../../examples/hybrid');

async function builtExample(): Promise<BuiltHybrid> {
  const project = await loadProject([example], {}, new Report());
  const { mesh } = compile(project?.sources ?? [], project?.options);
  return buildHybrid(mesh);
}

describe.skipIf(envoy === undefined)('the example on loopback', () => {
  const stops: (() => void | Promise<void>)[] = [];
  let linkerd: StandIn;

  beforeAll(async () => {
    const { documents, node, errors } = await builtExample();
    expect(errors).toEqual([]);
    const upstreams = new Map<string, Upstream>();
    for (const name of ['ratings-v1', 'ratings-v2', 'details-v1', 'details-v2'])
      upstreams.set(name, await startUpstream(name));
    const relay = await freePort();
    const document = documents.find(({ path }) => path === 'sidecar/bookinfo/ratings.v1.yaml');
    if (!document) throw new Error('the ratings have no Envoy');
    const portOf = (name: string): number => upstreams.get(name)?.port ?? 1;
    const resources = localResources(document, {
      listeners: { relay_9080: relay },
      endpoints: (address) => portOf(address.split('.')[0] as string),
    });
    const running: RunningEnvoy = await startEnvoy(
      envoy as string,
      JSON.stringify({ static_resources: resources }),
      folder.path,
      relay,
    );
    const behind = (name: string): number | undefined =>
      name === '/#/io.l5d.k8s/bookinfo/15010/ratings' ? relay : upstreams.get(name.split('/').at(-1) ?? '')?.port;
    let turn = 0;
    linkerd = await startStandIn(node ?? '', behind, () => (turn++ % 10) / 10);
    stops.push(running.stop, linkerd.close, ...[...upstreams.values()].map(({ close }) => close));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const ask = async (host: string, method = 'GET', headers: readonly (readonly [string, string])[] = []) => {
    const [answer] = await askAll(linkerd.port, [{ method, target: '/ratings/1', host, headers }]);
    return answer?.status === 200 ? (JSON.parse(answer.body) as Seen) : answer?.status;
  };

  test('what Linkerd cannot tell apart the Envoy of the ratings does', async () => {
    expect(await ask('ratings:9080')).toMatchObject({ name: 'ratings-v1', path: '/ratings/1' });
    expect(await ask('ratings:9080', 'GET', [['end-user', 'jason']])).toMatchObject({ name: 'ratings-v2' });
    expect(await ask('ratings.bookinfo:9080', 'GET', [['end-user', 'joan']])).toMatchObject({ name: 'ratings-v1' });
  });

  test('what Linkerd can decide it does', async () => {
    const names: unknown[] = [];
    for (let at = 0; at < 10; at++) names.push(((await ask('details:9080')) as Seen).name);
    expect(names.filter((name) => name === 'details-v2').length).toBe(2);
    expect(await ask('details:9080', 'POST')).toMatchObject({ name: 'details-v1' });
  });

  test('what nobody declared is refused', async () => {
    expect(await ask('example.org')).toBe(502);
  });
});

describe.skipIf(envoy === undefined)('a real Envoy takes the Envoy half', () => {
  const validated = ({ documents }: BuiltHybrid): string[] =>
    documents
      .filter(({ path }) => path.startsWith('sidecar/'))
      .map((document) => validate(envoy as string, writeYaml([document]), folder.path, 'half'))
      .filter((problem) => problem !== '');

  test('of the example', async () => {
    const built = await builtExample();
    expect(built.left).toEqual(new Set(['bookinfo/ratings:9080']));
    expect(validated(built)).toEqual([]);
    expect(linkerdProblems(built.node ?? '', '1.7')).toEqual([]);
  });

  test.each([1, 2, 5])('of random program %i', (seed) => {
    const made = withProxies(generateMesh(seed, { rules: 4 }), seed);
    const mesh = withinLinkerd(made, seed, (key) => !linkerdsOf(made).some((service) => service.key === key));
    expect(validated(buildHybrid(mesh))).toEqual([]);
  });
});
