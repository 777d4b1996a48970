// Settings of a rule → what its route says besides where it goes. Nothing here looks at matches or destinations' endpoints.
import { catalogue } from '../../../diagnostics/index.ts';
import type {
  Cors,
  HeaderChange,
  PathRewrite,
  Retry,
  RetryCondition,
  Settings,
  Sourced,
} from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { At, CorsPlan, FaultPlan, HeaderPlan, PathPlan, RetryPlan, RewritePlan } from '../plan.ts';
import type { Lowering } from './context.ts';
import { escapeRegex } from './escape-regex.ts';
import { segments } from './text-test.ts';

/** `0`: no limit. */
export const timeoutOf = (settings: Settings): At<number> | undefined =>
  settings.timeout && {
    value: settings.timeout.value === 'none' ? 0 : settings.timeout.value,
    origin: settings.timeout.origin,
  };

/** What is worth another try where the program does not say: nothing that may have reached the other side. */
const USUAL_RETRIES: readonly RetryCondition[] = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled'];

export function retryOf(retry: Sourced<Retry | 'never'> | undefined): RetryPlan | undefined {
  if (!retry || retry.value === 'never') return undefined;
  const { attempts, perTry, on } = retry.value;
  const conditions = on.length > 0 ? on : USUAL_RETRIES;
  const codes = conditions.filter((one) => typeof one === 'number');
  const words = conditions.filter((one) => typeof one === 'string');
  return {
    on: codes.length > 0 ? [...words, 'retriable-status-codes'] : words,
    codes,
    attempts,
    ...(perTry !== undefined ? { perTry } : {}),
    origin: retry.origin,
  };
}

/** Where the match itself takes off the prefix, Envoy's own prefix rewrite; else an expression for the whole path. */
export function rewriteOf(rewrite: Sourced<PathRewrite> | undefined, path: PathPlan): RewritePlan | undefined {
  if (!rewrite) return undefined;
  const { value, origin } = rewrite;
  switch (value.kind) {
    case 'path':
      return { kind: 'regex_rewrite', regex: '^/.*$', substitution: literalSubstitution(value.to), origin };
    case 'prefix':
      return prefixRewrite(value.from, value.to, path, origin);
    case 'regex':
      return { kind: 'regex_rewrite', regex: `^(?:${value.pattern})$`, substitution: value.to, origin };
  }
}

export function prefixRewrite(from: string, to: string, path: PathPlan, origin: Span): RewritePlan {
  const [old, next] = [segments(from), segments(to)];
  if (next !== '' && path.kind === 'path_separated_prefix' && path.value === old)
    return { kind: 'prefix_rewrite', to: next, origin };
  // `/a` and `/a/x` with `/a` as `/`: the slash must neither vanish nor double.
  return next === ''
    ? { kind: 'regex_rewrite', regex: `^${escapeRegex(old)}(?:/(.*))?$`, substitution: '/\\1', origin }
    : {
        kind: 'regex_rewrite',
        regex: `^${escapeRegex(old)}(/.*)?$`,
        substitution: `${literalSubstitution(next)}\\1`,
        origin,
      };
}

const literalSubstitution = (text: string): string => text.replaceAll('\\', '\\\\');

export function headersOf(lowering: Lowering, changes: readonly Sourced<HeaderChange>[] = []): readonly HeaderPlan[] {
  const seen = new Set<string>();
  const plans: HeaderPlan[] = [];
  for (const { value, origin } of changes) {
    const { direction, operation, header } = value;
    if (seen.has(`${direction} ${header}`)) continue;
    seen.add(`${direction} ${header}`);
    if (header === 'host' || header.startsWith(':'))
      lowering.report.add(catalogue.envoy.headerNotChangeable, origin, { header });
    else plans.push({ direction, operation, header, value: value.value ?? '', origin });
  }
  return plans;
}

export function faultOf({ delay, abort }: Settings): FaultPlan | undefined {
  if (!delay && !abort) return undefined;
  return {
    ...(delay ? { delay: { ...delay.value, origin: delay.origin } } : {}),
    ...(abort ? { abort: { ...abort.value, origin: abort.origin } } : {}),
  };
}

const ORIGINS = { equals: 'exact', starts: 'prefix', matches: 'safe_regex' } as const;

export function corsOf(cors: Sourced<Cors> | undefined): CorsPlan | undefined {
  if (!cors) return undefined;
  const { origins, ...rest } = cors.value;
  return {
    ...rest,
    origins: origins.map(({ operator, value }) => ({ kind: ORIGINS[operator], value })),
    origin: cors.origin,
  };
}
