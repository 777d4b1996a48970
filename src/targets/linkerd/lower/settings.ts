// Settings of a rule → its limits, and what of them Linkerd cannot do.
import type { Rule, Settings } from '../../../model/index.ts';
import { cannot, type Refusal } from './refusal.ts';

/** What a name's prefix says besides where it goes. */
export interface RuleLimits {
  /** Milliseconds. */
  readonly timeout?: number;
  readonly never?: true;
}

/** Where a rule has no limit and those around it have one: some 24 days. */
export const NO_LIMIT = 2_147_483_647;

export function limitsOf({ timeout, retry }: Settings): RuleLimits {
  return {
    ...(timeout ? { timeout: timeout.value === 'none' ? NO_LIMIT : timeout.value } : {}),
    ...(retry?.value === 'never' ? { never: true } : {}),
  };
}

type Refused = Exclude<keyof Settings, 'timeout' | 'retry' | 'headers' | 'name'>;

const REFUSED: Readonly<Record<Refused, readonly [construct: string, note: string]>> = {
  rewritePath: ['rewrite a path', 'it sends requests on as they came'],
  rewriteHost: ['rewrite the host', 'it sends requests on as they came'],
  mirror: ['mirror', 'it sends each request to one place'],
  delay: ['delay', 'it injects no faults'],
  abort: ['abort', 'it injects no faults'],
  cors: ['answer for CORS', 'it answers nothing by itself'],
  websocket: ['upgrade to WebSocket', 'it speaks plain HTTP'],
};

/** What Linkerd does not do of a rule, apart from its condition. */
export function refusedOf({ action, settings }: Pick<Rule, 'action' | 'settings'>): readonly Refusal[] {
  if (action.kind !== 'forward')
    return [cannot(action.origin, action.kind, 'it answers nothing by itself, and only sends requests on')];
  const found = (Object.keys(REFUSED) as Refused[]).flatMap((name) => {
    const setting = settings[name];
    return setting ? [cannot(setting.origin, ...REFUSED[name])] : [];
  });
  const headers = (settings.headers ?? []).map(({ value, origin }) =>
    cannot(origin, `${value.operation} ${value.direction} headers`, 'it passes headers on as they came'),
  );
  const { retry } = settings;
  const attempts =
    retry && retry.value !== 'never'
      ? [cannot(retry.origin, 'count attempts', 'its retries share a budget; only `retry never` can be said')]
      : [];
  return [...found, ...headers, ...attempts];
}
