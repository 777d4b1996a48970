// A request as one line, in the words that `mesh route` takes, so that any example can be tried by hand.
import { cookieHeader, pairsOf, type Request, type RequestSource } from './request.ts';

/** `GET https://shop.example.com/cart -H 'x-user: a' --from shop/web`, ready for a shell. */
export function requestText(request: Request): string {
  const words = [methodText(request), quote(addressText(request))];
  for (const [name, value] of pairsOf(request.headers)) words.push('-H', quote(`${name}: ${value}`));
  const cookie = cookieHeader(request);
  if (cookie !== undefined) words.push('-H', quote(`cookie: ${cookie}`));
  if (request.sni !== undefined && request.sni !== request.host) {
    words.push('--sni', quote(request.sni));
  }
  return [...words, ...fromText(request.source), ...toText(request)].join(' ');
}

const methodText = (request: Request): string =>
  request.protocol === 'http' ? request.method : request.protocol.toUpperCase();

function addressText(request: Request): string {
  if (request.protocol !== 'http') return `${request.host || request.sni || '*'}:${request.port}`;
  const usual = request.port === (request.scheme === 'https' ? 443 : 80);
  const pairs = [...pairsOf(request.query)].map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  const query = pairs.length > 0 ? `?${pairs.join('&')}` : '';
  return `${request.scheme}://${request.host}${usual ? '' : `:${request.port}`}${request.path}${query}`;
}

function fromText(source: RequestSource): readonly string[] {
  switch (source.kind) {
    case 'unknown':
    case 'gateway':
      return [];
    case 'workload': {
      const who = source.service ? `${source.service}${source.version ? `@${source.version}` : ''}` : undefined;
      const namespace = !who && source.namespace ? ['--from', quote(`namespace ${source.namespace}`)] : [];
      const labels = Object.entries(source.labels).filter(
        ([key, value]) => !(key === 'version' && value === source.version),
      );
      return [
        ...(who ? ['--from', quote(who)] : namespace),
        ...labels.flatMap(([k, v]) => ['--label', quote(`${k}=${v}`)]),
      ];
    }
  }
}

function toText(request: Request): readonly string[] {
  switch (request.address.kind) {
    case 'gateway':
      return ['--from', quote(`gateway ${request.address.gateway}`)];
    case 'service':
    case 'egress':
      return ['--to', quote(request.address.target)];
    case 'undeclared':
      return [];
  }
}

const quote = (word: string): string => (/^[\w@%+=:,./*-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
