// Routes of Gateway API, for every target that writes them: rules → a plan of routes → documents, by the dialect of whoever reads them.
export { backendOf, type Home, versionName } from './backend.ts';
export { type Context, contextOf, type Dialect, type FromSettings, refuse } from './context.ts';
export { apiDuration } from './duration.ts';
export { matchesText } from './expression.ts';
export { headerFilters } from './header-filters.ts';
export { type Intersection, intersection } from './intersection.ts';
export { lowerRoute } from './mesh-routes.ts';
export { plainRoutes } from './plain-routes.ts';
export type {
  Annotations,
  Filter,
  GatewayPlan,
  HttpMatch,
  Listener,
  ParentReference,
  PathModifier,
  Plan,
  ReferenceGrantPlan,
  RouteKind,
  RoutePlan,
  RoutePlanRule,
  SecretName,
} from './plan.ts';
export type { OrderReason, Precedence } from './precedence.ts';
export { prefixModifier } from './prefix-modifier.ts';
export { allLast, compareGrpc, compareRest, published } from './published.ts';
export { kindFor, requestRoutes, schemed } from './request-routes.ts';
export { requestRules } from './request-rules.ts';
export { importOf } from './service-import.ts';
export { versionServices } from './version-services.ts';
export { object, writeRoutes } from './write.ts';
