// The settings of a rule → filters, timeouts, and the annotations of its route; what Linkerd does not do is refused at the setting.
import type { Retry, RetryCondition, Rule, Settings, Sourced } from '../../../model/index.ts';
import {
  type Annotations,
  apiDuration,
  type Context,
  type FromSettings,
  type Home,
  type HttpMatch,
  headerFilters,
  type RouteKind,
  refuse,
} from '../../shared/gateway-routes/index.ts';
import { hasAnnotations } from '../supports.ts';

interface VersionContext extends Context {
  readonly version: string;
}

const GRPC_STATUS: ReadonlySet<RetryCondition> = new Set([
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
]);

/** A GRPCRoute retries by gRPC status, and answers keep their headers. */
export function suits(kind: RouteKind, { action, settings }: Rule): boolean {
  if (kind !== 'GRPCRoute') return true;
  const { retry, headers = [] } = settings;
  const on = retry && retry.value !== 'never' ? retry.value.on : [];
  return (
    action.kind !== 'redirect' &&
    on.every((word) => GRPC_STATUS.has(word)) &&
    headers.every(({ value }) => value.direction === 'request')
  );
}

export function settingsOf(context: VersionContext, home: Home, settings: Settings, _: HttpMatch): FromSettings {
  refuseForeign(context, settings);
  const { name } = settings;
  const timeouts = timeoutsOf(context, settings);
  const annotations = annotationsOf(context, home, settings);
  return {
    filters: headerFilters(context, settings),
    ...(timeouts ? { timeouts } : {}),
    ...(annotations ? { annotations } : {}),
    ...(name ? { label: labelOf(name.value) } : {}),
  };
}

/** What an object may be called. */
export const labelOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'rule';

function refuseForeign(context: VersionContext, settings: Settings): void {
  const { delay, abort, mirror, cors, rewritePath, rewriteHost, headers = [] } = settings;
  const drops = 'it does not know the filter and would drop the whole route';
  if (delay) refuse(context, delay.origin, '`delay`', 'it has no fault injection');
  if (abort) refuse(context, abort.origin, '`abort`', 'it has no fault injection');
  if (mirror && mirror.value.share > 0) refuse(context, mirror.origin, '`mirror`', drops);
  if (cors) refuse(context, cors.origin, '`cors`', drops);
  if (rewritePath) refuse(context, rewritePath.origin, '`rewrite`', drops);
  if (rewriteHost) refuse(context, rewriteHost.origin, '`rewrite host`', drops);
  const response = headers.find(({ value }) => value.direction === 'response');
  if (response && !hasAnnotations(context.version))
    refuse(context, response.origin, '`response header`', 'its own HTTPRoute changes the request instead before 2.16');
}

/** Before there were annotations: in the rule. */
function timeoutsOf({ version }: VersionContext, { timeout }: Settings): FromSettings['timeouts'] {
  if (!timeout || timeout.value === 'none' || hasAnnotations(version)) return undefined;
  return { request: apiDuration(timeout.value) };
}

function annotationsOf(context: VersionContext, home: Home, { timeout, retry }: Settings): Annotations | undefined {
  const retried = retry && retry.value !== 'never' ? retryOf(context, home, retry as Sourced<Retry>) : {};
  const limited =
    timeout && timeout.value !== 'none' && hasAnnotations(context.version)
      ? { 'timeout.linkerd.io/request': unitText(timeout.value) }
      : {};
  const all = { ...limited, ...retried };
  return Object.keys(all).length === 0 ? undefined : all;
}

function retryOf(context: VersionContext, home: Home, { value, origin }: Sourced<Retry>): Annotations {
  if (!hasAnnotations(context.version)) {
    refuse(context, origin, '`retry`', 'before 2.16 it retries by ServiceProfiles, which take the place of routes');
    return {};
  }
  const grpc = home.kind === 'GRPCRoute';
  const words = value.on.map((word) => (grpc ? `${word}` : statusText(word)));
  const foreign = value.on.find((_, at) => words[at] === undefined);
  if (foreign !== undefined)
    refuse(context, origin, `\`retry … on ${foreign}\``, 'it retries by the status of answers');
  return {
    ...(words.length === 0 ? {} : { [`retry.linkerd.io/${grpc ? 'grpc' : 'http'}`]: [...new Set(words)].join(',') }),
    'retry.linkerd.io/limit': `${value.attempts}`,
    ...(value.perTry === undefined ? {} : { 'retry.linkerd.io/timeout': unitText(value.perTry) }),
  };
}

function statusText(word: RetryCondition): string | undefined {
  if (typeof word === 'number') return `${word}`;
  if (word === '5xx' || word === 'gateway-error') return word;
  return word === 'retriable-4xx' ? '409' : undefined;
}

/** A number and one unit. */
export function unitText(ms: number): string {
  for (const [unit, size] of [
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ] as const)
    if (ms % size === 0 && ms > 0) return `${ms / size}${unit}`;
  return `${ms}ms`;
}
