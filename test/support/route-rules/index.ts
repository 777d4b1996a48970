// An independent little interpreter of RouteRules, DestinationPolicies, EgressRules and Ingresses of Istio 0.1–0.8, in both envelopes: reads YAML as Pilot
// does (unknown fields and invalid rules are rejected), decides requests as Envoy under that Pilot does. Written from the
// formats' description; shares no code with the target.
export { oldDifference } from './compare.ts';
export { type Decision, decideInMesh, policyFor, type SimulatedRequest, type SourceWorkload } from './decide.ts';
export { decideAtIngress, readIngresses } from './ingress.ts';
export { type OldConfig, type OldRule, type OldVersion, readOldConfig } from './read.ts';
