// The settings of a rule → filters, timeouts and retries of an HTTPRoute's rule; what has no form is refused at the setting.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Mirror, Retry, Settings, Sourced } from '../../../model/index.ts';
import {
  apiDuration,
  backendOf,
  type Filter,
  type FromSettings,
  type Home,
  type HttpMatch,
  headerFilters,
  type PathModifier,
  prefixModifier,
  type RoutePlanRule,
  refuse,
} from '../../shared/gateway-routes/index.ts';
import { takesNoAttempts } from '../supports.ts';
import { has, type VersionContext } from './channel.ts';

/** For matches that need different path modifiers this is asked once for each. */
export function settingsOf(context: VersionContext, home: Home, settings: Settings, match: HttpMatch): FromSettings {
  refuseFaults(context, settings);
  const filters = [
    ...headerFilters(context, settings),
    ...mirrorFilter(context, home, settings.mirror),
    ...corsFilter(context, settings),
    ...rewriteFilter(context, settings, match),
  ];
  const timeouts = timeoutsOf(context, settings);
  const retry = retryOf(context, settings.retry);
  const { name } = settings;
  const named = name && has(context, 'ruleName', name.origin, 'a name', 'name');
  return {
    filters,
    ...(timeouts ? { timeouts } : {}),
    ...(retry ? { retry } : {}),
    ...(name && named ? { name: ruleName(name.value) } : {}),
  };
}

/** What a rule may be called: lower case, digits and dashes. */
const ruleName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'rule';

function refuseFaults(context: VersionContext, { delay, abort }: Settings): void {
  if (delay) refuse(context, delay.origin, '`delay`', 'it has no fault injection');
  if (abort) refuse(context, abort.origin, '`abort`', 'it has no fault injection');
}

function mirrorFilter(context: VersionContext, home: Home, mirror: Sourced<Mirror> | undefined): Filter[] {
  if (!mirror || mirror.value.share === 0) return [];
  const backend = backendOf(context, home, mirror.value.to, mirror.origin);
  if (!backend) return [];
  if (mirror.value.share === 1_000_000) return [{ type: 'RequestMirror', backend }];
  if (!has(context, 'mirrorFraction', mirror.origin, 'a mirror of a share', 'requestMirror.fraction')) return [];
  return [{ type: 'RequestMirror', backend, fraction: { numerator: mirror.value.share, denominator: 1_000_000 } }];
}

function corsFilter(context: VersionContext, { cors }: Settings): Filter[] {
  if (!cors || !has(context, 'cors', cors.origin, '`cors`', 'filters.cors')) return [];
  const { origins, methods, headers, expose, maxAge, credentials } = cors.value;
  const listed = origins.map(({ operator, value }) => (operator === 'equals' ? value : withWildcards(operator, value)));
  if (!isWritable(listed, context.version))
    refuse(
      context,
      cors.origin,
      'these origins',
      'each has a scheme and a host, `*` for its first part, or is all there are',
    );
  return [
    {
      type: 'CORS',
      cors: {
        allowOrigins: listed.filter((one) => one !== undefined),
        allowMethods: methods,
        allowHeaders: headers,
        exposeHeaders: expose,
        ...(maxAge === undefined ? {} : { maxAge: Math.round(maxAge / 1000) }),
        ...(credentials === undefined ? {} : { allowCredentials: credentials }),
      },
    },
  ];
}

/** The form that the schemas of all versions take; `*` alone came with 1.4. */
function isWritable(origins: readonly (string | undefined)[], version: string): origins is readonly string[] {
  if (origins.length === 1 && origins[0] === '*') return version !== '1.3';
  return origins.every((one) => one !== undefined && /^https?:\/\/((\*\.)?([-\w]+\.)*[-\w]+|\*)(:\d{1,5})?$/.test(one));
}

/** `https://.*\\.example\\.com` is `https://*.example.com`; of other expressions nothing is said. */
function withWildcards(operator: string, pattern: string): string | undefined {
  if (operator !== 'matches' || !/^(?:\.\*|\\[^A-Za-z0-9]|[^\\.*+?()[\]{}|^$])+$/.test(pattern)) return undefined;
  return pattern.replace(/\.\*|\\(.)/g, (_, plain: string | undefined) => plain ?? '*');
}

function rewriteFilter(context: VersionContext, { rewritePath, rewriteHost }: Settings, match: HttpMatch): Filter[] {
  const path = rewritePath ? pathModifier(context, rewritePath, match) : undefined;
  if (!path && !rewriteHost) return [];
  return [{ type: 'URLRewrite', ...(rewriteHost ? { hostname: rewriteHost.value } : {}), ...(path ? { path } : {}) }];
}

function pathModifier(
  context: VersionContext,
  { value, origin }: NonNullable<Settings['rewritePath']>,
  match: HttpMatch,
): PathModifier | undefined {
  switch (value.kind) {
    case 'path':
      return { type: 'ReplaceFullPath', replaceFullPath: value.to };
    case 'prefix': {
      const modifier = prefixModifier(match, value.from, value.to);
      if (!modifier)
        return refused(context, origin, 'this prefix rewrite', 'the rule matches no prefix that could be replaced');
      if (takesRoot(match) && value.to !== '/')
        context.report.add(catalogue.gatewayApi.rootPrefix, origin, { to: value.to });
      return modifier;
    }
    case 'regex':
      return refused(context, origin, 'a rewrite by regular expression', 'it replaces a prefix or the whole path');
  }
}

const takesRoot = ({ path }: HttpMatch): boolean => !path || (path.type === 'PathPrefix' && path.value === '/');

function refused(
  context: VersionContext,
  origin: Parameters<typeof refuse>[1],
  construct: string,
  reason: string,
): undefined {
  refuse(context, origin, construct, reason);
  return undefined;
}

function timeoutsOf(context: VersionContext, { timeout, retry }: Settings): RoutePlanRule['timeouts'] {
  const perTry = retry && retry.value !== 'never' ? retry.value.perTry : undefined;
  if (!timeout && perTry === undefined) return undefined;
  const origin = (timeout ?? retry)?.origin as NonNullable<typeof timeout>['origin'];
  if (!has(context, 'timeouts', origin, '`timeout`', 'timeouts')) return undefined;
  return {
    ...(timeout ? { request: timeout.value === 'none' ? '0s' : apiDuration(timeout.value) } : {}),
    ...(perTry === undefined ? {} : { backendRequest: apiDuration(perTry) }),
  };
}

/** The codes that every implementation retries on. */
function serverErrors({ report }: VersionContext, origin: Sourced<Retry>['origin']): readonly number[] {
  report.add(catalogue.gatewayApi.retryCodes, origin, {});
  return [500, 502, 503, 504];
}

function retryOf(context: VersionContext, retry: Sourced<Retry | 'never'> | undefined): RoutePlanRule['retry'] {
  if (!retry || !has(context, 'retry', retry.origin, '`retry`', 'retry')) return undefined;
  if (retry.value === 'never') {
    if (takesNoAttempts(context.version)) return { attempts: 0, codes: [] };
    return refused(context, retry.origin, '`retry never`', 'its attempts begin with 1 since 1.6');
  }
  const words = retry.value.on.filter((condition) => typeof condition !== 'number');
  const codes = new Set(retry.value.on.filter((condition) => typeof condition === 'number'));
  for (const word of words) {
    if (word === 'gateway-error') for (const code of [502, 503, 504]) codes.add(code);
    else if (word === '5xx') for (const code of serverErrors(context, retry.origin)) codes.add(code);
    else if (word !== 'connect-failure' && word !== 'reset')
      refuse(context, retry.origin, `\`retry … on ${word}\``, 'it retries by status code and connection errors');
  }
  return { attempts: retry.value.attempts, codes: [...codes].sort((a, b) => a - b) };
}
