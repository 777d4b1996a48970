// A program's own decision beside what a Linkerd does with the same request. `undefined` where they agree.
import type { Mesh } from '../../src/model/index.ts';
import { type LinkerdRequest, linkerdAnswer } from './linkerd-router.ts';
import { decide, type Request } from './meaning.ts';

const NO_LIMIT = 2_147_483_647;

export interface Asked {
  readonly mesh: Mesh;
  readonly yaml: string;
  /** Of the router. */
  readonly port: number;
  readonly raw: LinkerdRequest;
  /** The same for the meaning. */
  readonly request: Request;
}

/** Endpoints and their chances, and the limit of time, as one text. */
export const linkerdSays = ({ yaml, port, raw }: Asked): string => {
  const answer = linkerdAnswer(yaml, port, raw);
  if (answer.kind === 'refused') return `refused: ${answer.because}`;
  const { totalTimeoutMs, retries } = answer.limits;
  const limit = totalTimeoutMs === undefined || totalTimeoutMs === NO_LIMIT ? '' : ` within ${totalTimeoutMs}`;
  const never = retries?.budget.percentCanRetry === 0 ? ' never again' : '';
  return `${shares(answer.branches.map(({ name, weight }) => [name, weight]))}${limit}${never}`;
};

export function programSays({ mesh, request }: Asked): string {
  const { outcome, settings } = decide(mesh, request);
  if (outcome.kind === 'undeclared') return outcome.allowed ? 'elsewhere' : 'refused: no-route';
  if (outcome.kind !== 'forward') return outcome.kind;
  const { timeout, retry } = settings;
  const limit = timeout && timeout.value !== 'none' ? ` within ${timeout.value}` : '';
  const never = retry?.value === 'never' ? ' never again' : '';
  const parts = outcome.shares.map(({ destination, port, weight }): [string, number] => {
    const [namespace, name] = destination.target.split('/');
    const version = destination.version === undefined ? '' : `-${destination.version}`;
    return [`/#/io.l5d.k8s/${namespace}/${port}/${name}${version}`, weight];
  });
  return `${shares(parts)}${limit}${never}`;
}

/** Where the same endpoints stand twice they are one. */
function shares(parts: readonly (readonly [string, number])[]): string {
  const total = parts.reduce((sum, [, weight]) => sum + weight, 0);
  const byName = new Map<string, number>();
  for (const [name, weight] of parts) byName.set(name, (byName.get(name) ?? 0) + weight);
  return [...byName]
    .sort()
    .map(([name, weight]) => `${((100 * weight) / total).toFixed(6)}% ${name}`)
    .join(', ');
}
