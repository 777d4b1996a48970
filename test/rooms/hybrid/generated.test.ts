// Random hybrids of random programs: whatever a Linkerd decides is what the program says, and what it does not decide it hands to the Envoy of
// the callee or the program was refused. What Envoys decide is held elsewhere, against a real Envoy.
import { expect, test } from 'vitest';
import type { Mesh } from '../../../src/model/index.ts';
import { relayPort } from '../../../src/targets/shared/calls/index.ts';
import { generateMesh } from '../../support/generate-mesh.ts';
import { type BuiltHybrid, buildHybrid, callsThroughLinkerd, linkerdsOf, withProxies } from '../../support/hybrids.ts';
import { type Asked, linkerdSays, programSays } from '../../support/linkerd-meaning.ts';
import { type LinkerdVersion, linkerdProblems } from '../../support/linkerd-yaml.ts';
import { randomOf } from '../../support/random.ts';
import { withinLinkerd } from '../../support/within-linkerd.ts';

const programs = process.env.MESH_DEEP === undefined ? 40 : 3000;
const seeds = Array.from({ length: programs }, (_, at) => at + 1);

/** What must come out, with the proxy of the callee where that one decides. */
function wanted({ mesh, left }: BuiltHybrid, asked: Asked): string {
  const { address, port } = asked.request;
  if (address.kind !== 'service' || !left.has(`${address.target}:${port}`)) return programSays(asked);
  const callee = mesh.services.find(({ key }) => key === address.target);
  if (!callee) throw new Error(address.target);
  expect(callee.proxy?.value.proxy).toBe('envoy');
  return `100.000000% /#/io.l5d.k8s/${callee.namespace}/${relayPort(callee, port)}/${callee.name}`;
}

const elsewhere = (said: string): string => (said.includes('/$/inet/') ? 'elsewhere' : said);

/** Refused, because no side can carry it out and nobody says that it happens. */
const isUndeclaredCall = ({ mesh, request: { address } }: Asked): boolean =>
  mesh.services.some(({ calls }) => calls.length > 0) &&
  !linkerdsOf(mesh).some(({ calls }) => calls.some(({ target }) => 'target' in address && target === address.target));

/** Whoever is behind a Linkerd calls whatever is behind an Envoy. */
function callingEnvoys(mesh: Mesh): Mesh {
  const linkerds = linkerdsOf(mesh);
  const calls = mesh.services
    .filter((service) => !linkerds.includes(service))
    .map(({ key, origin }) => ({ kind: 'service' as const, target: key, origin }));
  return {
    ...mesh,
    services: mesh.services.map((service) => (linkerds.includes(service) ? { ...service, calls } : service)),
  };
}

interface Counted {
  refused: number;
  asked: number;
  handedOver: number;
}

function hold(built: BuiltHybrid, seed: number, counted: Counted): void {
  expect(linkerdProblems(built.node ?? '', '1.7' satisfies LinkerdVersion)).toEqual([]);
  for (const asked of callsThroughLinkerd(built, randomOf(seed), 12)) {
    const said = elsewhere(linkerdSays(asked));
    if (said === 'refused: fail' && isUndeclaredCall(asked)) continue;
    const meant = wanted(built, asked);
    counted.asked++;
    if (meant.includes('/1501')) counted.handedOver++;
    expect({ raw: asked.raw, said }).toEqual({ raw: asked.raw, said: meant });
  }
}

test('programs within both tables', () => {
  const counted: Counted = { refused: 0, asked: 0, handedOver: 0 };
  for (const seed of seeds) {
    const mesh = withProxies(withinLinkerd(generateMesh(seed), seed), seed);
    const built = buildHybrid(mesh);
    if (built.errors.length > 0) counted.refused++;
    else hold(built, seed, counted);
  }
  console.log(`within both tables: ${JSON.stringify({ programs, ...counted })}`);
  expect(counted.asked).toBeGreaterThan(programs * 20);
  expect(counted.refused).toBeLessThanOrEqual(programs * 0.3);
});

test('programs whose calls are within the table of one side each', () => {
  const counted: Counted = { refused: 0, asked: 0, handedOver: 0 };
  for (const seed of seeds) {
    const made = withProxies(generateMesh(seed, { rules: 4 }), seed);
    const behindEnvoy = (key: string): boolean => !linkerdsOf(made).some((service) => service.key === key);
    const built = buildHybrid(withinLinkerd(made, seed, behindEnvoy));
    if (built.errors.length > 0) counted.refused++;
    else hold(built, seed, counted);
  }
  console.log(`one side each: ${JSON.stringify({ programs, ...counted })}`);
  expect(counted.handedOver).toBeGreaterThan(programs);
  expect(counted.refused).toBeLessThanOrEqual(programs * 0.3);
});

test('programs of every kind: decided as they say, handed over, or refused with a reason at a place', () => {
  const counted: Counted = { refused: 0, asked: 0, handedOver: 0 };
  for (const seed of seeds) {
    const built = buildHybrid(callingEnvoys(withProxies(generateMesh(seed, { rules: 3, depth: 1 }), seed)));
    if (built.errors.length > 0) {
      counted.refused++;
      for (const { code } of built.errors) expect(code).toMatch(/^M5[35]/);
    } else hold(built, seed, counted);
  }
  console.log(`programs of every kind: ${JSON.stringify({ programs, ...counted })}`);
  expect(counted.handedOver).toBeGreaterThan(0);
});

test('calls that nobody behind a Linkerd declares are never a reason to refuse', () => {
  for (const seed of seeds.slice(0, 40)) {
    const made = withProxies(generateMesh(seed, { rules: 3, depth: 1 }), seed);
    const [envoy] = made.services.filter((service) => !linkerdsOf(made).includes(service));
    if (!envoy) continue;
    const calls = made.services.map(({ key, origin }) => ({ kind: 'service' as const, target: key, origin }));
    const mesh = { ...made, services: made.services.map((one) => (one === envoy ? { ...one, calls } : one)) };
    const codes = buildHybrid(mesh).errors.map(({ code }) => code);
    expect(codes.filter((code) => code === 'M5510')).toEqual([]);
  }
});
