export { dnsLabel, isHttp, isTls, namesOfService, rulesFor, versionService } from './callee.ts';
export { type Relay, relayPort } from './relay.ts';
export { isFrom, namespaceOf, type Viewer, viewersOf } from './viewer.ts';
