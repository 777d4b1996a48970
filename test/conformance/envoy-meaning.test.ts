// Random programs × requests that meet every rule and narrowly miss it: a real Envoy and `decide` must agree on each. MESH_DEEP asks
// 200,000 requests instead of 5,000.
import { afterAll, describe, expect, test } from 'vitest';
import { leaves, type Mesh } from '../../src/model/index.ts';
import { requireComponent } from '../support/components.ts';
import { rawText, temporaryFolder } from '../support/envoy.ts';
import { generateMesh, POOLS } from '../support/generate-mesh.ts';
import { bend, type Draft, emptyDraft, randomDraft, rawOf } from '../support/generate-requests.ts';
import { pairsOf, type Request, reachOf, type Table, tablesOf } from '../support/meaning.ts';
import { type Random, randomOf } from '../support/random.ts';
import { type Asked, type Door, differences, doorsOf, expectedAnswer, requestAt } from '../support/referee.ts';

const envoy = requireComponent('envoy');
const folder = temporaryFolder();
afterAll(folder.remove);

const WANTED = process.env.MESH_DEEP ? 200_000 : 5000;
const PROGRAMS_AT_ONCE = 20;
const PER_PROGRAM = 250;

interface Tally {
  requests: number;
  programs: number;
  refused: number;
  reachable: number;
  hit: number;
  readonly leaves: Map<string, number>;
}

describe.skipIf(envoy === undefined)('a real Envoy decides as the program means', () => {
  test(`${WANTED} requests of random programs`, { timeout: process.env.MESH_DEEP ? 1_200_000 : 60_000 }, async () => {
    const tally: Tally = { requests: 0, programs: 0, refused: 0, reachable: 0, hit: 0, leaves: new Map() };
    for (let seed = 1; tally.requests < WANTED; seed += PROGRAMS_AT_ONCE) {
      const questions = Array.from({ length: PROGRAMS_AT_ONCE }, (_, at) => questionsOf(seed + at, tally)).flat();
      const found = await differences(envoy as string, folder.path, questions);
      expect(
        found.slice(0, 5).map(({ asked, meant, said }) => ({
          program: asked.door.socket,
          meant,
          said,
          asked: rawText(asked.raw),
          port: asked.door.port,
          source: asked.door.source,
        })),
      ).toEqual([]);
      tally.requests += questions.length;
    }
    console.log(
      `${tally.programs} programs, ${tally.refused} refused, ${tally.requests} requests, ${tally.hit} of ${tally.reachable} reachable rules hit; ` +
        [...tally.leaves]
          .sort()
          .map(([leaf, count]) => `${leaf} ${count}`)
          .join(', '),
    );
    expect(tally.refused).toBeLessThanOrEqual(tally.programs * 0.02);
    expect(tally.hit).toBeGreaterThanOrEqual(tally.reachable * 0.99);
  });
});

function questionsOf(seed: number, tally: Tally): readonly (Asked & { readonly meant: string })[] {
  const mesh = generateMesh(seed);
  tally.programs++;
  const doors = doorsOf(mesh, '1.40', folder.path, String(seed));
  if (!doors) {
    tally.refused++;
    return [];
  }
  count(mesh, tally);
  const random = randomOf(seed * 7919);
  const asked = tablesOf(mesh).flatMap((table) => askedOf(mesh, table, doors, random, tally));
  const chosen = asked.length <= PER_PROGRAM ? asked : random.some(asked, asked.length).slice(0, PER_PROGRAM);
  return chosen.flatMap((one) => {
    const request = requestAt(one.door, one.raw);
    return request ? [{ ...one, meant: expectedAnswer(mesh, request).says }] : [];
  });
}

function count(mesh: Mesh, tally: Tally): void {
  for (const list of [...mesh.routes, ...mesh.ingresses]) {
    for (const rule of list.rules) {
      for (const leaf of leaves(rule.condition)) {
        const key = leaf.kind === 'text' ? `${leaf.subject} ${leaf.operator}` : leaf.kind;
        tally.leaves.set(key, (tally.leaves.get(key) ?? 0) + 1);
      }
    }
  }
}

/** For each rule: the witness that logic found, requests bent to meet it, and each of these bent again to miss. */
function askedOf(mesh: Mesh, table: Table, doors: readonly Door[], random: Random, tally: Tally): readonly Asked[] {
  const fitting = doors.filter((door) => isFor(door, table));
  if (fitting.length === 0 || table.rules.length === 0) return [];
  const reach = reachOf(mesh, table);
  const asked: Asked[] = [];
  const hit = new Set<number>();
  const ask = (draft: Draft, door: Door): void => {
    const raw = rawOf(draft, random);
    const request = requestAt(door, raw);
    if (!request) return;
    hit.add(expectedAnswer(mesh, request).rule);
    asked.push({ door, raw });
  };
  table.rules.forEach((rule, index) => {
    const verdict = reach.rules[index];
    const witness = verdict?.is === 'yes' ? verdict.value : undefined;
    const door = witness && doorFor(witness, fitting);
    if (witness && door) ask(draftOf(witness), door);
    for (let times = 0; times < 3; times++) {
      const draft = random.chance(0.5) ? emptyDraft(hostOf(table, random)) : randomDraft(random, hostOf(table, random));
      for (const other of random.chance(0.5) ? table.rules.slice(0, index) : [])
        bend(draft, other.condition, false, random);
      bend(draft, rule.condition, true, random);
      ask(structuredClone(draft), random.pick(fitting));
      bend(draft, rule.condition, false, random);
      ask(draft, random.pick(fitting));
    }
  });
  const reachable = reach.rules.flatMap((verdict, index) =>
    verdict.is === 'yes' && isSendable(verdict.value, fitting) ? [index] : [],
  );
  tally.reachable += reachable.length;
  tally.hit += reachable.filter((index) => hit.has(index)).length;
  return asked;
}

/** One of the declared workloads can send it, and Envoy takes it for a request at all. */
function isSendable(witness: Request, doors: readonly Door[]): boolean {
  const door = doorFor(witness, doors);
  return door !== undefined && requestAt(door, rawOf(draftOf(witness), randomOf(1))) !== undefined;
}

const isFor = ({ source, port }: Door, { address, ports }: Table): boolean =>
  (address.kind === 'gateway'
    ? source.kind === 'gateway' && source.gateway === address.gateway
    : source.kind === 'workload') && ports.some(({ number }) => number === port);

const doorFor = ({ source, port, scheme }: Request, doors: readonly Door[]): Door | undefined =>
  doors.find((door) => door.port === port && door.scheme === scheme && sameSource(door.source, source));

function sameSource(a: Door['source'], b: Door['source']): boolean {
  if (a.kind === 'workload' && b.kind === 'workload') return a.service === b.service && a.version === b.version;
  return a.kind === 'gateway' && b.kind === 'gateway' && a.gateway === b.gateway;
}

function hostOf(table: Table, random: Random): string {
  if (random.chance(0.1)) return random.pick(POOLS.host);
  const host = random.pick(table.hosts);
  if (!host.startsWith('*')) return random.chance(0.2) ? `${host.toUpperCase()}:${random.pick([80, 9080, 1])}` : host;
  return random.pick(POOLS.host);
}

/** A request that logic found, as one would send it. */
function draftOf(request: Request): Draft {
  return {
    method: request.method,
    host: request.host,
    path: request.path,
    query: [...pairsOf(request.query)].map(([name, value]) => [name, value]),
    headers: [...pairsOf(request.headers)].map(([name, value]) => [name, value]),
    cookies: [...pairsOf(request.cookies)].map(([name, value]) => [name, value]),
  };
}
