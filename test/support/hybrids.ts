// Random hybrids: programs whose services stand behind Envoy or Linkerd as chance has it, their output, and the calls of their Linkerd workloads.
import { type Diagnostic, Report } from '../../src/diagnostics/index.ts';
import { type Document, writeYaml } from '../../src/documents/index.ts';
import type { DataPlane, Mesh } from '../../src/model/index.ts';
import { callsLeftToCallees, chooseTarget, type TargetChoice } from '../../src/targets/index.ts';
import type { Asked } from './linkerd-meaning.ts';
import { calleeByHost, makeRequest, workloadOf } from './meaning.ts';
import { type Random, randomOf } from './random.ts';

export interface BuiltHybrid {
  readonly mesh: Mesh;
  readonly documents: readonly Document[];
  readonly errors: readonly Diagnostic[];
  /** linkerd.yaml of the nodes. */
  readonly node: string | undefined;
  readonly left: ReadonlySet<string>;
}

export function buildHybrid(mesh: Mesh, target = 'envoy@1.40'): BuiltHybrid {
  const choice = chooseTarget(target) as TargetChoice;
  const report = new Report();
  const documents = choice.platform.build(mesh, { version: choice.version, report });
  const node = documents.find(({ path }) => path.endsWith('/l5d.yaml'));
  return {
    mesh,
    documents,
    errors: report.sorted().filter(({ severity }) => severity === 'error'),
    node: node && writeYaml([node]),
    left: callsLeftToCallees(choice, mesh, new Report()),
  };
}

/** Each service behind one of both; at least one behind Linkerd. */
export function withProxies(mesh: Mesh, seed: number): Mesh {
  const random = randomOf(seed * 31);
  const planes: readonly DataPlane[] = [{ proxy: 'envoy' }, { proxy: 'linkerd', version: '1.7' }];
  const sure = random.below(mesh.services.length);
  return {
    ...mesh,
    services: mesh.services.map((service, at) => ({
      ...service,
      proxy: {
        value: at === sure ? (planes[1] as DataPlane) : random.pick(planes),
        origin: service.origin,
        level: 'service',
      },
    })),
  };
}

export const linkerdsOf = (mesh: Mesh) => mesh.services.filter(({ proxy }) => proxy?.value.proxy === 'linkerd');

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];
const PATHS = [
  '/',
  '/a',
  '/a/b',
  '/a/b/c',
  '/a/b/c/d',
  '/a/x',
  '/ab',
  '/ab/c',
  '/api',
  '/api/v1',
  '/api/v1/x.css',
  '/u/42',
];
const MORE_PATHS = ['/a.b', '/A', '/A/z', '/u/42/x', '/u/4', '/zzz', '/a%2Fb', '/api/v10'];

/** Requests of one Linkerd workload to everything that the mesh declares, as they go over the wire. */
export function callsThroughLinkerd({ mesh, node }: BuiltHybrid, random: Random, each = 8): readonly Asked[] {
  const caller = random.pick(linkerdsOf(mesh));
  const source = workloadOf(mesh, caller.key, caller.versions[0]?.name);
  return mesh.services.flatMap((callee) =>
    callee.ports
      .filter(({ protocol }) => protocol === 'http')
      .flatMap((port) =>
        random.times(each, each, () => {
          const near = callee.namespace === caller.namespace ? [callee.name] : [];
          const host = random.pick([callee.host, `${callee.name}.${callee.namespace}`, ...near]);
          const raw = {
            method: random.pick(METHODS),
            host: random.chance(0.9) || callee.ports.length > 1 ? `${host}:${port.number}` : host.toUpperCase(),
            path: random.pick([...PATHS, ...MORE_PATHS]),
          };
          const found = calleeByHost(mesh, host, source);
          const address = found ? { kind: found.kind, target: found.key } : ({ kind: 'undeclared' } as const);
          const request = makeRequest({ ...raw, host, scheme: 'http', port: port.number, source, address });
          return { mesh, yaml: node ?? '', port: 4140, raw, request };
        }),
      ),
  );
}
