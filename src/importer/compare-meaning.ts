// The exact difference of two models that came about on different ways: what may be said in two forms is brought into one before, and what
// the target left to choose (a request that no rule decides) is no difference. Requests in which a header, parameter or cookie comes twice
// are left out: platforms join or drop the values in ways of their own.
import {
  type Change,
  compareDeclarations,
  compareRoutes,
  type DeclarationChange,
  diff,
  type MeshDifference,
} from '../meaning/index.ts';
import type { Mesh } from '../model/index.ts';
import type { Reader } from '../targets/index.ts';
import { canonical } from './canonical.ts';

export interface CompareOptions {
  /** Names of ports too, which mean nothing to requests. */
  readonly portNames?: boolean;
}

export function compareMeaning(old: Mesh, fresh: Mesh, { portNames = false }: CompareOptions = {}): MeshDifference {
  const [before, after] = [canonical(old, fresh), canonical(fresh, old)];
  const found = diff(before, after, { singleValues: true });
  const changes = found.changes.filter(isChange);
  const matters = (change: DeclarationChange): boolean => changesMeaning(change) && (portNames || !isPortName(change));
  const declarations = [...found.declarations.filter(matters), ...doorChanges(old, fresh)];
  const same = changes.length === 0 && found.unknown.length === 0 && declarations.length === 0;
  return { ...found, changes, declarations, same };
}

/** Two sides as far as objects of some platforms can tell them. */
export function compareAsTold(old: Mesh, fresh: Mesh, readers: readonly Pick<Reader, 'asRead'>[]): MeshDifference {
  const told = (mesh: Mesh): Mesh => readers.reduce((one, { asRead }) => asRead(one), mesh);
  return compareMeaning(told(old), told(fresh));
}

/** Whether requests surely get the same decisions, by `compareMeaning`'s measure; declarations are taken to be the same. */
export function decideAlike(old: Mesh, fresh: Mesh): boolean {
  const { changes, unknown } = compareRoutes(canonical(old, fresh), canonical(fresh, old), { singleValues: true });
  return unknown.length === 0 && !changes.some(isChange);
}

/** Whether the same things are declared; rules are left out. */
export const declareAlike = (old: Mesh, fresh: Mesh): boolean =>
  !compareDeclarations(canonical(old, fresh), canonical(fresh, old)).some(changesMeaning);

/** Whether the doors that both have stand behind the same certificates. */
export const openAlike = (old: Mesh, fresh: Mesh): boolean => doorChanges(old, fresh).length === 0;

/** Who may use a gateway is seen in who does. */
const changesMeaning = ({ what, path }: DeclarationChange): boolean =>
  !what.startsWith('ingress ') && path !== 'openTo';
/** They are for people. */
const isPortName = ({ path }: DeclarationChange): boolean => /^ports \d+ name$/.test(path);

const isChange = ({ before }: Change): boolean => before.outcome.kind !== 'undecided';

/** Behind which certificate hosts stand at each port; who answers for them is a matter of requests. */
function doorChanges(before: Mesh, after: Mesh): readonly DeclarationChange[] {
  const [a, b] = [doorFacts(before), doorFacts(after)];
  return [...a.keys()]
    .filter((key) => b.has(key) && a.get(key) !== b.get(key))
    .sort()
    .map((what) => {
      const [old, fresh] = [a.get(what), b.get(what)];
      return {
        what,
        path: '',
        ...(old === undefined ? {} : { before: old }),
        ...(fresh === undefined ? {} : { after: fresh }),
      };
    });
}

function doorFacts({ ingresses, gateways }: Mesh): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  for (const { hosts, doors, certificate, clients } of ingresses) {
    for (const { gateway, ports } of doors) {
      for (const number of ports) {
        const port = gateways.find(({ key }) => key === gateway)?.ports.find((one) => one.number === number);
        const ends = port?.protocol === 'https' || (port?.protocol === 'tls' && port.certificate !== undefined);
        const secret = ends ? (certificate?.value ?? port?.certificate?.value ?? 'none') : 'none';
        const authority = ends ? (clients?.value ?? port?.clients?.value ?? 'none') : 'none';
        for (const { value } of hosts)
          facts.set(`ingress ${value} on ${gateway}:${number}`, `certificate ${secret}, clients ${authority}`);
      }
    }
  }
  return facts;
}
