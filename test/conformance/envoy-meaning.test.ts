// Random programs × requests that meet every rule and narrowly miss it: a real Envoy and `decide` must agree on each. MESH_DEEP asks
// 200,000 requests instead of 5,000.
import { afterAll, describe, expect, test } from 'vitest';
import { leaves, type Mesh } from '../../src/model/index.ts';
import { envoyBinary, requireComponent } from '../support/components.ts';
import { type RawRequest, rawText, temporaryFolder } from '../support/envoy.ts';
import { generateMesh, POOLS } from '../support/generate-mesh.ts';
import { bend, type Draft, emptyDraft, randomDraft, rawOf } from '../support/generate-requests.ts';
import { pairsOf, type Request, reachOf, type Table, tablesOf } from '../support/meaning.ts';
import { type Random, randomOf } from '../support/random.ts';
import {
  type Asked,
  type Difference,
  type Door,
  differences,
  doorsOf,
  expectedAnswer,
  requestAt,
} from '../support/referee.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const deep = process.env.MESH_DEEP !== undefined;
const PROGRAMS_AT_ONCE = 20;

/** A version of the target, the Envoy that referees it, and how many requests it is asked. */
interface Match {
  readonly version: string;
  readonly binary: string | undefined;
  readonly wanted: number;
  /** Keeps several lines of a header as one text, so that only single ones are asked. */
  readonly joins: boolean;
}
const NEWEST: Match = {
  version: '1.40',
  binary: requireComponent('envoy'),
  wanted: deep ? 200_000 : 5000,
  joins: false,
};
const OLDER: Match = { version: '1.38', binary: deep ? envoyBinary('1.38.2') : undefined, wanted: 20_000, joins: true };

interface Tally {
  requests: number;
  programs: number;
  refused: number;
  reachable: number;
  hit: number;
  readonly leaves: Map<string, number>;
}

describe.each(deep ? [NEWEST, OLDER] : [NEWEST])('a real Envoy $version decides as the program means', (match) => {
  const { binary, wanted } = match;
  test.skipIf(binary === undefined)(
    `${wanted} requests of random programs`,
    { timeout: deep ? 1_200_000 : 60_000 },
    async () => {
      const tally: Tally = { requests: 0, programs: 0, refused: 0, reachable: 0, hit: 0, leaves: new Map() };
      for (let seed = 1; tally.requests < wanted && seed < wanted; seed += PROGRAMS_AT_ONCE) {
        const questions = Array.from({ length: PROGRAMS_AT_ONCE }, (_, at) =>
          questionsOf(seed + at, match, tally),
        ).flat();
        const found = await differences(binary as string, folder.path, questions);
        expect(found.slice(0, 5).map(shown)).toEqual([]);
        tally.requests += questions.length;
      }
      console.log(tallyText(tally));
      expect(tally.requests).toBeGreaterThanOrEqual(wanted);
      expect(tally.refused).toBeLessThanOrEqual(tally.programs * 0.02);
      expect(tally.hit).toBeGreaterThanOrEqual(tally.reachable * 0.99);
    },
  );
});

const shown = ({ asked, meant, said }: Difference) => ({
  program: asked.door.socket,
  meant,
  said,
  asked: rawText(asked.raw),
  port: asked.door.port,
  source: asked.door.source,
});

const tallyText = ({ programs, refused, requests, hit, reachable, leaves: tested }: Tally): string =>
  `${programs} programs, ${refused} refused, ${requests} requests, ${hit} of ${reachable} reachable rules hit; ` +
  [...tested]
    .sort()
    .map(([leaf, count]) => `${leaf} ${count}`)
    .join(', ');

type Question = Asked & { readonly meant: string };

function questionsOf(seed: number, match: Match, tally: Tally): readonly Question[] {
  const mesh = generateMesh(seed);
  tally.programs++;
  const doors = doorsOf(mesh, match.version, folder.path, String(seed));
  if (!doors) {
    tally.refused++;
    return [];
  }
  count(mesh, tally);
  const random = randomOf(seed * 7919);
  const asked = tablesOf(mesh).flatMap((table) => askedOf(mesh, table, doors, match, random, tally));
  const questions = asked.map((one) => ({ ...one, ...expectedAnswer(mesh, requestAt(one.door, one.raw) as Request) }));
  const hit = new Set(questions.map(({ table, rule }) => `${table} ${rule}`));
  tally.hit += [...new Set(asked.flatMap(({ reachable }) => reachable))].filter((rule) => hit.has(rule)).length;
  return questions.map(({ door, raw, says }) => ({ door, raw, meant: says }));
}

const repeatsHeaders = ({ headers }: RawRequest): boolean =>
  new Set(headers.map(([name]) => name.toLowerCase())).size < headers.length;

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

interface Candidate extends Asked {
  readonly table: string;
  /** `table rule` of everything in the table that can be reached. */
  readonly reachable: readonly string[];
}

/** For each rule: the witness that logic found, requests bent to meet it, and each of these bent again to miss. */
function askedOf(
  mesh: Mesh,
  table: Table,
  doors: readonly Door[],
  match: Match,
  random: Random,
  tally: Tally,
): readonly Candidate[] {
  const fitting = doors.filter((door) => isFor(door, table));
  if (fitting.length === 0 || table.rules.length === 0) return [];
  const witnesses = reachOf(mesh, table).rules.map((verdict) => (verdict.is === 'yes' ? verdict.value : undefined));
  const reachable = witnesses.flatMap((witness, index) =>
    witness && isSendable(witness, fitting, match) ? [`${table.name} ${index}`] : [],
  );
  tally.reachable += reachable.length;
  const asked: Candidate[] = [];
  const ask = (draft: Draft, door: Door | undefined): void => {
    const raw = rawOf(draft, random);
    if (door && isAnswerable(door, raw, match)) asked.push({ door, raw, table: table.name, reachable });
  };
  table.rules.forEach((rule, index) => {
    const witness = witnesses[index];
    if (witness) ask(draftOf(witness), doorFor(witness, fitting));
    for (let times = 0; times < 3; times++) {
      const host = hostOf(table, random);
      const draft = random.chance(0.5) ? emptyDraft(host) : randomDraft(random, host);
      for (const other of random.chance(0.5) ? table.rules.slice(0, index) : [])
        bend(draft, other.condition, false, random);
      bend(draft, rule.condition, true, random);
      ask(structuredClone(draft), random.pick(fitting));
      bend(draft, rule.condition, false, random);
      ask(draft, random.pick(fitting));
    }
  });
  return asked;
}

/** One of the declared workloads can send it, and this Envoy sees all of it. */
function isSendable(witness: Request, doors: readonly Door[], match: Match): boolean {
  const door = doorFor(witness, doors);
  return door !== undefined && isAnswerable(door, rawOf(draftOf(witness), randomOf(1)), match);
}

const isAnswerable = (door: Door, raw: RawRequest, { joins }: Match): boolean =>
  requestAt(door, raw) !== undefined && !(joins && repeatsHeaders(raw));

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
