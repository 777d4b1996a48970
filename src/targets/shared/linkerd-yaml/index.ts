export {
  accessObjects,
  configMap,
  linkerdYaml,
  metadata,
  type ObjectOf,
  objectsIn,
  podSpec,
  secretFolder,
  serviceObject,
} from './kubernetes.ts';
export { accessLogOf, adminPortOf, splitAddress, type Telemeter, telemetersOf } from './telemeters.ts';
export { LINKERD_VERSIONS, type LinkerdFacts } from './versions.ts';
