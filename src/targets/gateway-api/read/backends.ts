// Backend references → destinations. A Service that the target wrote for a version is that version; one of another namespace needs a grant.
import type { Destination, WeightedDestination } from '../../../model/index.ts';
import { Fields, type Gathering, type InputObject } from '../../shared/reading/index.ts';

export interface Backends {
  /** Undefined, with a note, for what is no Service. */
  readonly destination: (fields: Fields) => Destination | undefined;
  readonly split: (all: readonly Fields[]) => readonly WeightedDestination[];
}
/** `namespace/name` of a Service → the version that it stands for. */
export type VersionServices = ReadonlyMap<string, { readonly target: string; readonly version: string }>;
/** `kind namespace → namespace/name`, name `*` for all. */
export type Grants = ReadonlySet<string>;

export function backendsFor(
  { namespace, kind }: InputObject,
  gathering: Gathering,
  versions: VersionServices,
  grants: Grants,
): Backends {
  const destination = (fields: Fields): Destination | undefined => {
    const [group, what, name] = [fields.text('group') ?? '', fields.text('kind') ?? 'Service', fields.text('name')];
    const space = fields.text('namespace') ?? namespace;
    const port = portIn(fields);
    if (what !== 'Service' || (group !== '' && group !== 'core') || name === undefined) {
      fields.notes.add(fields.path, fields.span, `a backend that is a ${what}`);
      return undefined;
    }
    if (space !== namespace && !isGranted(grants, kind, namespace, space, name))
      fields.notes.add(
        fields.pathOf('namespace'),
        fields.span,
        `no ReferenceGrant among the files lets it name ${space}/${name}`,
        'extra',
      );
    if (port === undefined)
      fields.notes.add(
        fields.pathOf('port'),
        fields.span,
        'a Service without a port, which has no endpoints here',
        'extra',
      );
    const stands = versions.get(`${space}/${name}`);
    const callee = stands ? gathering.services.get(stands.target) : gathering.service(space, name, fields.span);
    if (!callee) return undefined;
    if (port !== undefined) gathering.port(callee, port, protocolOf(kind), fields.span);
    return {
      kind: 'service',
      target: callee.key,
      ...(stands ? { version: stands.version } : {}),
      ...(port === undefined ? {} : { port }),
    };
  };
  return { destination, split: (all) => splitOf(all, destination) };
}

/** Of a port that nothing is known of but who sends to it. */
export function protocolOf(kind: string): 'http' | 'grpc' | 'tls' | 'tcp' {
  if (kind === 'GRPCRoute') return 'grpc';
  return kind === 'TCPRoute' ? 'tcp' : kind === 'TLSRoute' ? 'tls' : 'http';
}

function portIn(fields: Fields): number | undefined {
  const port = fields.number('port');
  if (port === undefined || (Number.isInteger(port) && port > 0 && port < 65_536)) return port;
  fields.notes.add(fields.pathOf('port'), fields.span, `${port} is no port`);
  return undefined;
}

const isGranted = (grants: Grants, kind: string, from: string, to: string, name: string): boolean =>
  grants.has(`${kind} ${from} ${to}/${name}`) || grants.has(`${kind} ${from} ${to}/*`);

function splitOf(all: readonly Fields[], destination: Backends['destination']): readonly WeightedDestination[] {
  const parts = all.flatMap((fields) => {
    const weight = fields.number('weight') ?? 1;
    const to = destination(fields);
    fields.leave(['filters'], 'filters of one part of a split');
    fields.done();
    return to ? [{ destination: to, weight, origin: fields.span }] : [];
  });
  const groups = [...Map.groupBy(parts, (part) => JSON.stringify(part.destination)).values()];
  const joined = groups.map((some) => ({
    ...(some[0] as WeightedDestination),
    weight: some.reduce((sum, { weight }) => sum + weight, 0),
  }));
  const divisor = joined.reduce((sum, { weight }) => gcd(sum, weight), 0);
  if (divisor === 0) return [];
  return joined.length === 1
    ? [{ ...(joined[0] as WeightedDestination), weight: 1 }]
    : joined.map((part) => ({ ...part, weight: part.weight / divisor }));
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Services whose selector is a known service's `app` with labels more. */
export function versionServices(objects: readonly InputObject[], gathering: Gathering): VersionServices {
  const found = new Map<string, { readonly target: string; readonly version: string }>();
  for (const { namespace, name, root, origin, notes } of objects) {
    const spec = new Fields(root, '', origin, notes).fields('spec');
    const { app, ...labels } = spec?.map('selector') ?? {};
    const service = app === undefined ? undefined : gathering.services.get(`${namespace}/${app}`);
    if (!service || !name.startsWith(`${app}-`)) continue;
    const version = gathering.version(service, name.slice(`${app}-`.length), origin, labels).name;
    found.set(`${namespace}/${name}`, { target: service.key, version });
    checkPorts(spec, service.ports, name, notes, origin);
  }
  return found;
}

/** A version is reached at the ports of its service. */
function checkPorts(
  spec: Fields | undefined,
  ports: ReadonlyMap<number, { readonly target?: number }>,
  name: string,
  notes: InputObject['notes'],
  origin: InputObject['origin'],
): void {
  const listed = spec?.list('ports') ?? [];
  if (listed.length !== ports.size) notes.add('spec.ports', origin, `${name} has not the ports of its service`);
  for (const port of listed) {
    const number = port.number('port');
    const target = port.number('targetPort');
    const known = number === undefined ? undefined : ports.get(number);
    if (!known || known.target !== target) notes.add('spec.ports', origin, `${name} has not the ports of its service`);
  }
}

export function grantsOf(objects: readonly InputObject[]): Grants {
  const grants = new Set<string>();
  for (const { namespace, root, origin, notes } of objects) {
    const spec = new Fields(root, '', origin, notes).fields('spec');
    const to = (spec?.list('to') ?? []).map((one) => [one.text('kind') ?? '', one.text('name') ?? '*'] as const);
    for (const from of spec?.list('from') ?? []) {
      const [kind, space] = [from.text('kind') ?? '', from.text('namespace') ?? ''];
      for (const [target, name] of to) if (target === 'Service') grants.add(`${kind} ${space} ${namespace}/${name}`);
    }
  }
  return grants;
}
