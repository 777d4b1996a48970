// What may be named at a place: the nodes around the probe say which names, and of which kind.
import { type DeclaredSymbol, find, type Scope, type Space } from '../../program/index.ts';
import type { Node, Reference, Slot, SlotType } from '../../syntax/index.ts';
import { writeName } from '../../syntax/index.ts';
import type { View } from '../workspace.ts';
import { contextOf } from './context.ts';
import {
  type Candidate,
  methodCandidates,
  namespacesOf,
  scopeAt,
  startsLike,
  symbolsFor,
  typeCandidates,
} from './names.ts';
import { type Expected, expectedAt } from './slots.ts';
import { canBeSent } from './traffic.ts';
import { PROBE, type Spot } from './trial.ts';
import { valueCandidates, type Wanted } from './values.ts';

export interface Place {
  readonly view: View;
  readonly spot: Spot;
  readonly offset: number;
  /** The nodes around the probe, outermost first. */
  readonly path: readonly Node[];
}

export interface Found {
  readonly candidates: readonly Candidate[];
  readonly cut: boolean;
}
const found = (candidates: readonly Candidate[]): Found => ({ candidates, cut: false });
const nothing = found([]);

export function placeCandidates(place: Place): Found {
  const [last, parent] = [place.path.at(-1), place.path.at(-2)];
  if (last?.kind !== 'name') return nothing;
  if (parent?.kind === 'reference') return inReference(place, parent);
  if (parent?.kind === 'type') return found(typeCandidates(place.path.at(-3)?.kind === 'input'));
  if (parent?.kind === 'source-namespace') return found(namespaces(place));
  return parent?.kind === 'sample' && parent.method === last ? found(methodCandidates()) : nothing;
}

function inReference(place: Place, reference: Reference): Found {
  if (reference.version?.text === PROBE) return found(membersOf(place, reference, 'version'));
  if (reference.port?.text === PROBE) return found(membersOf(place, reference, 'port'));
  const holder = place.path.at(-3);
  switch (holder?.kind) {
    case 'destination':
    case 'share':
      return destinations(place, reference);
    case 'route-call':
    case 'route':
    case 'sample':
    case 'claim':
      return symbols(place, reference, ['target']);
    case 'telemetry':
    case 'source-workload':
      return only(symbols(place, reference, ['target']), ['service']);
    case 'ingress':
    case 'source-gateway':
      return symbols(place, reference, ['gateway']);
    case 'claim-subject':
      return symbols(place, reference, [holder.what === 'gateway' ? 'gateway' : 'target']);
    case 'use':
      return used(place, reference);
    case 'call':
      return inCall(place, reference);
    default:
      return nothing;
  }
}

/** Names of the spaces; parameters of the declaration go first. */
function symbols(
  { view, spot, offset, path }: Place,
  { namespace }: Reference,
  spaces: readonly Space[],
  accepts?: (symbol: DeclaredSymbol) => boolean,
): Found {
  return withoutSelf(path, symbolsFor(view, scopeAt(view, offset), spaces, spot.typed, namespace?.text, accepts));
}

/** What is being declared cannot be what it is declared by. */
function withoutSelf([declaration]: readonly Node[], { candidates, cut }: Found): Found {
  if (!declaration || !('name' in declaration)) return { candidates, cut };
  const name = declaration.name.kind === 'name' ? declaration.name.text : '';
  return { candidates: candidates.filter(({ kind, label }) => kind !== declaration.kind || label !== name), cut };
}

const only = ({ candidates, cut }: Found, kinds: readonly Candidate['kind'][]): Found => ({
  candidates: candidates.filter(({ kind }) => kinds.includes(kind)),
  cut,
});

const both = (a: Found, b: Found): Found => ({ candidates: [...a.candidates, ...b.candidates], cut: a.cut || b.cut });

function destinationNames(place: Place, reference: Reference): Found {
  const { view, offset, path } = place;
  const accepts = canBeSent(path[0], (named) => ownerOf(view, scopeAt(view, offset), named));
  return both(parameters(place, reference, ['Service', 'Version']), symbols(place, reference, ['target'], accepts));
}

const isBeforeTo = ({ view, spot }: Place): boolean => /^\s*to\s/.test(view.source.text.slice(spot.end, spot.end + 20));

/** At the beginning of a split a share may stand, and its `to`. */
function shares(place: Place, { namespace }: Reference): Found {
  const { view, offset, path } = place;
  if (namespace || path.at(-3)?.kind !== 'destination') return nothing;
  const follows = isBeforeTo(place);
  const values = valueCandidates(view, scopeAt(view, offset), { types: ['Percent'] });
  return found(values.map((each) => (follows ? each : { ...each, insert: `${each.label} to ` })));
}

/** A rule without `when` or `else` takes nothing but another list. */
function isBare({ path }: Place): boolean {
  const rule = path.findLast((node) => node.kind === 'rule');
  return rule?.kind === 'rule' && !rule.when && !rule.else;
}

/** Services and egresses; inside `route s` the versions of `s` first. */
function destinations(place: Place, reference: Reference): Found {
  if (isBare(place)) return nothing;
  const named = both(shares(place, reference), destinationNames(place, reference));
  const declaration = place.path[0];
  if (isBeforeTo(place) && place.path.at(-3)?.kind === 'destination') return shares(place, reference);
  if (declaration?.kind !== 'route' || reference.namespace) return named;
  return both(found(membersOf(place, declaration.reference, 'version')), named);
}

function used({ view, spot, offset }: Place, { namespace }: Reference): Found {
  const spaces: readonly Space[] = ['value', 'condition', 'policy', 'rules', 'target', 'gateway'];
  const scope = scopeAt(view, offset);
  const own = view.living.program.table(scope.namespace);
  // A short name must be free.
  const isFree = ({ name }: DeclaredSymbol): boolean => !spaces.some((space) => own?.[space].has(name));
  const all = uncalled(symbolsFor(view, scope, spaces, spot.typed, namespace?.text ?? 'std', isFree));
  return namespace
    ? all
    : { ...all, candidates: all.candidates.map((each) => ({ ...each, label: `std/${each.label}` })) };
}

/** Named, not called. */
const uncalled = ({ candidates, cut }: Found): Found => ({
  candidates: candidates.map(({ parameters: _, ...named }) => named),
  cut,
});

function namespaces({ view }: Place): Candidate[] {
  return namespacesOf(view)
    .filter((name) => name !== 'std')
    .map((name) => ({ label: writeName(name), kind: 'namespace', rank: 1 }));
}

// ---- versions and ports

function membersOf({ view, offset }: Place, reference: Reference, kind: 'version' | 'port'): Candidate[] {
  const owner = ownerOf(view, scopeAt(view, offset), reference);
  if (!owner || !('members' in owner)) return [];
  const members = kind === 'version' ? owner.members.versions : owner.members.ports;
  return [...members].map(([name, { doc }]) => ({
    label: kind === 'version' ? writeName(name) : name,
    kind,
    detail: `${kind} of ${owner.key}`,
    ...(doc === undefined ? {} : { documentation: doc }),
    rank: 0,
  }));
}

function ownerOf({ living }: View, scope: Scope, { namespace, name }: Reference): DeclaredSymbol | undefined {
  const places = namespace
    ? [{ namespace: namespace.text, name: name.text }]
    : [{ namespace: scope.namespace, name: name.text }, ...(scope.uses.get(name.text) ?? [])];
  for (const each of places) {
    const table = living.program.table(each.namespace);
    const owner = table?.target.get(each.name) ?? table?.gateway.get(each.name);
    if (owner) return owner;
  }
  return undefined;
}

// ---- calls: values, conditions, policies, lists

function inCall(place: Place, reference: Reference): Found {
  const { path } = place;
  const holder = path.at(-4);
  if (holder?.kind === 'rules-call') return symbols(place, reference, ['rules']);
  if (holder?.kind === 'call-condition') return ofTypes(place, reference, { types: ['Condition'] });
  if (holder?.kind === 'call') return inArgument(place, reference, holder);
  if (holder?.kind === 'with' || holder?.kind === 'action' || holder?.kind === 'handling')
    return both(parameters(place, reference, ['Policy']), symbols(place, reference, ['policy']));
  if (holder?.kind === 'setting') return inSetting(place, reference, holder);
  const wanted = wantedOf(place, holder);
  return wanted ? ofTypes(place, reference, wanted) : nothing;
}

/** Things of a type: conditions, policies and services by name; of other types constants, inputs and parameters. */
function ofTypes(place: Place, reference: Reference, wanted: Wanted): Found {
  const { types } = wanted;
  const bool = types.includes('Condition') ? ['Bool'] : [];
  const spaces: Space[] = [];
  if (types.includes('Condition')) spaces.push('condition');
  if (types.includes('Policy')) spaces.push('policy');
  if (types.includes('Service') || types.includes('Version')) spaces.push('target');
  const named = both(parameters(place, reference, [...types, ...bool]), symbols(place, reference, spaces));
  if (reference.namespace) return named;
  const scope = scopeAt(place.view, place.offset);
  const values = found(valueCandidates(place.view, scope, { ...wanted, types: [...types, ...bool] }));
  return both(named, withoutSelf(place.path, values));
}

/** An argument takes what its parameter is declared as. */
function inArgument(place: Place, reference: Reference, outer: Extract<Node, { kind: 'call' }>): Found {
  const at = (outer.arguments ?? []).findIndex((argument) => place.path.includes(argument));
  const scope = scopeAt(place.view, place.offset);
  const { namespace, name } = outer.reference;
  for (const space of ['condition', 'policy', 'rules'] as const) {
    const symbol = find(place.view.living.program.slice([]), space, scope, namespace?.text, name.text);
    const type = symbol && 'parameters' in symbol ? symbol.parameters[at]?.declaration.type : undefined;
    if (type) return ofTypes(place, reference, { types: [type.name.text], lists: type.list });
  }
  return nothing;
}

const SUBJECTS: Readonly<Record<string, Wanted>> = {
  method: { types: ['Method'] },
  scheme: { types: [], words: ['http', 'https'] },
  port: { types: ['Port', 'Int'] },
  path: { types: ['Path', 'Text'] },
  host: { types: ['Host', 'Text'] },
};

function wantedOf({ path }: Place, holder: Node | undefined): Wanted | undefined {
  switch (holder?.kind) {
    case 'test': {
      const { subject, operator } = holder as Extract<Node, { kind: 'test'; subject: unknown }>;
      if (operator.text === 'matches') return { types: ['Regex', 'Text'], lists: true };
      return { lists: true, ...(SUBJECTS[subject.word] ?? { types: ['Text', 'Path', 'Host'] }) };
    }
    case 'subject':
      return { types: ['Text'] };
    case 'share':
      return { types: ['Percent'] };
    case 'ingress':
      return { types: ['Host'] };
    case 'input':
    case 'parameter':
      return {
        types: [holder.type.name.text],
        ...(holder.type.name.text === 'Bool' ? { words: ['true', 'false'] } : {}),
      };
    case 'respond':
    case 'redirect':
      return { types: ['Status'] };
    case 'claim':
      return { types: ['Duration'] };
    case 'list':
      return wantedOf({ path } as Place, path.at(path.indexOf(holder) - 1));
    default:
      return undefined;
  }
}

const OF_SLOT: Partial<Readonly<Record<SlotType, readonly string[]>>> = {
  Int: ['Int', 'Port', 'Status'],
  Text: ['Text', 'Path', 'Host'],
  Regex: ['Regex', 'Text'],
  Certificate: ['Text'],
};

function inSetting(place: Place, reference: Reference, setting: Extract<Node, { kind: 'setting' }>): Found {
  const context = contextOf(place.path.slice(0, place.path.indexOf(setting)));
  if (!context) return nothing;
  return expectedAt(setting, context)
    .map((expected) => slotCandidates(place, reference, expected))
    .reduce(both, nothing);
}

function slotCandidates(place: Place, reference: Reference, { slot, shape, keywordWritten }: Expected): Found {
  if (slot.keyword !== undefined && !keywordWritten)
    return reference.namespace
      ? nothing
      : found([{ label: slot.keyword, kind: 'word', documentation: shape.doc, rank: 1 }]);
  const words = reference.namespace
    ? []
    : (slot.words ?? []).map((label): Candidate => ({ label, kind: 'word', documentation: shape.doc, rank: 1 }));
  return both(found(words), slotNames(place, reference, slot));
}

function slotNames(place: Place, reference: Reference, { type, list }: Slot): Found {
  switch (type) {
    case undefined:
    case 'Name':
      return nothing;
    case 'Service':
      return symbols(place, reference, ['target']);
    case 'Destination':
      return destinations(place, reference);
    case 'Gateway':
      return symbols(place, reference, ['gateway']);
    case 'Namespace':
      return found(namespaces(place));
    default: {
      if (reference.namespace) return nothing;
      const types = OF_SLOT[type] ?? [type];
      const scope = scopeAt(place.view, place.offset);
      return both(
        parameters(place, reference, types),
        found(valueCandidates(place.view, scope, { types, literals: type, lists: list === true })),
      );
    }
  }
}

// ---- parameters

function parameters({ path, spot }: Place, { namespace }: Reference, types: readonly string[]): Found {
  const declaration = path[0];
  if (namespace || !declaration || !('parameters' in declaration) || !declaration.parameters) return nothing;
  return found(
    declaration.parameters
      .filter(({ name, type }) => types.includes(type.name.text) && startsLike(name.text, spot.typed))
      .map(({ name, type }) => ({ label: writeName(name.text), kind: 'parameter', detail: type.name.text, rank: 0 })),
  );
}
