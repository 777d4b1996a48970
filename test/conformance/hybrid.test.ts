// Random hybrids, one answer for every hop: a stand-in for the Linkerd of a node makes of each request what its linkerd.yaml says; what it leaves to
// the Envoy of the callee a real Envoy decides; together that is what the program says.
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Report } from '../../src/diagnostics/index.ts';
import { toPlain } from '../../src/documents/index.ts';
import type { Mesh } from '../../src/model/index.ts';
import { matcherConfig } from '../../src/targets/envoy/index.ts';
import { linkerdPart } from '../../src/targets/linkerd/index.ts';
import { type Relay, relayPort } from '../../src/targets/shared/calls/index.ts';
import { requireComponent } from '../support/components.ts';
import { rawText, temporaryFolder } from '../support/envoy.ts';
import { generateMesh } from '../support/generate-mesh.ts';
import { bend, emptyDraft, randomDraft, rawOf } from '../support/generate-requests.ts';
import { buildHybrid, linkerdsOf, withProxies } from '../support/hybrids.ts';
import { linkerdAnswer } from '../support/linkerd-router.ts';
import { type Request, workloadOf } from '../support/meaning.ts';
import { randomOf } from '../support/random.ts';
import { type Door, differences, expectedAnswer, requestAt } from '../support/referee.ts';
import { withinLinkerd } from '../support/within-linkerd.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const binary = requireComponent('envoy');
const programs = process.env.MESH_DEEP === undefined ? 12 : 200;

const isLinkerd = ({ proxy }: Mesh['services'][number]): boolean => proxy?.value.proxy === 'linkerd';

/** What Linkerds leave to others, as the Envoy half is told. */
const relaysOf = (mesh: Mesh): readonly Relay[] =>
  linkerdPart(mesh, {
    version: '1.7',
    report: new Report(),
    doors: false,
    isLinkerd,
    decides: (service) => !isLinkerd(service),
  }).relays;

interface Listener {
  readonly name: string;
  readonly filter_chains: readonly object[];
}

/** The ports on which Envoys decide for Linkerds, one of each service. */
function relayDoors(mesh: Mesh, relays: readonly Relay[], label: string): ReadonlyMap<string, Door> {
  const report = new Report();
  const caller = linkerdsOf(mesh)[0];
  if (!caller) throw new Error('nobody is behind a Linkerd');
  const source = workloadOf(mesh, caller.key, caller.versions[0]?.name);
  const doors = new Map<string, Door>();
  const documents = matcherConfig({ ...mesh, dataPlane: { proxy: 'envoy' } }, { version: '1.40', report, relays });
  if (report.hasErrors) return doors;
  for (const document of documents) {
    const { static_resources: resources } = toPlain(document.root) as { static_resources: { listeners: Listener[] } };
    for (const listener of resources.listeners.filter(({ name }) => name.startsWith('relay_'))) {
      const [, namespace, file = ''] = document.path.split('/');
      const service = mesh.services.find(({ key }) => key === `${namespace}/${file.split('.')[0]}`);
      const port = Number(listener.name.slice('relay_'.length));
      const key = `/#/io.l5d.k8s/${namespace}/${service && relayPort(service, port)}/${service?.name}`;
      if (doors.has(key)) continue;
      const socket = join(folder.path, `${label}.${doors.size}`);
      const own = { name: socket, address: { pipe: { path: socket } }, filter_chains: listener.filter_chains };
      doors.set(key, { mesh, source, port, scheme: 'http', socket, listener: own });
    }
  }
  return doors;
}

function questionsOf(seed: number) {
  const made = withProxies(generateMesh(seed, { rules: 5 }), seed);
  const mesh = withinLinkerd(made, seed, (key) => !linkerdsOf(made).some((service) => service.key === key));
  const { node, errors } = buildHybrid(mesh);
  if (node === undefined || errors.length > 0) return [];
  const random = randomOf(seed * 104_729);
  const relays = relaysOf(mesh);
  const doors = relayDoors(mesh, relays, String(seed));
  return relays.flatMap(({ service: key, port }) =>
    (mesh.routes.find(({ target }) => target === key)?.rules ?? [])
      .flatMap((rule) =>
        random.times(6, 6, () => {
          const callee = mesh.services.find((service) => service.key === key);
          const host = `${callee?.name}.${callee?.namespace}:${port}`;
          const draft = random.chance(0.6) ? emptyDraft(host) : randomDraft(random, host);
          bend(draft, rule.condition, random.chance(0.8), random);
          draft.host = host;
          const raw = rawOf(draft, random);
          const [path = ''] = raw.target.split('?');
          const answer = linkerdAnswer(node, 4140, { method: raw.method, host, path });
          // Where other rules ask for paths, Linkerd answers odd ones with an error: the program was warned.
          if (answer.kind === 'refused' && answer.because === 'path') return [];
          const door = answer.kind === 'bound' ? doors.get(answer.branches[0]?.name ?? '') : undefined;
          if (!door) throw new Error(`${host} is not left to its Envoy: ${JSON.stringify(answer)}`);
          const request: Request | undefined = requestAt(door, raw);
          return request ? [{ door, raw, meant: expectedAnswer(mesh, request).says }] : [];
        }),
      )
      .flat(),
  );
}

test.skipIf(binary === undefined)(
  'what Linkerd leaves to Envoy, Envoy decides as the program says',
  { timeout: 300_000 },
  async () => {
    const questions = Array.from({ length: programs }, (_, at) => at + 1).flatMap(questionsOf);
    const found = await differences(binary as string, folder.path, questions);
    expect(found.slice(0, 5).map(({ asked, meant, said }) => ({ meant, said, asked: rawText(asked.raw) }))).toEqual([]);
    expect(questions.length).toBeGreaterThan(programs * 10);
    console.log(`${questions.length} requests through a Linkerd to an Envoy`);
  },
);
