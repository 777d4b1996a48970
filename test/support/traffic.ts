// Real traffic on loopback: our configuration with its listeners and endpoints moved to free ports of 127.0.0.1, and upstreams in this
// process that say what they got.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server as NetServer } from 'node:net';
import { type Document, toPlain } from '../../src/documents/index.ts';

/** What an upstream answers with. */
export interface Seen {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}
export interface Upstream {
  readonly name: string;
  readonly port: number;
  /** Requests it got, by path without query. */
  readonly got: Map<string, number>;
  readonly close: () => void;
}

const listen = (server: NetServer | Server, port = 0): Promise<number> =>
  new Promise((done) => server.listen(port, '127.0.0.1', () => done((server.address() as AddressInfo).port)));

/** `/slow…` answers after 2.5 s, `/lag…` after 150 ms, `/flaky…` twice 503 and then 200, `/broken…` always 503; all with what they got. */
export async function startUpstream(name: string, secrets?: string): Promise<Upstream> {
  const got = new Map<string, number>();
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? '').split('?')[0] as string;
    const times = (got.get(path) ?? 0) + 1;
    got.set(path, times);
    const seen = { name, method: request.method, path: request.url, headers: request.headers };
    const broken = path.startsWith('/broken') || (path.startsWith('/flaky') && times % 3 !== 0);
    const send = (): void => {
      const body = JSON.stringify(seen);
      response.writeHead(broken ? 503 : 200, {
        'content-length': Buffer.byteLength(body),
        'x-gone': '1',
        'x-kept': 'up',
      });
      response.end(body);
    };
    if (path.startsWith('/slow')) setTimeout(send, 2500);
    else if (path.startsWith('/lag')) setTimeout(send, 150);
    else send();
  };
  const server = secrets
    ? createTlsServer({ key: readFileSync(`${secrets}/tls.key`), cert: readFileSync(`${secrets}/tls.crt`) }, answer)
    : createServer(answer);
  server.on('upgrade', (_, socket) => {
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  });
  const port = await listen(server);
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { name, port, got, close };
}

/** Answers each connection with its name and closes it. */
export async function startTcpUpstream(name: string): Promise<Upstream> {
  const server = createTcpServer((socket) => socket.end(name));
  const port = await listen(server);
  return { name, port, got: new Map(), close: () => server.close() };
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  const port = await listen(server);
  await new Promise<void>((done) => server.close(() => done()));
  return port;
}

interface PlainAddress {
  readonly socket_address: { address: string; port_value: number };
}
interface PlainListener {
  readonly name: string;
  readonly address: PlainAddress;
  bind_to_port?: boolean;
  use_original_dst?: boolean;
}
interface PlainCluster {
  readonly name: string;
  readonly load_assignment?: {
    readonly endpoints: readonly {
      readonly lb_endpoints: readonly { readonly endpoint: { readonly address: PlainAddress } }[];
    }[];
  };
}
export interface PlainResources {
  readonly listeners: PlainListener[];
  readonly clusters: PlainCluster[];
}

export interface Places {
  /** Local port of each listener that is opened, by its name; the others are left out. */
  readonly listeners: Readonly<Record<string, number>>;
  /** Local port of what `address:port` names. */
  readonly endpoints: (address: string, port: number) => number;
}

/** The static resources of a document, moved to loopback. */
export function localResources(document: Document, places: Places): PlainResources {
  const { static_resources: resources } = structuredClone(toPlain(document.root)) as {
    static_resources: PlainResources;
  };
  const listeners = resources.listeners.filter(({ name }) => places.listeners[name] !== undefined);
  for (const listener of listeners) {
    delete listener.bind_to_port;
    move(listener.address, places.listeners[listener.name] as number);
  }
  for (const cluster of resources.clusters) {
    for (const { endpoint } of cluster.load_assignment?.endpoints.flatMap(({ lb_endpoints }) => lb_endpoints) ?? []) {
      const { address, port_value } = endpoint.address.socket_address;
      move(endpoint.address, places.endpoints(address, port_value));
    }
  }
  return { listeners, clusters: resources.clusters };
}

function move(address: PlainAddress, port: number): void {
  address.socket_address.address = '127.0.0.1';
  address.socket_address.port_value = port;
}
