// A stand-in for a running Linkerd 1.x: takes requests on a port, does with each what its linkerd.yaml says, and sends it to the endpoints that the
// bound name stands for. No retries, no limits: only where requests go.
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { linkerdAnswer } from './linkerd-router.ts';

export interface StandIn {
  readonly port: number;
  readonly close: () => void;
}

/** `endpoints` is the local port behind a bound name; `chance` decides shares, between 0 and 1. */
export async function startStandIn(
  yaml: string,
  endpoints: (name: string) => number | undefined,
  chance: () => number,
): Promise<StandIn> {
  const server: Server = createServer((from, to) => {
    const name = chosen(yaml, from, chance);
    const port = name === undefined ? undefined : endpoints(name);
    if (port === undefined) to.writeHead(502).end(`Unable to route request: ${name}`);
    else pass(from, to, port);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

function chosen(yaml: string, { method = 'GET', url = '/', headers }: IncomingMessage, chance: () => number) {
  const [path = '/'] = url.split('?');
  const answer = linkerdAnswer(yaml, 4140, { method, host: headers.host ?? '', path });
  if (answer.kind === 'refused') return undefined;
  const total = answer.branches.reduce((sum, { weight }) => sum + weight, 0);
  let left = chance() * total;
  for (const { name, weight } of answer.branches) {
    left -= weight;
    if (left < 0) return name;
  }
  return undefined;
}

function pass(from: IncomingMessage, to: ServerResponse, port: number): void {
  const headers = { ...from.headers, 'l5d-reqid': '1', via: '1.1 linkerd' };
  const onward = request({ host: '127.0.0.1', port, method: from.method, path: from.url, headers }, (answer) => {
    to.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(to);
  });
  onward.on('error', () => to.writeHead(502).end());
  from.pipe(onward);
}
