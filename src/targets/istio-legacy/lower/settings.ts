// The settings of a rule → fields of a RouteRule, except rewrites (which depend on the match) and names. Every setting that has no field
// becomes a finding at its place.
import { catalogue, type Extras } from '../../../diagnostics/index.ts';
import type { Cors, Mirror, Retry, Settings, Sourced } from '../../../model/index.ts';
import { MILLION, percentText } from '../../../model/index.ts';
import type { CorsPolicy, RouteRule } from '../plan.ts';
import { labelsAllowed } from './branches.ts';
import { allows, type Lowering, referenceTo, refuse } from './lowering.ts';

export type SettingFields = Pick<
  RouteRule,
  'timeout' | 'retries' | 'delay' | 'abort' | 'mirror' | 'cors' | 'appendHeaders' | 'websocketUpgrade'
>;

/** The fields of all settings that have one. Old Envoys neither retry nor time out unasked, so `never` and `none` need no field. */
export function settingFields(at: Lowering, settings: Settings): SettingFields {
  const timeout = settings.timeout;
  // A Linkerd that is installed along gets the time limits of rules in its own configuration.
  const concerned = at.install ? at.readers.filter(({ reader }) => reader.startsWith('envoy')) : at.readers;
  return {
    ...(timeout &&
    timeout.value !== 'none' &&
    allows(at, 'timeout', timeout.origin, 'a timeout', broughtBy(timeout), concerned)
      ? { timeout: timeout.value }
      : {}),
    ...retryFields(at, settings.retry),
    ...faultFields(at, settings),
    ...mirrorFields(at, settings.mirror),
    ...corsFields(at, settings.cors),
    ...headerFields(at, settings),
    ...(settings.websocket?.value && allows(at, 'websocket', settings.websocket.origin, 'websocket')
      ? { websocketUpgrade: true }
      : {}),
  };
}

/** Which policy brought a setting that is written somewhere else. */
const broughtBy = ({ policy }: Sourced<unknown>): Extras =>
  policy === undefined ? {} : { hint: `the policy \`${policy}\` brings it` };

/** Conditions that Envoy's `5xx` includes; old Pilots always write `5xx,connect-failure,refused-stream`. */
const IN_5XX = new Set<unknown>(['5xx', 'gateway-error', 'connect-failure', 'refused-stream', 'reset']);

function retryFields(at: Lowering, retry: Sourced<Retry | 'never'> | undefined): Pick<SettingFields, 'retries'> {
  if (!retry || retry.value === 'never') return {};
  const { attempts, perTry, on } = retry.value;
  if (!allows(at, 'retry', retry.origin, 'retries', broughtBy(retry))) return {};
  if (on.length > 0 && (!on.includes('5xx') || !on.every((condition) => IN_5XX.has(condition)))) {
    at.report.add(
      catalogue.legacy.retryConditions,
      retry.origin,
      { conditions: on.join(', '), target: at.target },
      broughtBy(retry),
    );
  }
  if (perTry === undefined) {
    at.report.add(catalogue.legacy.retryWithoutTimeout, retry.origin, { target: at.target }, broughtBy(retry));
    return {};
  }
  return { retries: { attempts, perTryTimeout: perTry } };
}

function faultFields(at: Lowering, { delay, abort }: Settings): Pick<SettingFields, 'delay' | 'abort'> {
  const delayed = delay && wholePercent(at, 'delay', delay) && allows(at, 'delay', delay.origin, 'a delay');
  const aborted = abort && wholePercent(at, 'abort', abort) && allows(at, 'abort', abort.origin, 'an abort');
  return {
    ...(delayed && delay.value.share > 0
      ? { delay: { percent: (delay.value.share * 100) / MILLION, fixedDelay: delay.value.duration } }
      : {}),
    ...(aborted && abort.value.share > 0
      ? { abort: { percent: (abort.value.share * 100) / MILLION, httpStatus: abort.value.status } }
      : {}),
  };
}

function wholePercent(at: Lowering, setting: string, { value, origin }: Sourced<{ readonly share: number }>): boolean {
  if (value.share % (MILLION / 100) === 0) return true;
  at.report.add(catalogue.legacy.fractionalPercent, origin, {
    setting,
    percent: percentText(value.share),
    target: at.target,
  });
  return false;
}

function mirrorFields(at: Lowering, mirror: Sourced<Mirror> | undefined): Pick<SettingFields, 'mirror'> {
  if (!mirror || !allows(at, 'mirror', mirror.origin, 'a mirror')) return {};
  const { share, to } = mirror.value;
  const service = at.services.get(to.target);
  if (share !== MILLION)
    refuse(at, mirror.origin, `a mirror of ${percentText(share)}`, 'it always mirrors every request of the rule');
  if (to.kind === 'egress' || !service) {
    refuse(at, mirror.origin, 'a mirror to an egress', 'it mirrors to services of the mesh only');
    return {};
  }
  const version = service.versions.find(({ name }) => name === to.version);
  if (version && !labelsAllowed(at, version)) return {};
  return { mirror: { service: referenceTo(service), labels: version?.labels ?? {} } };
}

/** Upstream's fixed set. */
const CORS_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);

function corsFields(at: Lowering, cors: Sourced<Cors> | undefined): Pick<SettingFields, 'cors'> {
  if (!cors || !allows(at, 'cors', cors.origin, 'cors')) return {};
  const { origins, methods, headers, expose, maxAge, credentials } = cors.value;
  if (origins.some(({ operator }) => operator !== 'equals')) {
    refuse(at, cors.origin, 'a pattern as the origin of cors', 'it compares origins as a whole');
  }
  const method = methods.find((one) => !CORS_METHODS.has(one));
  if (method) refuse(at, cors.origin, `cors for ${method}`, `it knows ${[...CORS_METHODS].join(', ')} only`);
  if (maxAge !== undefined && maxAge % 1000 !== 0)
    refuse(at, cors.origin, 'fractions of a second in `max-age`', 'it counts seconds');
  const policy: CorsPolicy = {
    allowOrigin: origins.map(({ value }) => value),
    allowMethods: methods,
    allowHeaders: headers.map((name) => name.toLowerCase()),
    exposeHeaders: expose.map((name) => name.toLowerCase()),
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(credentials === undefined ? {} : { allowCredentials: credentials }),
  };
  return { cors: policy };
}

function headerFields(at: Lowering, { headers = [] }: Settings): Pick<SettingFields, 'appendHeaders'> {
  const added: Record<string, string> = {};
  for (const { value, origin } of headers) {
    const construct = `${value.direction} header ${value.operation}`;
    if (value.direction !== 'request' || value.operation !== 'add')
      refuse(at, origin, construct, 'it can only add headers to requests');
    else if (!value.value) refuse(at, origin, 'a header without a value', 'its value must not be empty');
    else if (allows(at, 'request header add', origin, construct)) added[value.header] = value.value;
  }
  return Object.keys(added).length > 0 ? { appendHeaders: added } : {};
}
