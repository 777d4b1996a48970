// Programs and their objects to questions for every proxy that decides in them, and what the real Pilot and Envoy answer otherwise
// than the program means.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mesh, Rule, Service } from '../../src/model/index.ts';
import { askAll, type RawRequest, rawText, startEnvoy } from './envoy.ts';
import { bend, type Draft, emptyDraft, randomDraft, rawOf } from './generate-requests.ts';
import { decide, type Table, tablesOf, workloadOf } from './meaning.ts';
import {
  choosesLabels,
  echoCluster,
  echoListener,
  kubernetesServices,
  type PilotProxy,
  type Plain,
  pilotRoutes,
  routeListener,
  STRANGER,
} from './pilot.ts';
import { gatewayApi, istioApi, type PilotApi } from './pilot-apis.ts';
import { done, meant } from './pilot-words.ts';
import { type Random, randomOf } from './random.ts';
import { type Door, requestAt } from './referee.ts';

export interface Tools {
  readonly pilot: string;
  readonly envoy: string;
  readonly folder: string;
}

/** A program and what was written of it. */
export interface Program {
  readonly name: string;
  readonly mesh: Mesh;
  readonly objects: readonly Plain[];
  /** Hosts of requests in small letters: objects of others compare the header as it is. */
  readonly hostsAsWritten?: boolean;
}

const apiOf = ({ objects }: Program): PilotApi =>
  objects.some(({ apiVersion }) => apiVersion.startsWith('gateway.networking.k8s.io/')) ? gatewayApi : istioApi;

export interface PilotDifference {
  readonly program: string;
  readonly proxy: string;
  readonly request: string;
  readonly meant: string;
  readonly done: string;
}

export interface Comparison {
  readonly requests: number;
  /** Requests whose outcome has no words here. */
  readonly silent: number;
  /** Of the rules that a request of these took. */
  readonly rules: number;
  readonly outcomes: ReadonlyMap<string, number>;
  readonly differences: readonly PilotDifference[];
}

/** One route configuration of one proxy of one program. */
interface PilotDoor {
  readonly program: Program;
  readonly proxy: PilotProxy;
  readonly socket: string;
  readonly scheme: 'http' | 'https';
  readonly configuration: Plain;
}
interface Question {
  readonly door: PilotDoor | undefined;
  readonly program: Program;
  readonly proxy: PilotProxy;
  readonly table: Table;
  readonly port: number;
  readonly raw: RawRequest;
}

/** Asks Pilot about all programs, then one Envoy about all requests. */
export async function comparePrograms(programs: readonly Program[], seed: number, tools: Tools): Promise<Comparison> {
  const random = randomOf(seed * 104_729);
  const questions: Question[] = [];
  for (const [at, program] of programs.entries()) questions.push(...(await questionsOf(program, at, random, tools)));
  return asked(questions, tools);
}

async function questionsOf(program: Program, at: number, random: Random, tools: Tools): Promise<readonly Question[]> {
  const file = join(tools.folder, `${at}.yaml`);
  const objects = [...kubernetesServices(program.mesh), ...apiOf(program).served(program.mesh, program.objects)];
  writeFileSync(file, objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  const proxies = proxiesOf(program, choosesLabels(tools.pilot), random);
  const routes = await Promise.all(proxies.map((proxy) => pilotRoutes(tools.pilot, file, proxy)));
  return proxies.flatMap((proxy, which) => {
    const doors = (routes[which] ?? []).flatMap((configuration, index) =>
      (['http', 'https'] as const).map((scheme) => ({
        program,
        proxy,
        scheme,
        configuration,
        socket: join(tools.folder, `${at}.${which}.${index}.${scheme}`),
      })),
    );
    return tablesOf(program.mesh)
      .filter((table) => table.protocol === 'http' && isAskedBy(table, proxy))
      .flatMap((table) =>
        requestsTo(table, random).flatMap((draft) => questionAt(program, proxy, doors, table, draft, random)),
      );
  });
}

/** All gateways that the tool can play, a stranger, and some workloads. */
function proxiesOf(program: Program, free: boolean, random: Random): readonly PilotProxy[] {
  const { mesh } = program;
  const gateways = mesh.gateways.map(apiOf(program).gatewayProxy).filter((proxy) => free || isUsual(proxy));
  const workloads = free ? mesh.services.filter(({ inCluster }) => inCluster) : [];
  const chosen = workloads.length === 0 ? [] : random.some(workloads, 2);
  return [...gateways, STRANGER, ...chosen.map((service) => workloadProxy(mesh, service, random))];
}

const isUsual = ({ labels }: PilotProxy): boolean => JSON.stringify(labels) === '{"istio":"ingressgateway"}';

/** Pods carry their service's name as `app`. */
function workloadProxy(mesh: Mesh, { key, name, namespace, versions }: Service, random: Random): PilotProxy {
  const version = random.pick([undefined, ...versions])?.name;
  const source = workloadOf(mesh, key, version);
  const own = source.kind === 'workload' ? source.labels : {};
  return { as: 'sidecar', source, namespace, labels: { ...own, app: name } };
}

const isAskedBy = ({ address }: Table, { source }: PilotProxy): boolean =>
  address.kind === 'gateway'
    ? source.kind === 'gateway' && source.gateway === address.gateway
    : source.kind === 'workload';

function requestsTo({ rules }: Table, random: Random): readonly Draft[] {
  const bent = (rule: Rule, holds: boolean): Draft => {
    const draft = random.chance(0.5) ? emptyDraft('x') : randomDraft(random, 'x');
    bend(draft, rule.condition, holds, random);
    return draft;
  };
  return [
    ...Array.from({ length: 3 }, () => randomDraft(random, 'x')),
    ...rules.flatMap((rule) => [bent(rule, true), bent(rule, true), bent(rule, false)]),
  ];
}

function questionAt(
  program: Program,
  proxy: PilotProxy,
  doors: readonly PilotDoor[],
  table: Table,
  draft: Draft,
  random: Random,
): readonly Question[] {
  const port = random.pick(table.ports);
  if (!port) return [];
  const scheme = port.scheme ?? 'http';
  const host = hostAt(table, draft, random);
  const usual = port.number === (scheme === 'https' ? 443 : 80);
  const authority = random.chance(0.2) && !program.hostsAsWritten ? host.toUpperCase() : host;
  const bytes = rawOf({ ...draft, ...once(draft), host: usual ? authority : `${authority}:${port.number}` }, random);
  const written = { ...bytes, headers: inOneLine(bytes.headers) };
  const raw = apiOf(program).defined(program.objects, table.address, written);
  if (requestAt(doorFor(program, proxy, port.number, scheme), raw) === undefined) return [];
  const door = doorAt(
    doors.filter((one) => one.scheme === scheme),
    port.number,
    host,
  );
  return [{ door, program, proxy, table, port: port.number, raw }];
}

/** One line of a header and one value of a parameter: what a proxy makes of several is told in the table. */
const once = ({ headers, query, cookies }: Draft): Partial<Draft> => ({
  headers: [...new Map(headers)],
  query: [...new Map(query)],
  cookies,
});

/** Cookies come in one line, as RFC 6265 wants it and HTTP/2 makes sure: what is matched is the line. */
function inOneLine(headers: RawRequest['headers']): RawRequest['headers'] {
  const cookies = headers.filter(([name]) => name === 'cookie').map(([, value]) => value);
  const rest = headers.filter(([name]) => name !== 'cookie');
  return cookies.length === 0 ? rest : [...rest, ['cookie', cookies.join('; ')]];
}

function hostAt({ hosts }: Table, { host }: Draft, random: Random): string {
  if (hosts.includes(host)) return host;
  const pattern = random.pick(hosts);
  if (pattern === '*') return random.pick(['other.test', 'a.example.com', 'x.shop.test']);
  return pattern.replace(/^\*/, random.pick(['x', 'a.b', 'www']));
}

const doorFor = ({ mesh }: Program, { source }: PilotProxy, port: number, scheme: 'http' | 'https'): Door => ({
  mesh,
  source,
  port,
  scheme,
  socket: '',
  listener: {},
});

/** `9080` of a sidecar; of a gateway `http.80`, or `https.443.name.gateway.namespace`, which the server name chooses among. */
function doorAt(doors: readonly PilotDoor[], port: number, host: string): PilotDoor | undefined {
  const plain = doors.find(
    ({ configuration: { name } }) => name === String(port) || `${name}.`.startsWith(`http.${port}.`),
  );
  if (plain) return plain;
  const fitting = doors.map((door) => [door, fitOf(door, port, host)] as const).filter(([, fit]) => fit > 0);
  return fitting.sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** How closely a host of the server fits; 0 where none does. */
function fitOf({ configuration, program }: PilotDoor, port: number, host: string): number {
  const patterns = apiOf(program).hostsAt(program.objects, configuration.name, port);
  return Math.max(0, ...patterns.filter((one) => covers(one, host)).map((one) => (one === host ? 1000 : one.length)));
}

const covers = (pattern: string, host: string): boolean =>
  pattern === host || (pattern.startsWith('*') && host.endsWith(pattern.slice(1)));

async function asked(questions: readonly Question[], { envoy, folder }: Tools): Promise<Comparison> {
  const differences: PilotDifference[] = [];
  const outcomes = new Map<string, number>();
  const rules = new Set<string>();
  let silent = 0;
  const byDoor = Map.groupBy(questions, ({ door }) => door);
  const doors = [...byDoor.keys()].filter((door) => door !== undefined);
  const running =
    doors.length > 0 ? await startEnvoy(envoy, configuration(doors, folder), folder, join(folder, 'echo')) : undefined;
  try {
    for (const [door, some] of byDoor) {
      const answers =
        door &&
        (await askAll(
          door.socket,
          some.map(({ raw }) => raw),
        ));
      some.forEach((question, at) => {
        const decision = decisionOf(question);
        const wanted = meant(decision);
        if (wanted === undefined) {
          silent++;
          return;
        }
        const answer = answers?.[at];
        const said =
          door && answer
            ? done(question.program.mesh, routeOf(door, answer.headers['x-pilot-route']), answer)
            : 'no listener';
        rules.add(`${question.program.name} ${question.table.name} ${decision.index}`);
        const kind = wanted.split(' ')[0] as string;
        outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
        if (said !== wanted) differences.push(difference(question, wanted, said));
      });
    }
  } finally {
    await running?.stop();
  }
  return { requests: questions.length, silent, rules: rules.size, outcomes, differences };
}

const difference = ({ program, proxy, raw, port }: Question, wanted: string, said: string): PilotDifference => ({
  program: program.name,
  proxy: `${proxy.as} ${JSON.stringify(proxy.source)} port ${port}`,
  request: rawText(raw),
  meant: wanted,
  done: said,
});

const decisionOf = ({ program, proxy, port, raw, door, table }: Question) => {
  const scheme = door?.scheme ?? table.ports[0]?.scheme ?? 'http';
  const request = requestAt(doorFor(program, proxy, port, scheme), raw);
  if (!request) throw new Error(`no request: ${rawText(raw)}`);
  return decide(program.mesh, request, { reasons: false });
};

function routeOf({ configuration }: PilotDoor, place: string | undefined): Plain {
  const [host, route] = (place ?? '').split('#').map(Number);
  return place === undefined ? undefined : configuration.virtualHosts[host as number].routes[route as number];
}

function configuration(doors: readonly PilotDoor[], folder: string): string {
  const socket = join(folder, 'echo');
  const headers = doors.flatMap((door) => door.configuration.virtualHosts).flatMap(headersSet);
  return JSON.stringify({
    // As Istio starts its proxies.
    layered_runtime: { layers: [{ name: 'istio', static_layer: { 're2.max_program_size.error_level': 32_768 } }] },
    static_resources: {
      listeners: [
        ...doors.map((door) => routeListener(door.configuration, door.socket, door.scheme, 'echo')),
        echoListener(socket, [...new Set(headers)]),
      ],
      clusters: [echoCluster('echo', socket)],
    },
  });
}

const headersSet = ({ routes }: Plain): readonly string[] =>
  (routes ?? []).flatMap(({ requestHeadersToAdd = [] }: Plain) =>
    requestHeadersToAdd.map(({ header }: Plain) => header.key),
  );
