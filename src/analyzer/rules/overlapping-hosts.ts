// Hosts outside that two declarations cover, one by a wildcard: the more specific one wins. (The same host twice is an error of its
// own, found when names are checked.)
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { isInside, makeRequest, requestText, sampleHost } from '../../meaning/index.ts';
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
  const wildcards = claims.filter(({ host }) => host.value.startsWith('*'));
  for (const claim of claims) {
    const covering = wildcards.find((wildcard) => overlap(claim, wildcard));
    if (covering) yield report(claim, covering);
  }
}

const overlap = (claim: Claim, wildcard: Claim): boolean =>
  claim.owner !== wildcard.owner &&
  isInside(claim.host.value, wildcard.host.value) &&
  commonPort(claim, wildcard) !== undefined;

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
