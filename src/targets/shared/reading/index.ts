export { anyOf, isAlike, isNever, keyOf, never, textTest } from './conditions.ts';
export { forCallers, restOf } from './consumers.ts';
export { type Explicit, leftToDefaults } from './explicit.ts';
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
export { headerChanges, removedHeaders } from './header-filter.ts';
export { isGuessed, kubernetesService, protocolByName } from './kubernetes.ts';
export { isForLinkerd } from './linkerd-routes.ts';
export { type InputObject, metadataReason, objectsOf, readObject, serverSide, specOf } from './objects.ts';
export { alternatives, isRe2, literalOf, matchesText, unanchored, ungrouped } from './pattern.ts';
export { pseudoHeader } from './pseudo-header.ts';
export { type Assumption, Notes, type ReadObject, type Residue } from './residue.ts';
export {
  PORT_OF_REQUEST,
  pathRewrite,
  type Rewrite,
  readRedirect,
  readRewrite,
  redirectAsRead,
  rewriteAsRead,
} from './rewrite.ts';
export { type RuleCall, takesAll } from './rule-call.ts';
export { quotedMatch, readText, type StringMatch, testOf } from './string-match.ts';
export { objectWord, versionName, withoutScheme } from './told-apart.ts';
export { durationOf, shareOf } from './units.ts';
export { standsFor } from './version-service.ts';
export { isForeseen, metadataWithoutForm, type WithoutForm } from './without-form.ts';
