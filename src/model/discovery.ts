// Where a Linkerd of its own looks up the endpoints of services.

export type Discovery =
  /** The endpoints of Kubernetes Services, through `kubectl proxy` beside the Linkerd unless `host` says otherwise. */
  | { readonly kind: 'kubernetes'; readonly host: string; readonly port: number }
  /** The names of Services in DNS. */
  | { readonly kind: 'dns' }
  /** A folder with a file for each port of each service and version. */
  | { readonly kind: 'fs'; readonly folder: string }
  | { readonly kind: 'consul'; readonly host: string; readonly port: number; readonly datacenter: string };

export const DEFAULT_DISCOVERY: Discovery = { kind: 'kubernetes', host: 'localhost', port: 8001 };

/** As mesh.yaml writes it: `kubernetes`, `dns`, `fs:FOLDER`, `consul://HOST[:PORT]/DATACENTER`; `undefined` for anything else. */
export function discoveryOf(text: string): Discovery | undefined {
  if (text === 'dns') return { kind: 'dns' };
  const [, folder] = /^fs:(.+)$/.exec(text) ?? [];
  if (folder !== undefined) return { kind: 'fs', folder };
  const [, host, port, datacenter] = /^consul:\/\/([^:/]+)(?::(\d+))?\/([\w.-]+)$/.exec(text) ?? [];
  if (host !== undefined && datacenter !== undefined)
    return { kind: 'consul', host, port: Number(port ?? 8500), datacenter };
  const [whole, at, atPort] = /^kubernetes(?::\/\/([^:/]+)(?::(\d+))?)?$/.exec(text) ?? [];
  return whole === undefined
    ? undefined
    : { kind: 'kubernetes', host: at ?? 'localhost', port: Number(atPort ?? 8001) };
}
