// The settings of a rule in upstream's fields. What nobody wrote is absent: it is Istio's own default.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Cors, HeaderChange, PartsPerMillion, Retry, Settings, Sourced } from '../../../model/index.ts';
import type { CorsPolicy, Fault, HeaderOperation, HttpRoute, Placed, Retries } from '../plan.ts';
import type { Lowering } from './context.ts';
import { destinationOf } from './destination.ts';
import type { Site } from './site.ts';

export const headersOf = ({ headers }: Settings): HttpRoute['headers'] =>
  headers && headers.length > 0 ? headers.map((one) => placed(one, operation(one.value))) : undefined;

export const corsPolicyOf = ({ cors }: Settings, context: Lowering): HttpRoute['corsPolicy'] =>
  cors && placed(cors, corsOf(cors, context));

const placed = <T>({ origin }: Sourced<unknown>, value: T): Placed<T> => ({ value, origin });

/** Parts per million to percent. */
const percentage = (share: PartsPerMillion): number => share / 10_000;

/** Istio's routes have no timeout of their own, and its API takes no zero: `none` is what nothing means. */
export const timeoutOf = ({ timeout }: Settings): HttpRoute['timeout'] =>
  timeout === undefined || timeout.value === 'none' ? undefined : placed(timeout, timeout.value);

/** The rules of a route have one `retry` between them: the last is remembered. */
let last: { readonly of: Sourced<Retry | 'never'>; readonly retries: HttpRoute['retries'] } | undefined;

export function retriesOf({ retry }: Settings): HttpRoute['retries'] {
  if (!retry) return undefined;
  if (last?.of !== retry) last = { of: retry, retries: placed(retry, retries(retry.value)) };
  return last.retries;
}

const retries = (retry: Retry | 'never'): Retries =>
  retry === 'never'
    ? { attempts: 0, perTryTimeout: undefined, on: undefined }
    : {
        attempts: retry.attempts,
        perTryTimeout: retry.perTry,
        on: retry.on.length > 0 ? retry.on.join(',') : undefined,
      };

export const mirrorOf = ({ mirror }: Settings, site: Site, context: Lowering): HttpRoute['mirror'] =>
  mirror &&
  placed(mirror, {
    destination: destinationOf(mirror.value.to, site, context),
    percentage: percentage(mirror.value.share),
  });

export const faultOf = ({ delay, abort }: Settings): Fault | undefined =>
  delay || abort
    ? {
        delay: delay && placed(delay, { fixedDelay: delay.value.duration, percentage: percentage(delay.value.share) }),
        abort: abort && placed(abort, { httpStatus: abort.value.status, percentage: percentage(abort.value.share) }),
      }
    : undefined;

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
    maxAge,
    allowCredentials: credentials,
  };
}

const originKind = { equals: 'exact', starts: 'prefix', matches: 'regex' } as const;
