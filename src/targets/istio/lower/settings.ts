// The settings of a rule in upstream's fields. What nobody wrote is absent: it is Istio's own default.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Cors, HeaderChange, PartsPerMillion, Retry, Settings, Sourced } from '../../../model/index.ts';
import type { CorsPolicy, Fault, HeaderOperation, HttpRoute, Placed, Retries } from '../plan.ts';
import type { Lowering } from './context.ts';
import { destinationOf } from './destination.ts';
import type { Site } from './site.ts';

type RouteSettings = Pick<HttpRoute, 'name' | 'timeout' | 'retries' | 'mirror' | 'fault' | 'headers' | 'corsPolicy'>;

export function forwardSettings(settings: Settings, site: Site, context: Lowering): RouteSettings {
  const { retry, mirror } = settings;
  const fault = faultOf(settings);
  return {
    ...answerSettings(settings, context),
    ...timeoutOf(settings),
    ...(retry ? { retries: placed(retry, retriesOf(retry.value)) } : {}),
    ...(mirror
      ? {
          mirror: placed(mirror, {
            destination: destinationOf(mirror.value.to, site, context),
            percentage: percentage(mirror.value.share),
          }),
        }
      : {}),
    ...(fault ? { fault } : {}),
  };
}

/** What an answer of the proxy's own can have too. */
export function answerSettings({ name, headers, cors }: Settings, context: Lowering): RouteSettings {
  return {
    ...(name ? { name: placed(name, name.value) } : {}),
    ...(headers && headers.length > 0 ? { headers: headers.map((one) => placed(one, operation(one.value))) } : {}),
    ...(cors ? { corsPolicy: placed(cors, corsOf(cors, context)) } : {}),
  };
}

const placed = <T>({ origin }: Sourced<unknown>, value: T): Placed<T> => ({ value, origin });

/** Parts per million to percent. */
const percentage = (share: PartsPerMillion): number => share / 10_000;

/** Istio's routes have no timeout of their own, and its API takes no zero: `none` is what nothing means. */
function timeoutOf({ timeout }: Settings): Pick<HttpRoute, 'timeout'> {
  if (!timeout || timeout.value === 'none') return {};
  return { timeout: placed(timeout, timeout.value) };
}

function retriesOf(retry: Retry | 'never'): Retries {
  if (retry === 'never') return { attempts: 0 };
  return {
    attempts: retry.attempts,
    ...(retry.perTry !== undefined ? { perTryTimeout: retry.perTry } : {}),
    ...(retry.on.length > 0 ? { on: retry.on.join(',') } : {}),
  };
}

function faultOf({ delay, abort }: Settings): Fault | undefined {
  if (!delay && !abort) return undefined;
  return {
    ...(delay
      ? { delay: placed(delay, { fixedDelay: delay.value.duration, percentage: percentage(delay.value.share) }) }
      : {}),
    ...(abort
      ? { abort: placed(abort, { httpStatus: abort.value.status, percentage: percentage(abort.value.share) }) }
      : {}),
  };
}

/** Envoy reads `%…%` in values as commands; a percent sign of the user's is one. */
const operation = ({ value, ...change }: HeaderChange): HeaderOperation =>
  value === undefined ? change : { ...change, value: value.replaceAll('%', '%%') };

function corsOf({ value, origin }: Sourced<Cors>, { report }: Lowering): CorsPolicy {
  const { origins, methods, headers, expose, maxAge, credentials } = value;
  if (maxAge !== undefined && maxAge % 1000 !== 0) {
    report.add(catalogue.istio.valueTooFine, origin, { setting: 'max-age', value: `${maxAge}ms`, step: '1s' });
  }
  return {
    allowOrigins: origins.map((one) => ({ kind: originKind[one.operator], value: one.value, origin })),
    allowMethods: methods,
    allowHeaders: headers,
    exposeHeaders: expose,
    ...(maxAge !== undefined ? { maxAge } : {}),
    ...(credentials !== undefined ? { allowCredentials: credentials } : {}),
  };
}

const originKind = { equals: 'exact', starts: 'prefix', matches: 'regex' } as const;
