// Hosts outside that two declarations cover, one by a wildcard: the more specific one wins. (The same host twice is an error of its
// own, found when names are checked.)
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { makeRequest, requestText, sampleHost, wildcardsOver } from '../../meaning/index.ts';
import type { Egress, Service, Sourced } from '../../model/index.ts';
import type { Facts } from '../facts.ts';

interface Claim {
  readonly owner: Service | Egress;
  readonly host: Pick<Sourced<string>, 'value' | 'origin'>;
}

export function* overlappingHosts({ mesh }: Facts): Generator<Diagnostic> {
  const outside = mesh.services.filter((service) => !service.inCluster);
  const claims: readonly Claim[] = [
    ...outside.map((owner) => ({ owner, host: { value: owner.host, origin: owner.origin } })),
    ...mesh.egresses.flatMap((owner) => owner.hosts.map((host) => ({ owner, host }))),
  ];
  const wildcards = Map.groupBy(
    claims.map((claim, at) => ({ claim, at })).filter(({ claim }) => claim.host.value.startsWith('*')),
    ({ claim }) => claim.host.value,
  );
  if (wildcards.size === 0) return;
  for (const claim of claims) {
    const over = wildcardsOver(claim.host.value, wildcards).flatMap((pattern) => wildcards.get(pattern) ?? []);
    const covering = over.sort((a, b) => a.at - b.at).find((wildcard) => overlap(claim, wildcard.claim));
    if (covering) yield report(claim, covering.claim);
  }
}

const overlap = (claim: Claim, wildcard: Claim): boolean =>
  claim.owner !== wildcard.owner && commonPort(claim, wildcard) !== undefined;

const commonPort = ({ owner }: Claim, other: Claim): number | undefined =>
  owner.ports.find((port) => other.owner.ports.some((one) => one.number === port.number))?.number;

function report(claim: Claim, wildcard: Claim): Diagnostic {
  const { owner, host } = claim;
  const request = makeRequest({
    address: { kind: owner.kind, target: owner.key },
    port: commonPort(claim, wildcard)!,
    host: sampleHost(host.value),
  });
  const parameters = {
    host: host.value,
    wildcard: wildcard.host.value,
    owner: `${wildcard.owner.kind} ${wildcard.owner.key}`,
  };
  const related = [{ span: wildcard.host.origin, message: 'the wildcard' }];
  return diagnose(catalogue.analysis.overlappingHosts, host.origin, parameters, {
    related,
    witness: requestText(request),
  });
}
