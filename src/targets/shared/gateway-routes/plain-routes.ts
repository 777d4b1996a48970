// Rules of a TLS or TCP port → TLSRoutes and TCPRoutes: connections are only split, perhaps by server name.
import type { Rule } from '../../../model/index.ts';
import { assuming, type Decide, type Leaf, normalForm } from '../normal-form/index.ts';
import { backendsOf, type Home } from './backend.ts';
import { type Context, refuse } from './context.ts';
import type { RoutePlan } from './plan.ts';

/** TLS and TCP ports only split: one rule, perhaps by server name. */
export function plainRoutes(
  context: Context,
  base: Omit<RoutePlan, 'rules'>,
  rules: readonly Rule[],
  port: number,
  decide: Decide,
  network?: Home['network'],
): RoutePlan[] {
  const home: Home = { namespace: base.namespace, kind: base.kind, port, ...(network ? { network } : {}) };
  return rules.flatMap((rule, index) => {
    const form = normalForm(assuming(rule.condition, decide), 8);
    const names = form === 'too-large' ? undefined : serverNames(form.conjunctions);
    if (!names || (names.length > 0 && base.kind === 'TCPRoute')) {
      refuse(
        context,
        rule.condition.origin,
        'this condition on a TLS or TCP port',
        'only exact server names can be told apart',
      );
      return [];
    }
    if (form !== 'too-large' && form.conjunctions.length === 0) return [];
    if (rule.action.kind !== 'forward') {
      refuse(context, rule.action.origin, 'this action on a TLS or TCP port', 'connections are only forwarded');
      return [];
    }
    const hostnames = names.length > 0 ? names : base.hostnames;
    if (base.kind === 'TLSRoute' && hostnames.length === 0 && !context.dialect.takesEveryServerName) {
      refuse(context, rule.origin, 'a rule for every server name', 'a TLSRoute names at least one');
      return [];
    }
    const backends = backendsOf(context, home, rule.action.split);
    return [
      {
        ...base,
        name: index === 0 ? base.name : `${base.name}-${index + 1}`,
        hostnames,
        rules: [{ matches: [], filters: [], backends, origin: rule.origin }],
      },
    ];
  });
}

/** The server names that a list of conjunctions asks for; empty for all; nothing where they ask for something else. */
function serverNames(
  conjunctions: readonly (readonly { readonly test: Leaf; readonly negated: boolean }[])[],
): string[] | undefined {
  const names: string[] = [];
  for (const conjunction of conjunctions) {
    if (conjunction.length === 0) return [];
    const [only] = conjunction;
    if (
      conjunction.length > 1 ||
      only?.negated ||
      only?.test.kind !== 'text' ||
      only.test.subject !== 'sni' ||
      only.test.operator !== 'equals'
    )
      return undefined;
    names.push(...only.test.values);
  }
  return names;
}
