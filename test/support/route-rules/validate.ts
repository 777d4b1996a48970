// What Pilot's decoder and validation reject in a rule, as short reasons.
import { type Json, milliseconds, type OldVersion } from './read.ts';

const at = (version: OldVersion): number => Number(version.slice(2));

/** The reasons for which a document of this kind is rejected; none: it is accepted. */
export function ruleProblems(kind: string, spec: Json, version: OldVersion): string[] {
  const found: string[] = [];
  const say = (holds: boolean, problem: string): void => void (holds || found.push(problem));
  try {
    if (kind === 'route-rule' || kind === 'RouteRule') checkRule(spec, version, say);
    else if (kind === 'destination-policy') checkTypedPolicy(spec, version, say);
    else if (kind === 'DestinationPolicy') checkPolicy(spec, version, say);
    else if (kind === 'EgressRule') checkEgress(spec, version, say);
  } catch (error) {
    found.push(String((error as Error).message));
  }
  return found;
}

type Say = (holds: boolean, problem: string) => void;

function fields(value: Json, known: readonly string[], say: Say): void {
  for (const key of Object.keys(value ?? {})) say(known.includes(key), `unknown field ${key}`);
}

const isLabel = (text: unknown): boolean =>
  typeof text === 'string' && /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text);
const isHost = (text: unknown): boolean =>
  typeof text === 'string' && text.length <= 255 && text.split('.').every(isLabel);
const isWild = (text: unknown): boolean =>
  typeof text === 'string' && (text === '*' || isHost(text.replace(/^\*[-.]/, '')));
const isCidr = (text: unknown): boolean => typeof text === 'string' && /^\d+(\.\d+){3}\/\d+$/.test(text);

function checkLabels(labels: Json, say: Say): void {
  for (const [key, value] of Object.entries(labels ?? {}))
    say(/^[-A-Za-z0-9_./]*$/.test(`${key}${value}`) && typeof value === 'string', `label ${key}=${value}`);
}

function checkService(service: Json, version: OldVersion, say: Say): void {
  if (at(version) === 1) {
    say(isHost(service), `host ${service}`);
    return;
  }
  fields(service, ['name', 'namespace', 'domain', 'service', 'labels'], say);
  say((service.name === undefined) !== (service.service === undefined), 'name or service is mandatory, and not both');
  if (service.name !== undefined) say(isLabel(service.name), `name ${service.name}`);
  if (service.service !== undefined) {
    say(isWild(service.service) || isCidr(service.service), `service ${service.service}`);
    say(service.namespace === undefined && service.domain === undefined, 'namespace or domain beside service');
  }
  if (service.namespace !== undefined) say(isLabel(service.namespace), `namespace ${service.namespace}`);
  checkLabels(service.labels, say);
}

function checkRule(spec: Json, version: OldVersion, say: Say): void {
  const own = [
    'destination',
    'precedence',
    'match',
    'route',
    'redirect',
    'rewrite',
    'httpReqTimeout',
    'httpReqRetries',
    'httpFault',
    'l4Fault',
  ];
  const later = [
    ...(at(version) >= 2 ? ['websocketUpgrade'] : []),
    ...(at(version) >= 3 ? ['mirror', 'corsPolicy', 'appendHeaders'] : []),
  ];
  fields(spec, [...own, ...later], say);
  checkService(spec.destination, version, say);
  say(spec.destination?.labels === undefined, 'labels of the destination');
  say(spec.precedence === undefined || Number.isInteger(spec.precedence), 'precedence');
  if (spec.match !== undefined) checkMatch(spec.match, version, say);
  checkBranches(spec.route ?? [], version, say);
  say(!(spec.redirect && (spec.route || spec.httpFault || spec.rewrite)), 'redirect beside route, fault or rewrite');
  for (const part of ['redirect', 'rewrite'])
    if (spec[part]) say(Boolean(spec[part].uri || spec[part].authority), `${part} without uri or authority`);
  if (spec.httpReqTimeout) checkDuration(spec.httpReqTimeout.simpleTimeout?.timeout, say);
  if (spec.httpReqRetries) checkDuration(spec.httpReqRetries.simpleRetry?.perTryTimeout, say);
  if (spec.httpFault) checkFault(spec.httpFault, say);
  say(spec.l4Fault === undefined, 'l4Fault');
  for (const [key, value] of Object.entries(spec.appendHeaders ?? {}))
    say(key === key.toLowerCase() && value !== '', `appendHeaders ${key}`);
  if (spec.mirror) checkService(spec.mirror, version, say);
}

function checkMatch(match: Json, version: OldVersion, say: Say): void {
  const typed = at(version) === 1;
  fields(
    match,
    typed ? ['source', 'sourceTags', 'tcp', 'udp', 'httpHeaders'] : ['source', 'tcp', 'udp', 'request'],
    say,
  );
  if (match.source !== undefined) checkService(match.source, version, say);
  checkLabels(match.sourceTags, say);
  say(match.udp === undefined, 'udp');
  const headers = typed ? match.httpHeaders : match.request?.headers;
  for (const [name, test] of Object.entries(headers ?? {})) {
    say(name === name.toLowerCase() && name !== '', `header name ${name}`);
    const keys = Object.keys(test as object);
    say(keys.length === 1 && ['exact', 'prefix', 'regex'].includes(keys[0] as string), `test of ${name}`);
    say(
      Object.values(test as object).every((value) => typeof value === 'string' && (name !== 'uri' || value !== '')),
      `value of ${name}`,
    );
  }
}

function checkBranches(route: Json, version: OldVersion, say: Say): void {
  for (const branch of route) {
    fields(branch, ['destination', at(version) === 1 ? 'tags' : 'labels', 'weight'], say);
    checkLabels(branch.tags ?? branch.labels, say);
    if (branch.destination !== undefined) checkService(branch.destination, version, say);
    say(
      branch.weight === undefined || (Number.isInteger(branch.weight) && branch.weight >= 0 && branch.weight <= 100),
      'weight',
    );
  }
  const sum = route.reduce((total: number, { weight = 0 }: Json) => total + weight, 0);
  say(route.length === 0 || sum === 100 || (route.length === 1 && sum === 0), `weights make ${sum}`);
}

function checkDuration(text: Json, say: Say): void {
  say(text !== undefined, 'a mandatory duration is missing');
  if (text === undefined) return;
  const ms = milliseconds(text);
  say(ms >= 1 && Number.isInteger(Math.round(ms * 1000) / 1000), `duration ${text}`);
}

function checkFault({ delay, abort, ...rest }: Json, say: Say): void {
  fields(rest, [], say);
  if (delay) {
    fields(delay, ['percent', 'fixedDelay', 'overrideHeaderName'], say);
    checkDuration(delay.fixedDelay, say);
    say(delay.percent >= 0 && delay.percent <= 100, 'percent of a delay');
  }
  if (abort) {
    fields(abort, ['percent', 'httpStatus', 'http2Error', 'overrideHeaderName'], say);
    say(abort.percent >= 0 && abort.percent <= 100, 'percent of an abort');
    say(Number.isInteger(abort.httpStatus) && abort.httpStatus >= 0 && abort.httpStatus <= 600, 'httpStatus');
  }
}

function checkTypedPolicy(spec: Json, version: OldVersion, say: Say): void {
  fields(spec, ['destination', 'policy'], say);
  checkService(spec.destination, version, say);
  for (const policy of spec.policy ?? []) {
    fields(policy, ['tags', 'loadBalancing', 'circuitBreaker'], say);
    checkLabels(policy.tags, say);
    checkPolicyParts(policy, version, say);
  }
}

function checkPolicy(spec: Json, version: OldVersion, say: Say): void {
  fields(spec, ['destination', 'source', 'loadBalancing', 'circuitBreaker'], say);
  checkService(spec.destination, version, say);
  checkPolicyParts(spec, version, say);
}

function checkPolicyParts({ loadBalancing, circuitBreaker }: Json, version: OldVersion, say: Say): void {
  if (loadBalancing)
    say(['ROUND_ROBIN', 'LEAST_CONN', 'RANDOM'].includes(loadBalancing.name), `loadBalancing ${loadBalancing.name}`);
  const breaker = circuitBreaker?.simpleCb;
  if (!breaker) {
    say(circuitBreaker === undefined, 'circuitBreaker without simpleCb');
    return;
  }
  const { sleepWindow, httpDetectionInterval, ...counts } = breaker;
  const known = [
    'maxConnections',
    'httpMaxPendingRequests',
    'httpMaxRequests',
    'httpConsecutiveErrors',
    'httpMaxRequestsPerConnection',
    'httpMaxEjectionPercent',
  ];
  fields(counts, [...known, ...(at(version) >= 3 ? ['httpMaxRetries'] : [])], say);
  for (const [key, value] of Object.entries(counts)) say(Number.isInteger(value) && (value as number) >= 0, key);
  checkDuration(sleepWindow, say);
  checkDuration(httpDetectionInterval, say);
}

function checkEgress(spec: Json, version: OldVersion, say: Say): void {
  fields(spec, ['destination', 'ports'], say);
  fields(spec.destination, ['service'], say);
  const range = isCidr(spec.destination.service);
  say(isWild(spec.destination.service) || range, `service ${spec.destination.service}`);
  say((spec.ports ?? []).length > 0, 'no ports');
  say(!range || at(version) >= 5, 'an address range');
  const seen = new Set<number>();
  for (const { port, protocol, ...rest } of spec.ports ?? []) {
    fields(rest, [], say);
    say(Number.isInteger(port) && port >= 1 && port <= 65535 && !seen.has(port), `port ${port}`);
    seen.add(port);
    const raw = ['tcp', 'mongo'].includes(protocol);
    say(raw || ['http', 'http2', 'grpc', 'https'].includes(protocol), `protocol ${protocol}`);
    say(!range || raw, `${protocol} to an address range`);
  }
}
