// What Istio asks of its objects beyond the schemas of their fields: the most common of what its webhook refuses.
import { fault, listOf, mapOf, type Plain, type RuleFault, repeated, textOf, textsOf } from './plain-values.ts';

/** @param spec as plain data, in the form that the schema allows. */
export function istioFault(kind: string, spec: Plain): RuleFault | undefined {
  const visible = ofExportTo(textsOf(spec, 'exportTo'));
  if (visible) return visible;
  switch (kind) {
    case 'VirtualService':
      return ofVirtualService(spec);
    case 'DestinationRule':
      return ofDestinationRule(spec);
    case 'Gateway':
      return ofGateway(spec);
    case 'ServiceEntry':
      return ofHosts(textsOf(spec, 'hosts'), 'spec.hosts') ?? ofPorts(listOf(spec, 'ports'), 'spec.ports');
    default:
      return undefined;
  }
}

/** Letters, digits and `-`, the first part of a host may be or begin with `*`. */
const host = /^(\*|\*?-?[a-z0-9]([-a-z0-9]*[a-z0-9])?)(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\.?$/i;

const wrongHost = (name: string): string | undefined =>
  name.length <= 255 && (host.test(name) || name.includes(':')) ? undefined : `\`${name}\` is no name of a host`;

function ofHosts(names: readonly string[], path: string): RuleFault | undefined {
  const at = names.findIndex((name) => wrongHost(name) !== undefined);
  return at < 0 ? undefined : fault(`${path}[${at}]`, wrongHost(names[at] as string) as string);
}

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

function ofExportTo(names: readonly string[]): RuleFault | undefined {
  const at = names.findIndex((name) => !['.', '*', '~'].includes(name) && !label.test(name));
  return at < 0
    ? undefined
    : fault(`spec.exportTo[${at}]`, `\`${names[at]}\` is no namespace, and neither \`.\`, \`*\` nor \`~\``);
}

function ofVirtualService(spec: Plain): RuleFault | undefined {
  const lists = ['http', 'tls', 'tcp'] as const;
  if (lists.every((key) => listOf(spec, key).length === 0)) return fault('spec', '`http`, `tls` or `tcp` is needed');
  const hosts = ofHosts(textsOf(spec, 'hosts'), 'spec.hosts');
  if (hosts) return hosts;
  for (const key of lists)
    for (const [at, entry] of listOf(spec, key).entries()) {
      const found = ofDestinations(entry, `spec.${key}[${at}]`);
      if (found) return found;
    }
  for (const [at, entry] of listOf(spec, 'http').entries()) {
    const reason = ofEntry(entry);
    if (reason) return fault(`spec.http[${at}]`, reason);
  }
  for (const [at, entry] of listOf(spec, 'tls').entries()) {
    const found = ofTls(entry, textsOf(spec, 'hosts'), `spec.tls[${at}]`);
    if (found) return found;
  }
  return undefined;
}

function ofDestinations(entry: Plain, path: string): RuleFault | undefined {
  const parts = listOf(entry, 'route').map((part, at) => [part, `${path}.route[${at}].destination`] as const);
  for (const [part, where] of parts) {
    const name = textOf(mapOf(part, 'destination') ?? {}, 'host');
    const reason =
      name === undefined ? undefined : name === '*' ? '`*` is not one host' : wrongHost(name.replace(/^\*[-.]?/, ''));
    if (reason) return fault(`${where}.host`, reason);
  }
  return undefined;
}

function ofEntry(entry: Plain): string | undefined {
  const actions = ['route', 'redirect', 'directResponse', 'delegate'].filter((key) => isThere(entry, key));
  if (actions.length === 0) return 'a route, a redirect, a directResponse or a delegate is needed';
  if (actions.length > 1) return `either ${actions.join(' or ')}`;
  const [action] = actions;
  const beside = action === 'redirect' || action === 'directResponse' ? ['fault', 'rewrite'] : [];
  const other = beside.find((key) => isThere(entry, key));
  if (other !== undefined) return `a ${other} has no place beside a ${action}`;
  if (isThere(entry, 'mirror') && listOf(entry, 'mirrors').length > 0) return 'either mirror or mirrors';
  return ofWeights(listOf(entry, 'route'));
}

const isThere = (from: Plain, key: string): boolean => {
  const value = from[key];
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
};

function ofWeights(parts: readonly Plain[]): string | undefined {
  const weights = parts.map(({ weight }) => (typeof weight === 'number' ? weight : 0));
  if (weights.some((weight) => weight < 0)) return 'a weight is not less than 0';
  return parts.length > 1 && weights.every((weight) => weight === 0) ? 'all weights of the route are 0' : undefined;
}

/** Names of servers lie within the hosts. */
function ofTls(entry: Plain, hosts: readonly string[], path: string): RuleFault | undefined {
  for (const [at, match] of listOf(entry, 'match').entries()) {
    const names = textsOf(match, 'sniHosts');
    if (names.length === 0) return fault(`${path}.match[${at}]`, 'a match of TLS needs sniHosts');
    const foreign = names.find((name) => !hosts.some((host) => lies(name.toLowerCase(), host.toLowerCase())));
    if (foreign !== undefined) return fault(`${path}.match[${at}].sniHosts`, `\`${foreign}\` is none of the hosts`);
  }
  return undefined;
}

const lies = (name: string, host: string): boolean =>
  name === host || host === '*' || (host.startsWith('*') && name.endsWith(host.slice(1)));

function ofDestinationRule(spec: Plain): RuleFault | undefined {
  const name = textOf(spec, 'host');
  const reason = name === undefined ? undefined : wrongHost(name);
  if (reason) return fault('spec.host', reason);
  const names = listOf(spec, 'subsets').map((subset) => textOf(subset, 'name') ?? '');
  const at = repeated(names);
  if (at >= 0) return fault(`spec.subsets[${at}]`, `there is a subset \`${names[at]}\` already`);
  const wrong = names.findIndex((name) => !label.test(name));
  return wrong < 0 ? undefined : fault(`spec.subsets[${wrong}].name`, `\`${names[wrong]}\` is no name of a subset`);
}

const protocols: ReadonlySet<string> = new Set(
  'HTTP HTTP2 HTTPS GRPC GRPC-WEB MONGO REDIS MYSQL TCP TLS UDP HTTP_PROXY'.split(' '),
);

function ofPorts(ports: readonly Plain[], path: string): RuleFault | undefined {
  for (const [at, port] of ports.entries()) {
    const reason = ofPort(port);
    if (reason) return fault(`${path}[${at}]`, reason);
  }
  const at = repeated(ports.map(({ number }) => String(number)));
  return at < 0 ? undefined : fault(`${path}[${at}]`, `there is a port ${ports[at]?.number} already`);
}

function ofPort(port: Plain): string | undefined {
  const word = textOf(port, 'protocol');
  if (word && !protocols.has(word.toUpperCase())) return `Istio does not know the protocol \`${word}\``;
  return textOf(port, 'name') ? undefined : 'a port needs a name';
}

function ofGateway(spec: Plain): RuleFault | undefined {
  const servers = listOf(spec, 'servers');
  if (servers.length === 0) return fault('spec.servers', 'a gateway needs a server');
  for (const [at, server] of servers.entries()) {
    const reason = ofServer(server);
    if (reason) return fault(`spec.servers[${at}]`, reason);
  }
  const names = servers.map((server) => textOf(mapOf(server, 'port') ?? {}, 'name') ?? '');
  const at = repeated(names);
  return at < 0 ? undefined : fault(`spec.servers[${at}].port.name`, `there is a port \`${names[at]}\` already`);
}

function ofServer(server: Plain): string | undefined {
  const port = mapOf(server, 'port') ?? {};
  if (textsOf(server, 'hosts').length === 0) return 'a server needs hosts';
  const protocol = (textOf(port, 'protocol') ?? 'TCP').toUpperCase();
  const [tls, needs] = [mapOf(server, 'tls'), protocol === 'HTTPS' || protocol === 'TLS'];
  if (needs && !tls) return `a server for ${protocol} needs tls`;
  return ofPort(port) ?? (tls ? ofServerTls(tls) : undefined);
}

function ofServerTls(tls: Plain): string | undefined {
  const mode = textOf(tls, 'mode') ?? 'PASSTHROUGH';
  const given = ['credentialName', 'credentialNames', 'serverCertificate', 'tlsCertificates'].filter((key) =>
    isThere(tls, key),
  );
  if (mode === 'ISTIO_MUTUAL') return given.length > 0 ? 'ISTIO_MUTUAL brings its own certificate' : undefined;
  if (mode !== 'SIMPLE' && mode !== 'MUTUAL' && mode !== 'OPTIONAL_MUTUAL') return undefined;
  return given.length === 0 ? `${mode} needs a certificate` : undefined;
}
