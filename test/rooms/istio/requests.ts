// Requests to a model's tables that meet its rules and narrowly miss them, and the same as an Istio proxy sees them.
import {
  makeRequest,
  multimap,
  normalisePath,
  pairsOf,
  type Request,
  type RequestSource,
  type Table,
  tablesOf,
  workloadOf,
} from '../../../src/meaning/index.ts';
import type { Mesh, Rule } from '../../../src/model/index.ts';
import { bend, type Draft, emptyDraft, randomDraft } from '../../support/generate-requests.ts';
import type { Random } from '../../support/random.ts';
import type { WireRequest } from './interpreter.ts';

export function requestsTo(mesh: Mesh, random: Random): readonly Request[] {
  return tablesOf(mesh).flatMap((table) => {
    const drafts = [
      ...Array.from({ length: 4 }, () => randomDraft(random, 'x')),
      ...table.rules.flatMap((rule) => [bent(rule, true, random), bent(rule, true, random), bent(rule, false, random)]),
    ];
    return drafts.map((draft) => requestAt(mesh, table, draft, random));
  });
}

function bent(rule: Rule, holds: boolean, random: Random): Draft {
  const draft = random.chance(0.5) ? emptyDraft('x') : randomDraft(random, 'x');
  bend(draft, rule.condition, holds, random);
  return draft;
}

function requestAt(mesh: Mesh, table: Table, draft: Draft, random: Random): Request {
  const port = random.pick(table.ports);
  const cookies = draft.cookies.filter(([, value]) => !value.includes(';'));
  const { address } = table;
  return makeRequest({
    address,
    port: port.number,
    scheme: port.scheme ?? 'http',
    host: hostAt(table, draft, random),
    method: draft.method,
    path: normalisePath(draft.path) ?? '/',
    query: multimap(firsts(draft.query.map(([name, value]) => [name, value ?? ''] as const))),
    headers: multimap(firsts(draft.headers)),
    cookies: multimap(cookies.map(([name, value]) => [name, value.trim()] as const)),
    source: address.kind === 'gateway' ? { kind: 'gateway', gateway: address.gateway } : sourceIn(mesh, random),
  });
}

function hostAt(table: Table, draft: Draft, random: Random): string {
  const pattern = random.pick(table.hosts);
  if (pattern === '*') return random.pick(['other.test', 'a.example.com']);
  return table.hosts.includes(draft.host) ? draft.host : pattern.replace(/^\*/, random.pick(['x', 'a.b']));
}

/** One value of each name: what Envoy does with several is its own. */
const firsts = (pairs: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] => [
  ...new Map(pairs),
];

function sourceIn(mesh: Mesh, random: Random): RequestSource {
  const service = random.pick(mesh.services);
  return workloadOf(mesh, service.key, random.pick([undefined, ...service.versions.map(({ name }) => name)]));
}

export function wire(request: Request): WireRequest {
  const cookies = [...pairsOf(request.cookies)].map(([name, value]) => `${name}=${value}`).join('; ');
  return {
    method: request.method,
    scheme: request.scheme,
    authority: request.port % 2 === 0 ? request.host : `${request.host.toUpperCase()}:${request.port}`,
    port: request.port,
    path: request.path,
    query: [...pairsOf(request.query)],
    headers: { ...Object.fromEntries(pairsOf(request.headers)), ...(cookies === '' ? {} : { cookie: cookies }) },
    proxy: proxyOf(request.source),
  };
}

/** Pods carry their service's name as `app`. */
function proxyOf(source: RequestSource): WireRequest['proxy'] {
  if (source.kind === 'gateway') return { kind: 'gateway', gateway: source.gateway };
  if (source.kind === 'unknown') return { kind: 'sidecar', namespace: undefined, labels: {} };
  return {
    kind: 'sidecar',
    namespace: source.namespace,
    labels: { ...source.labels, app: source.service?.split('/')[1] ?? '' },
  };
}
