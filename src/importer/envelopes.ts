// Objects of a target's own output → what is wrong with them before anybody reads what they say: no version of their kind, no name, no
// namespace or one that the program knows nothing of, and two that are the same object to a cluster, which keeps one. Files of somebody
// else's are not asked: those a cluster reads as it can (`standing`, `validity`).
import { memberAt, toPlain } from '../documents/index.ts';
import type { Mesh } from '../model/index.ts';
import type { InputObject, Reader } from '../targets/index.ts';
import { gatewayApiFault } from './gateway-api-rules.ts';
import { istioFault } from './istio-rules.ts';
import type { Plain } from './plain-values.ts';

/** Undefined where it stands as it should. @param folder of its document: what tells namespaces apart where objects name none. */
export type CheckEnvelope = (object: InputObject, folder: string) => string | undefined;

/** For the objects of one output, each asked once. */
export function envelopes(mesh: Mesh, { envelopes: known }: Reader): CheckEnvelope {
  const written = known && new Set(known);
  const namespaces = namespacesOf(mesh);
  const kinds = new Kinds();
  return (object, folder) => {
    const { apiVersion, kind, name, namespace } = object;
    const places = kinds.placesOf(apiVersion, kind);
    if (places.size === 0 && written && !written.has(`${apiVersion} ${kind}`))
      return `\`${apiVersion}\` has no ${kind}`;
    if (name === '') return 'it has no name';
    if (apiVersion !== '') {
      if (!memberAt(object.root, 'metadata', 'namespace')) return 'its namespace is left to a default';
      if (!namespaces.has(namespace)) return `nothing of the program stands in namespace ${namespace}`;
    }
    const place = apiVersion === '' ? folder : namespace;
    const names = places.get(place) ?? new Set();
    if (names.has(name)) return 'it is there twice, and a cluster keeps one';
    places.set(place, names.add(name));
    return refused(object);
  };
}

type Places = Map<string, Set<string>>;

/** Names by version, kind and namespace, found without making texts of them. A class for what it gathers. */
class Kinds {
  readonly #all = new Map<string, Map<string, Places>>();

  placesOf(apiVersion: string, kind: string): Places {
    const kinds = this.#all.get(apiVersion) ?? new Map<string, Places>();
    this.#all.set(apiVersion, kinds);
    const places = kinds.get(kind) ?? new Map();
    kinds.set(kind, places);
    return places;
  }
}

/** Where Istio keeps what is for the whole mesh, and Linkerd the networks outside. */
const meshWide = ['istio-system', 'linkerd-egress'];

/** What Istio and the Gateway API check besides schemas; not of the objects of which there are thousands. */
function refused({ apiVersion, kind, root }: InputObject): string | undefined {
  const isIstio = kind === 'VirtualService' ? memberAt(root, 'spec', 'tls') !== undefined : seldom.has(kind);
  const check = apiVersion.startsWith('gateway.') ? gatewayApiFault : isIstio ? istioFault : undefined;
  const spec = check && memberAt(root, 'spec');
  const fault = spec && check(kind, toPlain(spec) as Plain);
  return fault && `${fault.path}: ${fault.reason}`;
}
const seldom: ReadonlySet<string> = new Set(['Gateway', 'ServiceEntry']);

export function namespacesOf({ services, egresses, gateways, ingresses, namespace }: Mesh): ReadonlySet<string> {
  const declared = [...services, ...egresses, ...gateways, ...ingresses].map((one) => one.namespace);
  return new Set([namespace, ...declared, ...meshWide]);
}

/** `route-rule/shop` */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
