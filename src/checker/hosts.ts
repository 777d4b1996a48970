// Host names: those a target answers to, and whether a pattern takes a host.
import { catalogue } from '../diagnostics/index.ts';
import type { Span } from '../text/index.ts';
import type { Checking } from './checking.ts';
import type { Target } from './directory.ts';

export function hostsOf({ directory }: Checking, target: Target): readonly string[] {
  if (target.kind === 'egress') return directory.egresses.get(target.key)?.hosts.map(({ value }) => value) ?? [];
  const host = directory.services.get(target.key)?.host;
  return host === undefined ? [] : [host];
}

/** `*.example.org` takes every host that ends so; others only themselves. */
export const hostTakes = (pattern: string, host: string): boolean =>
  pattern === '*' ||
  pattern === host ||
  (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1);

/** Reports a host that two declarations answer to: the platforms keep one of the two, and nobody says which. */
export function checkDeclaredHosts({ directory, report }: Checking): void {
  const owners = new Map<string, { readonly key: string; readonly span: Span }>();
  const enter = (host: string, key: string, span: Span): void => {
    const first = owners.get(host);
    if (!first) owners.set(host, { key, span });
    else if (first.key !== key)
      report.add(
        catalogue.types.hostDeclaredTwice,
        span,
        { host, one: first.key, other: key },
        {
          related: [{ span: first.span, message: `${first.key} answers to it` }],
        },
      );
  };
  for (const service of directory.services.values()) enter(service.host, service.key, service.origin);
  for (const egress of directory.egresses.values())
    for (const host of egress.hosts) enter(host.value, egress.key, host.origin);
}
