// Routes that hang on a Service: those of its own namespace are for all callers, those of another for its callers alone; what none of them
// takes is answered 404 to whom they are for, and goes where it was sent for everybody else.
import { and, type Condition, type Rule, type WeightedDestination } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';

export const fromNamespace = (namespace: string, origin: Span): Condition => ({
  kind: 'from',
  source: { kind: 'namespace', namespace },
  origin,
});

/** @param route the namespace of the route, @param service that of what it hangs on. */
export function forCallers<T extends { readonly condition: Condition }>(
  pieces: readonly T[],
  route: string,
  service: string,
  origin: Span,
): readonly T[] {
  if (route === service) return pieces;
  const callers = fromNamespace(route, origin);
  return pieces.map((piece) => ({ ...piece, condition: and([callers, piece.condition], origin) }));
}

/** @param namespaces those that the routes stand in. */
export function restOf(
  rules: readonly Rule[],
  namespaces: readonly string[],
  service: string,
  itself: WeightedDestination['destination'],
  isHttp: boolean,
  origin: Span,
): readonly Rule[] {
  if (rules.some(({ condition }) => condition.kind === 'always')) return [];
  const rule = (condition: Condition, action: Rule['action']): Rule => ({
    ...{ condition, action, settings: {}, origin, through: [] },
  });
  const notFound = { kind: 'respond', status: 404, origin } as const;
  const always = { kind: 'always', origin } as const;
  if (namespaces.includes(service)) return isHttp ? [rule(always, notFound)] : [];
  const callers = isHttp ? [...new Set(namespaces)].filter((one) => !rules.some((each) => isFor(each, one))) : [];
  const split = [{ destination: itself, weight: 1, origin }];
  return [
    ...callers.map((one) => rule(fromNamespace(one, origin), notFound)),
    rule(always, { kind: 'forward', split, origin }),
  ];
}

const isFor = ({ condition }: Rule, namespace: string): boolean =>
  condition.kind === 'from' && condition.source.kind === 'namespace' && condition.source.namespace === namespace;
