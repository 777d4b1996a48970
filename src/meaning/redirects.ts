// What happens when a client follows redirects: the next request, and whether following comes to an end.
import type { Fact, Mesh } from '../model/index.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { usualPort } from './effects.ts';
import { type LooseRequest, placeRequest } from './request/place.ts';
import { pairsOf, parseQuery, type Request } from './request/request.ts';
import { requestText } from './request/text.ts';

export interface Followed {
  /** `circle`: a request comes back; `grows`: no end within 20 redirects. */
  readonly kind: 'ends' | 'circle' | 'grows';
  readonly trail: readonly Decision[];
}

const mostRedirects = 20;

/** Follows redirects as a browser does, as long as they stay at this mesh. */
export function followRedirects(mesh: Mesh, request: Request): Followed {
  const trail: Decision[] = [];
  const seen = new Set<string>();
  for (let next: Request | undefined = request; next !== undefined; next = nextRequest(mesh, trail.at(-1)!)) {
    const text = requestText(next);
    if (seen.has(text)) return { kind: 'circle', trail };
    if (trail.length > mostRedirects) return { kind: 'grows', trail };
    seen.add(text);
    trail.push(decide(mesh, next, { reasons: false }));
  }
  return { kind: 'ends', trail };
}

/** The request that a client makes when it is redirected; nothing if it is not, or leaves the mesh. */
function nextRequest(mesh: Mesh, { request, outcome }: Decision): Request | undefined {
  if (outcome.kind !== 'redirect' || !URL.canParse(outcome.location)) return undefined;
  const placed = placeRequest(mesh, looseRequest(request, new URL(outcome.location), outcome.code));
  const [next] = placed.problem === undefined ? placed.requests : [];
  return next && sameKind(request, next) ? next : undefined;
}

const sameKind = (a: Request, b: Request): boolean => a.address.kind === b.address.kind && b.protocol === 'http';

function looseRequest(request: Request, url: URL, code: number): LooseRequest {
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const get = code === 303 || ((code === 301 || code === 302) && request.method === 'POST');
  const facts = (pairs: Iterable<readonly [string, string]>) => [...pairs].map(([name, value]) => ({ name, value }));
  return {
    method: get ? 'GET' : request.method,
    scheme,
    host: url.hostname.toLowerCase(),
    port: url.port === '' ? usualPort(scheme) : Number(url.port),
    path: url.pathname,
    query: facts(pairsOf(parseQuery(url.search.slice(1)))),
    headers: [...facts(pairsOf(request.headers)), ...rawCookieFacts(request)],
    cookies: request.rawCookie === undefined ? facts(pairsOf(request.cookies)) : [],
    source: request.source,
    ...(request.address.kind === 'gateway' ? { gateway: request.address.gateway } : {}),
  };
}

const rawCookieFacts = ({ rawCookie }: Request): readonly Fact[] =>
  rawCookie === undefined ? [] : [{ name: 'cookie', value: rawCookie }];
