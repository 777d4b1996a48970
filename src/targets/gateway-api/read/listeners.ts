// `Gateway` → a door, and its listeners: what each lets in.
import type { GatewayPort, Protocol } from '../../../model/index.ts';
import {
  type Draft,
  type Fields,
  type GatewayDraft,
  type Gathering,
  type InputObject,
  sourced,
  specOf,
} from '../../shared/reading/index.ts';

export interface Listener {
  readonly gateway: string;
  readonly name: string;
  readonly port: number;
  readonly traffic: 'http' | 'tls' | 'tcp';
  /** Absent: all. */
  readonly hostname?: string;
  readonly certificate?: string;
  /** It ends TLS and hands on connections: TLSRoutes may choose among its hosts. */
  readonly endsTls?: boolean;
  readonly admits: (route: InputObject) => boolean;
  /** The ListenerSet that it stands in. */
  readonly set?: string;
}

export interface Place {
  readonly kind: string;
  readonly key: string;
  readonly section?: string;
  readonly port?: number;
}

/** Whether a parent of a route means the listener. */
export const isNamed = ({ kind, key, section, port }: Place, listener: Listener): boolean =>
  (kind === 'ListenerSet'
    ? key === listener.set
    : kind === 'Gateway' && key === listener.gateway && listener.set === undefined) &&
  (section === undefined || section === listener.name || listener.name === '') &&
  (port === undefined || port === listener.port);

const protocols: ReadonlyMap<string, Protocol> = new Map([
  ['HTTP', 'http'],
  ['HTTPS', 'https'],
  ['TLS', 'tls'],
  ['TCP', 'tcp'],
]);

export function readGateway(object: InputObject, gathering: Gathering): readonly Listener[] {
  const spec = specOf(object);
  const { namespace, name, origin } = object;
  const key = `${namespace}/${name}`;
  const className = spec.text('gatewayClassName');
  if (className === undefined)
    spec.notes.add('spec.gatewayClassName', origin, 'a gateway without a class, which nobody runs');
  const draft: GatewayDraft = {
    kind: 'gateway',
    key,
    namespace,
    name,
    origin,
    pods: { istio: 'ingressgateway' },
    podsWritten: false,
    ports: new Map(),
    rules: [],
    settings: {},
    ...(className === undefined ? {} : { class: sourced(className, origin) }),
  };
  gathering.gateways.set(key, draft);
  const listeners = spec.list('listeners').flatMap((fields) => readListener(fields, draft, namespace));
  if (draft.ports.size === 0 && spec.has('listeners')) {
    gathering.gateways.delete(key);
    object.notes.keep('it has no listener of a kind that the language has');
  }
  spec.leave(
    ['addresses', 'infrastructure', 'backendTLS', 'tls', 'allowedListeners', 'defaultScope'],
    'how the gateway is run',
    'extra',
  );
  spec.done();
  return listeners;
}

/** A `ListenerSet`: further listeners of a gateway, with routes of their own. */
export function readListenerSet(object: InputObject, gathering: Gathering): readonly Listener[] {
  const spec = specOf(object);
  const { namespace, name, origin } = object;
  const parent = spec.fields('parentRef');
  parent?.ignore('group', 'kind');
  const gateway = `${parent?.text('namespace') ?? namespace}/${parent?.text('name') ?? ''}`;
  parent?.done();
  const draft = gathering.gateways.get(gateway);
  if (!draft) {
    object.notes.keep(`its gateway ${gateway} is not among the files`);
    return [];
  }
  if (namespace !== draft.namespace) draft.openTo ??= sourced('all', origin);
  const listeners = spec.list('listeners').flatMap((fields) => readListener(fields, draft, namespace));
  spec.done();
  return listeners.map((listener) => ({ ...listener, set: `${namespace}/${name}` }));
}

/** @param own the namespace that the listener stands in. */
function readListener(fields: Fields, draft: GatewayDraft, own: string): readonly Listener[] {
  const name = fields.text('name') ?? '';
  const port = fields.number('port');
  const word = fields.text('protocol') ?? 'HTTP';
  if (name === '' || !fields.has('protocol'))
    fields.notes.add(
      fields.path,
      fields.span,
      'a listener without a name or protocol, which Kubernetes refuses',
      'extra',
    );
  const hostname = fields.text('hostname')?.toLowerCase();
  const tls = fields.fields('tls');
  const mode = tls?.text('mode') ?? 'Terminate';
  if (mode !== 'Terminate' && mode !== 'Passthrough')
    fields.notes.add(`${fields.path}.tls.mode`, fields.span, `the mode \`${mode}\``);
  const named = tls && readCertificate(tls);
  tls?.leave(['options', 'frontendValidation'], 'further settings of TLS');
  tls?.done();
  const admits = readAllowed(fields, draft, own);
  fields.done();
  const protocol = protocols.get(word);
  if (port === undefined || protocol === undefined) {
    fields.notes.add(fields.path, fields.span, `a listener for \`${word}\``);
    return [];
  }
  const passes = mode === 'Passthrough';
  const certificate = named ?? (protocol === 'https' && !passes ? unnamedCertificate(fields, draft, name) : undefined);
  addPort(draft, port, name, protocol, passes ? undefined : certificate, fields);
  const traffic = protocol === 'tcp' ? 'tcp' : protocol === 'tls' ? (passes ? 'tls' : 'tcp') : 'http';
  return [
    {
      gateway: draft.key,
      name,
      port,
      traffic,
      ...(hostname === undefined || hostname === '' ? {} : { hostname }),
      ...(certificate === undefined || passes ? {} : { certificate }),
      ...(protocol === 'tls' && !passes ? { endsTls: true } : {}),
      admits,
    },
  ];
}

function readCertificate(tls: Fields): string | undefined {
  const [first, ...others] = tls.list('certificateRefs');
  for (const other of others) other.notes.add(other.path, other.span, 'a second certificate');
  if (!first) return undefined;
  const [name, kind] = [first.text('name'), first.text('kind') ?? 'Secret'];
  first.ignore('group');
  first.leave(['namespace'], 'a secret of another namespace: the language looks for it beside the gateway');
  first.done();
  if (kind !== 'Secret') first.notes.add(first.pathOf('kind'), first.span, `a certificate that is a ${kind}`);
  return name;
}

/** What ends TLS has some certificate, wherever the implementation takes it from. */
function unnamedCertificate({ notes, path, span }: Fields, draft: GatewayDraft, listener: string): string {
  const stands = `${draft.name}-${listener || 'tls'}`;
  notes.add(`${path}.tls`, span, `ends TLS without naming a secret: \`${stands}\` stands for its certificate`);
  return stands;
}

function addPort(
  draft: GatewayDraft,
  number: number,
  name: string,
  protocol: Protocol,
  certificate: string | undefined,
  fields: Fields,
): void {
  const known = draft.ports.get(number);
  if (known) return;
  const port: Draft<GatewayPort> = { number, name, protocol, origin: fields.span };
  if (certificate !== undefined) port.certificate = sourced(certificate, fields.span);
  draft.ports.set(number, port);
}

/** `Same` where nothing is said. */
function readAllowed(fields: Fields, draft: GatewayDraft, own: string): Listener['admits'] {
  const allowed = fields.fields('allowedRoutes');
  const namespaces = allowed?.fields('namespaces');
  const from = namespaces?.text('from') ?? 'Same';
  const selector = namespaces?.fields('selector');
  const names = selector && namesOf(selector);
  namespaces?.done();
  const kinds = allowed?.list('kinds').map((one) => one.text('kind') ?? '');
  if (kinds)
    allowed?.leave(['kinds'], 'kinds of routes that may attach: those of the files that may not are left out', 'extra');
  allowed?.done();
  const fits = fromNamespaces(from, names, fields, draft, own);
  return ({ kind, namespace }) => (!kinds || kinds.length === 0 || kinds.includes(kind)) && fits(namespace);
}

function fromNamespaces(
  from: string,
  names: readonly string[] | undefined,
  fields: Fields,
  draft: GatewayDraft,
  own: string,
): (namespace: string) => boolean {
  if (from === 'All') {
    open(draft, 'all', fields);
    return () => true;
  }
  if (from === 'Selector' && names) {
    open(draft, names, fields);
    return (namespace) => names.includes(namespace);
  }
  if (from === 'Selector') {
    open(draft, 'all', fields);
    fields.notes.add(
      `${fields.path}.allowedRoutes.namespaces.selector`,
      fields.span,
      'namespaces chosen by their labels: taken as all',
    );
    return () => true;
  }
  return (namespace) => namespace === own;
}

/** A gateway is open to whom any of its listeners is. */
function open(draft: GatewayDraft, to: 'all' | readonly string[], { span }: Fields): void {
  const known = draft.openTo?.value ?? [];
  const all = known === 'all' || to === 'all' ? 'all' : [...new Set([...known, ...to])].sort();
  draft.openTo = sourced(all, draft.openTo?.origin ?? span);
}

/** `kubernetes.io/metadata.name` is a namespace's own name. */
function namesOf(selector: Fields): readonly string[] | undefined {
  const label = selector.map('matchLabels')?.['kubernetes.io/metadata.name'];
  const lists = selector.list('matchExpressions').map((one) => {
    const [key, operator] = [one.text('key'), one.text('operator')];
    const values = one.texts('values').map(({ value }) => value);
    one.done();
    return key === 'kubernetes.io/metadata.name' && operator === 'In' ? values : undefined;
  });
  selector.done();
  if (label !== undefined) return [label];
  return lists.length === 1 ? lists[0] : undefined;
}
