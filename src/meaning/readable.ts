// Makes an example request plainer without losing what it was found for: each part is replaced by a plain one where the
// request still proves its point. Tries a handful of requests and searches nothing.

import { normalisePath } from './request/normalise.ts';
import { noValues, type Request, unknownSource } from './request/request.ts';

/** The plainest request that still proves what `proves` asks, starting from one that does. */
export function readable(request: Request, proves: (candidate: Request) => boolean): Request {
  let best = request;
  for (const simpler of simplifications(request)) {
    const candidate = { ...best, ...simpler };
    if (proves(candidate)) best = candidate;
  }
  return best;
}

function* simplifications(request: Request): Generator<Partial<Request>> {
  if (request.protocol !== 'http') return;
  if (request.method !== 'GET') yield* plainMethods(request.method);
  if (request.source.kind === 'workload') yield { source: unknownSource };
  if (request.headers.size > 0) yield { headers: noValues };
  if (request.headers.get('content-type')?.[0]?.startsWith('application/grpc+')) {
    yield { headers: new Map([...request.headers, ['content-type', ['application/grpc']]]) };
  }
  if (request.cookies.size > 0) yield { cookies: noValues, rawCookie: undefined };
  if (request.query.size > 0) yield { query: noValues };
  if (request.path !== '/') yield* plainPaths(request.path);
}

const usual = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];

/** The last one that fits is kept, so the plainest comes last. */
function* plainMethods(method: string): Generator<Partial<Request>> {
  if (usual.includes(method)) return void (yield { method: 'GET' });
  for (const candidate of usual.toReversed()) yield { method: candidate };
}

/** A generated tail (`/apix`) in words (`/api/other`), or none at all. */
function* plainPaths(path: string): Generator<Partial<Request>> {
  const cleaned = path.replace(/[xqz](?=\/|$)/g, 'other');
  if (cleaned !== path && normalisePath(cleaned) === cleaned) yield { path: cleaned };
  yield { path: '/' };
}
