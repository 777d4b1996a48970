export { anyOf, isNever, keyOf, never, textTest } from './conditions.ts';
export { Fields, type Item } from './fields.ts';
export {
  type CalleeDrafts,
  type Draft,
  type EgressDraft,
  type GatewayDraft,
  Gathering,
  type PortDraft,
  type ServiceDraft,
  sourced,
} from './gathering.ts';
export { kubernetesService, protocolByName } from './kubernetes.ts';
export { type InputObject, objectsOf, readObject, specOf } from './objects.ts';
export { alternatives, isRe2, literalOf, matchesText, unanchored, ungrouped } from './pattern.ts';
export { type Assumption, Notes, type ReadObject, type Residue } from './residue.ts';
export { durationOf, shareOf } from './units.ts';
