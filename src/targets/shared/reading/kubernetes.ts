// Kubernetes Services → what is known of services beforehand: ports with their protocols. Nothing about traffic stands in them.
import type { Port, Protocol, Service } from '../../../model/index.ts';
import { Fields } from './fields.ts';
import type { InputObject } from './objects.ts';
import { Notes } from './residue.ts';

/** Undefined for Services that no mesh can call by name. */
export function kubernetesService(object: InputObject, clusterDomain: string): Service | undefined {
  const { namespace, name, origin, root } = object;
  const spec = new Fields(root, '', origin, new Notes()).fields('spec');
  if (name === '' || spec?.text('type') === 'ExternalName') return undefined;
  return {
    kind: 'service',
    key: `${namespace}/${name}`,
    namespace,
    name,
    origin,
    host: `${name}.${namespace}.svc.${clusterDomain}`,
    inCluster: true,
    addresses: [],
    ports: (spec?.list('ports') ?? []).flatMap(servicePort),
    versions: [],
    traffic: {},
    calls: [],
  };
}

function servicePort(fields: Fields): readonly Port[] {
  const number = fields.number('port');
  if (number === undefined || fields.text('protocol') === 'UDP') return [];
  const name = fields.text('name') ?? '';
  const known = protocolByName(fields.text('appProtocol') ?? '') ?? protocolByName(name);
  const protocol = known ?? usual(number);
  const port: Port = {
    number,
    name: name || `${protocol}-${number}`,
    named: name !== '',
    protocol,
    traffic: {},
    origin: fields.span,
  };
  if (known === undefined) guessed.add(port);
  return [port];
}

/** Ports whose protocol the Service does not say: their users do. */
const guessed = new WeakSet<Port>();
export const isGuessed = (port: Port): boolean => guessed.has(port);

const usual = (number: number): Protocol => (number === 443 ? 'https' : 'http');

const protocols: readonly Protocol[] = ['http', 'http2', 'grpc', 'https', 'tls', 'tcp', 'mongo', 'redis', 'mysql'];

/** By the part before the first `-`, as Istio reads port names. */
export function protocolByName(name: string): Protocol | undefined {
  const word = (name.split('-')[0] ?? '').toLowerCase();
  if (word === 'kubernetes.io/h2c' || name === 'kubernetes.io/h2c') return 'http2';
  return protocols.find((protocol) => protocol === word);
}
