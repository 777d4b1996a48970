// `Gateway` → a door with its ports, and what each server of it lets in: hosts of which namespaces, behind which certificate.
import type { GatewayPort, Protocol, Rule } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import {
  type Draft,
  type Fields,
  type GatewayDraft,
  type Gathering,
  type InputObject,
  protocolByName,
  sourced,
  specOf,
} from '../../shared/reading/index.ts';

/** Which entries of a VirtualService its connections meet. */
export type Traffic = 'http' | 'tls' | 'tcp';

export interface Server {
  readonly gateway: string;
  readonly port: number;
  readonly traffic: Traffic;
  readonly hosts: readonly { readonly namespace: string; readonly host: string }[];
  readonly certificate?: string;
  readonly clients?: string;
  readonly origin: Span;
}

export function readGateway(object: InputObject, gathering: Gathering): readonly Server[] {
  const spec = specOf(object);
  const { namespace, name, origin } = object;
  const key = `${namespace}/${name}`;
  const pods = spec.map('selector') ?? {};
  const draft: GatewayDraft = {
    kind: 'gateway',
    key,
    namespace,
    name,
    origin,
    pods,
    podsWritten: true,
    ports: new Map(),
    rules: [],
    settings: {},
  };
  gathering.gateways.set(key, draft);
  noteSameNames(spec.list('servers'));
  const servers = spec.list('servers').flatMap((fields) => readServer(fields, draft));
  spec.done();
  openTo(draft, servers);
  return servers;
}

function noteSameNames(servers: readonly Fields[]): void {
  const seen = new Set<string>();
  for (const server of servers) {
    const name = server.fields('port')?.text('name') ?? '';
    if (seen.has(name))
      server.notes.add(
        `${server.path}.port.name`,
        server.span,
        'the name of another port, which Istio refuses',
        'extra',
      );
    if (name !== '') seen.add(name);
  }
}

function readServer(fields: Fields, draft: GatewayDraft): readonly Server[] {
  const { notes } = fields;
  const port = fields.fields('port');
  const number = port?.number('number');
  const name = port?.text('name') ?? '';
  const word = port?.text('protocol') ?? 'TCP';
  port?.leave(['targetPort'], 'the port of the pods behind the gateway');
  port?.done();
  if (name === '')
    notes.add(`${fields.path}.port.name`, fields.span, 'a port without a name, which Istio refuses', 'extra');
  const hosts = fields.texts('hosts').map(({ value }) => boundHost(value, draft.namespace));
  const tls = fields.fields('tls');
  const protocol = protocolByName(word) ?? (number === undefined ? undefined : 'tcp');
  if (protocolByName(word) === undefined)
    notes.add(`${fields.path}.port.protocol`, fields.span, `the protocol \`${word}\`, read as tcp`, 'extra');
  fields.leave(['name', 'bind', 'defaultEndpoint'], 'where a server listens');
  fields.done();
  if (number === undefined || protocol === undefined) {
    notes.add(`${fields.path}.port`, fields.span, 'a server without a port');
    return [];
  }
  if (protocol === 'tls' && !tls)
    notes.add(`${fields.path}.tls.mode`, fields.span, 'TLS without its settings, which Istio refuses', 'extra');
  const read = tls && readTls(tls, draft, number, protocol);
  const isMesh = read?.isMesh === true;
  const ends = isMesh ? undefined : withCertificate(read, protocol, draft, fields, number);
  const traffic = isMesh ? (protocol === 'https' ? 'http' : 'tcp') : trafficOf(protocol, ends);
  const portProtocol: Protocol = isMesh ? traffic : traffic === 'tls' && protocol === 'https' ? 'tls' : protocol;
  const before = draft.ports.get(number);
  if (before && (before.protocol === 'http') !== (portProtocol === 'http'))
    notes.add(
      `${fields.path}.port.protocol`,
      fields.span,
      `port ${number} speaks ${before.protocol} in another server`,
    );
  addPort(
    draft,
    { number, name: name || `${portProtocol}-${number}`, protocol: portProtocol, origin: fields.span },
    ends,
  );
  const { certificate, clients } = ends ?? {};
  return [
    {
      gateway: draft.key,
      port: number,
      traffic,
      hosts,
      ...(certificate === undefined ? {} : { certificate }),
      ...(clients === undefined ? {} : { clients }),
      origin: fields.span,
    },
  ];
}

/** `namespace/host`; a host alone may come from anywhere. */
function boundHost(text: string, own: string): { readonly namespace: string; readonly host: string } {
  const at = text.indexOf('/');
  const namespace = at < 0 ? '*' : text.slice(0, at);
  return { namespace: namespace === '.' ? own : namespace, host: text.slice(at + 1).toLowerCase() };
}

interface Ends {
  readonly passes: boolean;
  /** TLS with the identities of the mesh, which goes without saying inside of it. */
  readonly isMesh?: boolean;
  readonly certificate?: string;
  readonly clients?: string;
}

function readTls(fields: Fields, draft: GatewayDraft, port: number, protocol: Protocol): Ends {
  const mode = fields.text('mode') ?? 'PASSTHROUGH';
  const certificate = fields.text('credentialName');
  const authority = fields.text('caCertCredentialName');
  // Requests that come by TLS are where they should be.
  if (fields.bool('httpsRedirect') && protocol !== 'https')
    draft.rules = [...draft.rules, toHttps(port, fields.spanOf('httpsRedirect'))];
  if (mode === 'ISTIO_MUTUAL')
    fields.notes.add(
      fields.pathOf('mode'),
      fields.span,
      'TLS with the identities of the mesh: what it carries is imported',
    );
  else if (mode !== 'SIMPLE' && mode !== 'MUTUAL' && mode !== 'PASSTHROUGH')
    fields.notes.add(fields.pathOf('mode'), fields.span, `the TLS mode \`${mode}\``);
  const mounted = secretOf(fields.text('serverCertificate'));
  const authorities = secretOf(fields.text('caCertificates'));
  for (const key of ['serverCertificate', 'caCertificates'])
    if (fields.has(key)) fields.notes.add(fields.pathOf(key), fields.spanOf(key), fileReason);
  fields.ignore('privateKey');
  fields.leave(
    ['minProtocolVersion', 'maxProtocolVersion', 'cipherSuites', 'tlsCertificates', 'credentialNames'],
    'versions and ciphers of TLS',
  );
  fields.leave(
    ['subjectAltNames', 'verifyCertificateSpki', 'verifyCertificateHash', 'caCrl'],
    'how certificates of clients are checked',
  );
  fields.done();
  if (mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH') return { passes: true };
  if (mode === 'ISTIO_MUTUAL') return { passes: false, isMesh: true };
  const secret = certificate ?? mounted;
  const clients = authority ?? authorities ?? (certificate === undefined ? undefined : `${certificate}-cacert`);
  return {
    passes: false,
    ...(secret === undefined ? {} : { certificate: secret }),
    ...(mode === 'MUTUAL' && clients !== undefined ? { clients } : {}),
  };
}

const fileReason = 'a file in the gateway: taken as the secret that is mounted there';

/** Istio's own gateways mount the secrets `istio-X` at `/etc/istio/X`. */
function secretOf(path: string | undefined): string | undefined {
  const folders = path?.split('/').slice(0, -1) ?? [];
  const name = (folders.at(-1) ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (path === undefined) return undefined;
  return folders.at(-2) === 'istio' ? `istio-${name}` : name || 'mounted';
}

/** What ends TLS has some certificate, wherever the proxy takes it from. */
function withCertificate(
  ends: Ends | undefined,
  protocol: Protocol,
  draft: GatewayDraft,
  { notes, path, span }: Fields,
  port: number,
): Ends | undefined {
  const needs = ends ? !ends.passes && ends.certificate === undefined : protocol === 'https';
  if (!needs || (protocol !== 'https' && protocol !== 'tls')) return ends;
  const stands = `${draft.name}-${port}`;
  notes.add(`${path}.tls`, span, `ends TLS without the name of a secret: \`${stands}\` stands for its certificate`);
  return { passes: false, ...ends, certificate: stands };
}

/** Envoy keeps a port that is not the usual one. */
function toHttps(port: number, origin: Span): Rule {
  return {
    condition: { kind: 'port', values: [port], origin },
    action: { kind: 'redirect', code: 301, scheme: 'https', ...(port === 80 ? {} : { port }), origin },
    settings: {},
    origin,
    through: [],
  };
}

function trafficOf(protocol: Protocol, ends: Ends | undefined): Traffic {
  switch (protocol) {
    case 'http':
    case 'http2':
    case 'grpc':
      return 'http';
    case 'https':
      return ends?.passes ? 'tls' : 'http';
    case 'tls':
      return ends && !ends.passes ? 'tcp' : 'tls';
    default:
      return 'tcp';
  }
}

function addPort(draft: GatewayDraft, port: GatewayPort, ends: Ends | undefined): void {
  const known = draft.ports.get(port.number);
  if (known) return;
  const made: Draft<GatewayPort> = { ...port };
  if (ends?.certificate !== undefined) made.certificate = sourced(ends.certificate, port.origin);
  if (ends?.clients !== undefined) made.clients = sourced(ends.clients, port.origin);
  draft.ports.set(port.number, made);
}

/** Namespaces that may put hosts on it; its own alone is what the language takes for granted. */
function openTo(draft: GatewayDraft, servers: readonly Server[]): void {
  const spaces = new Set(servers.flatMap(({ hosts }) => hosts.map(({ namespace }) => namespace)));
  if (spaces.has('*')) draft.openTo = sourced('all', draft.origin);
  else if ([...spaces].some((space) => space !== draft.namespace))
    draft.openTo = sourced([...spaces].sort(), draft.origin);
}
