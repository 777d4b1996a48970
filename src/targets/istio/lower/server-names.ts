// `tls` routes in order in, the same out so that order decides: Istio's proxies choose by the most exact server name, whatever stands
// first. A name that an earlier match has taken is left out; where the earlier one takes it for some callers only, it is refused.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Placed, StreamMatch, StreamRoute } from '../plan.ts';
import type { Lowering } from './context.ts';

interface Taken {
  readonly name: string;
  readonly match: StreamMatch;
}

export function byOrder(routes: readonly StreamRoute[], context: Lowering): readonly StreamRoute[] {
  const taken: Taken[] = [];
  return routes.flatMap((route) => {
    const before = [...taken];
    const matches = route.matches.flatMap((match) => {
      const sniHosts = match.sniHosts?.filter((name) => isLeft(name, match, before, context));
      for (const { value } of sniHosts ?? []) taken.push({ name: value, match });
      return !sniHosts ? [match] : sniHosts.length > 0 ? [{ ...match, sniHosts }] : [];
    });
    return matches.length > 0 ? [{ ...route, matches }] : [];
  });
}

function isLeft({ value, origin }: Placed<string>, match: StreamMatch, before: readonly Taken[], context: Lowering) {
  const above = before.filter(({ name }) => takesName(name, value));
  if (above.some((earlier) => isWider(earlier.match, match))) return false;
  if (above.some((earlier) => earlier.name !== value && mayMeet(earlier.match, match)))
    context.report.add(catalogue.istio.conditionNotExpressible, origin, {
      what: `the server name \`${value}\` here`,
      why: 'an earlier rule takes wider names for some callers, and the more exact name wins there',
    });
  return true;
}

/** Whether `host`, which may begin with `*`, takes the name. */
export const takesName = (host: string, name: string): boolean =>
  host === name || host === '*' || (host.startsWith('*.') && name.endsWith(host.slice(1)));

/** Whatever else `later` asks, `earlier` does not ask more. */
function isWider(earlier: StreamMatch, later: StreamMatch): boolean {
  const asked = fieldsOf(later);
  return Object.entries(fieldsOf(earlier)).every(([key, value]) => asked[key] === value);
}

const mayMeet = (earlier: StreamMatch, later: StreamMatch): boolean =>
  !earlier.port || !later.port || earlier.port.value === later.port.value;

function fieldsOf({ port, gateways, sourceLabels, sourceNamespace }: StreamMatch): Record<string, string> {
  const fields = { port, gateways, sourceLabels, sourceNamespace };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, field]) => (field ? [[key, JSON.stringify(field.value)]] : [])),
  );
}
