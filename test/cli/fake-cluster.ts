// A small Kubernetes API server on loopback: discovery, server-side apply with field managers and dry run, lists by label, deletion with
// preconditions. Only what `mesh apply` asks for, answered in the words of the real one; and it can be told to misbehave.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

type Json = Record<string, unknown>;
interface Live {
  readonly uid: string;
  body: Json;
  managers: string[];
  version: number;
}

const kinds: Readonly<Record<string, readonly (readonly [kind: string, plural: string, namespaced: boolean])[]>> = {
  '/api/v1': [
    ['ConfigMap', 'configmaps', true],
    ['Namespace', 'namespaces', false],
  ],
  '/apis/networking.istio.io/v1': [
    ['VirtualService', 'virtualservices', true],
    ['DestinationRule', 'destinationrules', true],
    ['Gateway', 'gateways', true],
  ],
};

export interface FakeCluster {
  readonly server: string;
  readonly namespaces: Set<string>;
  /** By path. */
  readonly objects: Map<string, Live>;
  /** `METHOD path` of every request that changed something. */
  readonly writes: string[];
  /** Answers in place of the server's own; nothing: as usual. */
  misbehave: (
    request: IncomingMessage,
    asked: number,
  ) => { readonly status: number; readonly body: string } | 'break' | undefined;
  /** Puts an object there as somebody else would. */
  readonly put: (path: string, body: Json, manager: string) => void;
}

export const pem = (name: string): string => readFileSync(join(import.meta.dirname, 'certificates', name), 'utf8');

/** Listens until the test is over; over TLS with the certificate that is named. */
export async function fakeCluster(certificate?: 'valid.pem' | 'expired.pem'): Promise<FakeCluster> {
  const objects = new Map<string, Live>();
  const writes: string[] = [];
  let asked = 0;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      text += part;
    });
    request.on('end', () => {
      const odd = cluster.misbehave(request, ++asked);
      if (odd === 'break') {
        request.socket.destroy();
        return;
      }
      const { status, body, warning } = odd ? { ...odd, warning: undefined } : answer(request, text);
      response.writeHead(status, { 'content-type': 'application/json', ...(warning ? { warning } : {}) });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  };
  const server = certificate
    ? createHttps({ key: pem('key.pem'), cert: pem(certificate) }, listener)
    : createHttp(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const cluster: FakeCluster = {
    server: `${certificate ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    namespaces: new Set(['default', 'shop']),
    objects,
    writes,
    misbehave: () => undefined,
    put: (path, body, manager) => {
      objects.set(path, { uid: randomUUID(), body, managers: [manager], version: 1 });
    },
  };
  return cluster;

  function answer(request: IncomingMessage, text: string): { status: number; body: Json | string; warning?: string } {
    const url = new URL(request.url ?? '/', 'http://x');
    const path = url.pathname;
    if (request.method === 'GET') return get(path, url.searchParams);
    if (request.method === 'DELETE') return remove(path, JSON.parse(text) as Json);
    return apply(path, url.searchParams, JSON.parse(text) as Json);
  }

  function get(path: string, query: URLSearchParams): { status: number; body: Json | string } {
    const known = kinds[path];
    if (known)
      return {
        status: 200,
        body: { resources: known.map(([kind, name, namespaced]) => ({ kind, name, namespaced })) },
      };
    const group = Object.keys(kinds).find(
      (each) => each.startsWith(`${path}/`) && each.split('/').length === path.split('/').length + 1,
    );
    if (group && path.startsWith('/apis/'))
      return { status: 200, body: { preferredVersion: { groupVersion: group.replace('/apis/', '') } } };
    // Of a group that it does not have the real one says so in plain text.
    if (/^\/apis\/[^/]+(\/[^/]+)?$/.test(path)) return { status: 404, body: '404 page not found\n' };
    const selector = query.get('labelSelector');
    if (selector) return { status: 200, body: { items: list(path, selector), metadata: {} } };
    const live = objects.get(path);
    return live ? { status: 200, body: shown(live) } : status(404, 'NotFound', `${path} not found`);
  }

  function list(path: string, selector: string): Json[] {
    const [key = '', value] = selector.split('=');
    return [...objects]
      .filter(([each, { body }]) => {
        const labels = (body.metadata as Json).labels as Json | undefined;
        return each.startsWith(`${path}/`) && labels?.[key] === value;
      })
      .map(([, live]) => shown(live));
  }

  function apply(path: string, query: URLSearchParams, body: Json): { status: number; body: Json; warning?: string } {
    const namespace = /\/namespaces\/([^/]+)\//.exec(path)?.[1];
    if (namespace && !cluster.namespaces.has(namespace))
      return status(404, 'NotFound', `namespaces "${namespace}" not found`, { kind: 'namespaces', name: namespace });
    if (JSON.stringify(body).includes('"refuse-me"'))
      return status(422, 'Invalid', 'spec.hosts: Invalid value: refuse-me');
    if (JSON.stringify(body).includes('"untyped-me"'))
      return status(500, '', 'failed to create typed patch object (x; y): .spec.retry: field not declared in schema');
    const manager = query.get('fieldManager') ?? '';
    const live = objects.get(path);
    const spec = (each: Json | undefined) => JSON.stringify([each?.spec, each?.data]);
    const others = live?.managers.filter((each) => each !== manager) ?? [];
    const conflicts = others.length > 0 && spec(live?.body) !== spec(body) && query.get('force') !== 'true';
    if (conflicts)
      return status(409, 'Conflict', 'Apply failed with 1 conflict', {
        causes: others.map((other) => ({
          reason: 'FieldManagerConflict',
          field: '.spec.http',
          message: `conflict with "${other}" using v1`,
        })),
      });
    const same = live !== undefined && JSON.stringify(live.body) === JSON.stringify(body);
    const next: Live = {
      uid: live?.uid ?? randomUUID(),
      body,
      managers: [...new Set([...(query.get('force') === 'true' ? [] : others), manager])],
      version: (live?.version ?? 0) + (same ? 0 : 1),
    };
    if (query.get('dryRun') !== 'All') {
      writes.push(`PATCH ${path}`);
      objects.set(path, next);
    }
    const old = JSON.stringify(body).includes('"warn-me"') ? '299 - "this is \\"old\\""' : undefined;
    return { status: live ? 200 : 201, body: shown(next), ...(old ? { warning: old } : {}) };
  }

  function remove(path: string, options: Json): { status: number; body: Json } {
    const live = objects.get(path);
    if (!live) return status(404, 'NotFound', `${path} not found`);
    const wanted = (options.preconditions as Json | undefined)?.uid;
    if (wanted !== undefined && wanted !== live.uid)
      return status(409, 'Conflict', 'the UID in the precondition differs');
    writes.push(`DELETE ${path}`);
    objects.delete(path);
    return { status: 200, body: {} };
  }
}

const shown = ({ uid, body, managers, version }: Live): Json => ({
  ...body,
  metadata: {
    ...(body.metadata as Json),
    uid,
    resourceVersion: String(version),
    managedFields: managers.map((manager) => ({ manager, operation: 'Apply' })),
  },
});

const status = (code: number, reason: string, message: string, details: Json = {}) => ({
  status: code,
  body: { kind: 'Status', code, reason, message, details },
});
