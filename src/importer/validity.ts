// Whether a cluster would take an object at all: the schemas of its kind, and the rules that Istio and the Gateway API check besides. What
// they refuse is not imported.
import { memberAt, type Node, toPlain } from '../documents/index.ts';
import type { InputObject } from '../targets/index.ts';
import { gatewayApiFault } from './gateway-api-rules.ts';
import { istioFault } from './istio-rules.ts';
import { placeholderIn } from './placeholders.ts';
import type { Plain } from './plain-values.ts';
import { type Fault, faultOf, type Schema } from './schema-check.ts';
import data from './schemas.gen.json' with { type: 'json' };

const { specs, parts } = data as unknown as {
  readonly specs: Readonly<Record<string, Schema>>;
  readonly parts: readonly Schema[];
};

/** The first thing that is wrong with it; undefined also for kinds whose schemas are not known. */
export function invalidity(object: InputObject): Fault | undefined {
  const { apiVersion, kind, root, origin } = object;
  const unfilled = placeholderIn(root);
  if (unfilled) return { ...unfilled, span: unfilled.span ?? origin };
  const schema = specs[`${apiVersion} ${kind}`] ?? newestOf(apiVersion, kind);
  if (!schema) return undefined;
  const spec = memberAt(root, 'spec');
  if (!spec) return undefined;
  const found = faultOf(spec, schema, 'spec', parts, origin);
  if (found) return isOlder(found) ? undefined : found;
  const plain = toPlain(spec) as Plain;
  const rule = apiVersion.startsWith('gateway.') ? gatewayApiFault(kind, plain) : istioFault(kind, plain);
  return rule && { ...rule, span: spanAt(root, rule.path) ?? origin };
}

/** The place of a field, or of what it stands in. */
function spanAt(root: Node, path: string): Fault['span'] {
  let [node, span]: [Node | undefined, Fault['span']] = [root, root.origin];
  for (const [, key, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    if (!node) break;
    node = key !== undefined ? memberAt(node, key) : node.kind === 'list' ? node.items[Number(index)] : undefined;
    span = node?.origin ?? span;
  }
  return span;
}

/** Older versions of a kind that is known have its fields. */
const newestOf = (apiVersion: string, kind: string): Schema | undefined => {
  const group = /^(.*)\/v1(beta1|alpha[23])?$/.exec(apiVersion)?.[1];
  return group === undefined ? undefined : specs[`${group}/v1 ${kind}`];
};

/** Fields that earlier versions of the Gateway API and of Istio had. */
const isOlder = ({ path }: Fault): boolean => /\.(tls\.frontendValidation|websocketUpgrade)$/.test(path);
