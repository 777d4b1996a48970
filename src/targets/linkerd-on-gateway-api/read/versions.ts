// Services that stand for versions.
import { Fields, type Gathering, type InputObject, standsFor } from '../../shared/reading/index.ts';

export type Versions = ReadonlyMap<
  string,
  { readonly namespace: string; readonly name: string; readonly version: string }
>;

export function readVersions(objects: readonly InputObject[], gathering: Gathering): Versions {
  const found = new Map<string, { namespace: string; name: string; version: string }>();
  for (const { namespace, name, root, origin, notes } of objects) {
    const spec = new Fields(root, '', origin, notes).fields('spec');
    const stands = standsFor(gathering, namespace, name, spec?.map('selector'));
    if (!stands) continue;
    const { service } = stands;
    const version = gathering.version(service, stands.version, origin, stands.labels).name;
    found.set(`${namespace}/${name}`, { namespace, name: service.name, version });
    if (!hasPorts(spec, service.ports)) notes.add('spec.ports', origin, `${name} has not the ports of its service`);
    else if (!hasNames(spec, service.ports))
      notes.add('spec.ports[]', origin, `${name} has ports of other names or protocols than its service`, 'extra');
  }
  return found;
}

/** A version is reached at the ports of its service; of protocols Linkerd knows two by name and takes any other for a plain connection. */
function hasPorts(spec: Fields | undefined, known: ReadonlyMap<number, { readonly target?: number }>): boolean {
  const listed = (spec?.list('ports') ?? []).map((port) => ({
    number: port.number('port') ?? 0,
    target: port.number('targetPort'),
    protocol: port.text('appProtocol') ?? 'http',
  }));
  return (
    listed.length === known.size &&
    new Set(listed.map(({ number }) => number)).size === known.size &&
    listed.every(
      ({ number, target, protocol }) =>
        known.has(number) &&
        known.get(number)?.target === target &&
        (protocol === 'http' || protocol === 'kubernetes.io/h2c'),
    )
  );
}

/** Names are for people; what a port speaks Linkerd finds out where it is not said. */
const hasNames = (
  spec: Fields | undefined,
  known: ReadonlyMap<number, { readonly name: string; readonly protocol?: string | undefined }>,
): boolean =>
  (spec?.list('ports') ?? []).every((port) => {
    const own = known.get(port.number('port') ?? 0);
    const isCall = own?.protocol === 'grpc' || own?.protocol === 'http2';
    return own?.name === port.text('name') && isCall === (port.text('appProtocol') === 'kubernetes.io/h2c');
  });
