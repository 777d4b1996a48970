// A real Envoy as referee of what programs mean: the routes of random programs with each action replaced by the place of its rule,
// asked by raw requests, beside what `decide` says of the same bytes.
import { join } from 'node:path';
import { Report } from '../../src/diagnostics/index.ts';
import { toPlain } from '../../src/documents/index.ts';
import type { Mesh } from '../../src/model/index.ts';
import { matcherConfig } from '../../src/targets/envoy/index.ts';
import { REGEX_SIZE } from '../../src/targets/envoy/write/bootstrap.ts';
import { askAll, type RawRequest, type RawResponse, startEnvoy } from './envoy.ts';
import {
  calleeByHost,
  decide,
  makeRequest,
  multimap,
  normalisePath,
  parseCookies,
  parseQuery,
  type Request,
  type RequestSource,
  workloadOf,
} from './meaning.ts';

/** One listener of one proxy of one program: where its requests go and who sends them. */
export interface Door {
  readonly mesh: Mesh;
  readonly source: RequestSource;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  readonly socket: string;
  readonly listener: object;
}

/** `undefined`: the target refuses the program. */
export function doorsOf(mesh: Mesh, version: string, folder: string, label: string): readonly Door[] | undefined {
  const report = new Report();
  const documents = matcherConfig(mesh, { version, report });
  if (report.hasErrors) return undefined;
  return documents.flatMap((document, index) => {
    const { static_resources: resources } = toPlain(document.root) as {
      static_resources: { listeners: PlainListener[] };
    };
    return resources.listeners
      .filter((listener) => listener.name !== 'outbound' && listener.name !== 'metrics')
      .map((listener, at) => doorOf(mesh, document.path, listener, join(folder, `${label}.${index}.${at}`)));
  });
}

interface PlainListener {
  readonly name: string;
  readonly address: { readonly socket_address: { readonly port_value: number } };
  readonly filter_chains: readonly object[];
}

function doorOf(mesh: Mesh, path: string, listener: PlainListener, socket: string): Door {
  const port = listener.address.socket_address.port_value;
  return {
    mesh,
    source: sourceAt(mesh, path),
    port,
    scheme: listener.name.startsWith('https') ? 'https' : 'http',
    socket,
    listener: { name: socket, address: { pipe: { path: socket } }, filter_chains: listener.filter_chains },
  };
}

function sourceAt(mesh: Mesh, path: string): RequestSource {
  const [role, namespace, file] = path.replace('.yaml', '').split('/') as [string, string, string];
  if (role === 'gateway') return { kind: 'gateway', gateway: `${namespace}/${file}` };
  const [name, ...version] = file.split('.');
  return workloadOf(mesh, `${namespace}/${name}`, version.length > 0 ? version.join('.') : undefined);
}

/** Envoy's HTTP/1 parser takes the methods it knows and hosts that are names. */
const METHODS: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE']);

/** The request that these bytes are at this door, or nothing where a proxy answers 400. */
export function requestAt(door: Door, raw: RawRequest): Request | undefined {
  const [target = '', query = ''] = splitOnce(raw.target, '?');
  const path = normalisePath(target);
  if (/[^!"$-~]/.test(raw.target) || repeats(raw, 'user-agent')) return undefined;
  if (path === undefined || !METHODS.has(raw.method) || !/^[\w.-]+(:\d+)?$/.test(raw.host)) return undefined;
  const host = raw.host.toLowerCase().replace(/:\d+$/, '');
  const lower = raw.headers.map(([name, value]) => [name.toLowerCase(), value.trim()] as const);
  const whole = lower.filter(([name]) => name === 'cookie').map(([, value]) => value);
  const cookies = whole.flatMap((value) => [...parseCookies(value)]);
  return makeRequest({
    method: raw.method,
    scheme: door.scheme,
    host,
    port: door.port,
    path,
    query: parseQuery(query),
    headers: multimap(lower.filter(([name]) => name !== 'cookie')),
    cookies: multimap(cookies.flatMap(([name, values]) => values.map((value) => [name, value] as const))),
    ...(whole.length > 0 ? { rawCookie: whole.join('; ') } : {}),
    source: door.source,
    address: addressAt(door, host),
  });
}

/** HTTP allows one line of some headers; Envoy reads several as one text. */
const repeats = ({ headers }: RawRequest, once: string): boolean =>
  headers.filter(([name]) => name === once).length > 1;

function addressAt(door: Door, host: string): Request['address'] {
  if (door.source.kind === 'gateway') return { kind: 'gateway', gateway: door.source.gateway };
  const callee = calleeByHost(door.mesh, host, door.source);
  return callee ? { kind: callee.kind, target: callee.key } : { kind: 'undeclared' };
}

const splitOnce = (text: string, at: string): readonly string[] => {
  const index = text.indexOf(at);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
};

/** What the referee must say if the program means what `decide` says. */
export function expectedAnswer(mesh: Mesh, request: Request): { readonly says: string; readonly rule: number } {
  const { outcome, table, index } = decide(mesh, request);
  if (outcome.kind === 'undeclared') return { says: 'undeclared#-1', rule: -1 };
  if (!table || outcome.kind === 'not-found' || outcome.kind === 'undecided') return { says: '404', rule: -1 };
  const { address } = table;
  const callee =
    address.kind === 'service' ? mesh.services.find(({ key }) => key === address.target)?.host : table.hosts[0];
  return { says: `${callee}:${request.port}#${index ?? 0}`, rule: index ?? -1 };
}

/** What no route takes is answered without the header: 404, as a gRPC status for gRPC calls. */
export const answerOf = ({ status, headers }: RawResponse): string =>
  headers['x-mesh-rule'] ?? (headers['grpc-status'] === '12' ? '404' : String(status));

export interface Asked {
  readonly door: Door;
  readonly raw: RawRequest;
}
export interface Difference {
  readonly asked: Asked;
  readonly meant: string;
  readonly said: string;
}

/** Starts an Envoy with all doors, asks everything, and gives what differs. */
export async function differences(
  binary: string,
  folder: string,
  questions: readonly (Asked & { readonly meant: string })[],
): Promise<readonly Difference[]> {
  const byDoor = Map.groupBy(questions, ({ door }) => door);
  const doors = [...byDoor.keys()];
  const config = {
    layered_runtime: { layers: [{ name: 'expressions', static_layer: REGEX_SIZE }] },
    static_resources: { listeners: doors.map(({ listener }) => listener) },
  };
  const last = doors.at(-1);
  if (!last) return [];
  const envoy = await startEnvoy(binary, JSON.stringify(config), folder, last.socket);
  try {
    const found: Difference[] = [];
    for (const [door, asked] of byDoor) {
      const answers = await askAll(
        door.socket,
        asked.map(({ raw }) => raw),
      );
      answers.forEach((answer, at) => {
        const question = asked[at];
        const said = answerOf(answer);
        if (question && said !== question.meant) found.push({ asked: question, meant: question.meant, said });
      });
    }
    return found;
  } finally {
    await envoy.stop();
  }
}
