// Who sent a request → upstream's `source`, or a finding. Where a Linkerd reads the rules, which ignores the source, only if all its
// callers of the destination fulfil the condition anyway.
import type { FromTest, SourceTest } from '../../../model/index.ts';
import { callersThrough, type ReaderInUse } from '../../shared/rule-readers/index.ts';
import type { Match } from '../plan.ts';
import { allows, type Lowering, referenceTo, refuse } from './lowering.ts';

/** The namespace and name of the one ingress controller that old Istio has. */
const INGRESS = { kind: 'kubernetes', name: 'istio-ingress', namespace: 'istio-system' } as const;

/** `target` is the key of the service whose rules these are; `asked`: an ingress decides by them too, which is nobody's pod. */
export function sourceAlternatives(
  at: Lowering,
  test: FromTest,
  target: string,
  asked: boolean,
): readonly Match[] | undefined {
  const { source } = test;
  const construct = `the condition \`from\``;
  if (source.kind === 'namespace') {
    return refuse(
      at,
      test.origin,
      'from namespace',
      'the source of a rule is a service, and a namespace may hold any number of them',
      {
        hint: 'name the services',
      },
    );
  }
  const feature = source.kind === 'service' ? 'from service' : source.kind === 'pods' ? 'from pods' : 'from gateway';
  const concerned = at.readers.filter(
    (reader) => (asked && at.door === 'linkerd') || !alwaysTrue(at, source, reader, target),
  );
  return allows(at, feature, test.origin, construct, {}, concerned) ? [sourceMatch(at, source)] : undefined;
}

/** Every request that this Linkerd sends to the target fulfils the condition, so that ignoring it changes nothing. */
function alwaysTrue(at: Lowering, source: SourceTest, reader: ReaderInUse, target: string): boolean {
  if (reader.reader.startsWith('envoy')) return false;
  const callers = callersThrough(at.mesh, reader, target);
  return (
    source.kind === 'service' && source.version === undefined && callers.every((caller) => caller === source.service)
  );
}

function sourceMatch(at: Lowering, source: Exclude<SourceTest, { kind: 'namespace' }>): Match {
  if (source.kind === 'pods') return { headers: {}, source: { labels: source.labels } };
  if (source.kind === 'gateway') {
    const host = `istio-ingress.istio-system.svc.${at.mesh.clusterDomain}`;
    return { headers: {}, source: { service: { ...INGRESS, host } } };
  }
  const service = at.services.get(source.service);
  if (!service) return { headers: {} };
  const labels = service.versions.find(({ name }) => name === source.version)?.labels;
  return { headers: {}, source: { service: referenceTo(service), ...(labels ? { labels } : {}) } };
}
