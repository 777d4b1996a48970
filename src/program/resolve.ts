// A reference of the tree → the symbol it means. The one path for names: whoever reads a body resolves through here, which
// records the binding and reports what means nothing. Half-typed names (empty text) stay silent: syntax has spoken.
import { catalogue, type Extras, type Fix, type Report } from '../diagnostics/index.ts';
import { isMissing, isNameMissing, type Name, nameTextOf, type Reference, writeName } from '../syntax/index.ts';
import { similar } from '../text/index.ts';
import type { NameRecorder, NamingNode } from './bindings.ts';
import { areMembersKnown } from './damage.ts';
import { appendItem } from './insert.ts';
import { find, type Program } from './program.ts';
import { didYouMeanName, reportUnknown } from './suggest.ts';
import type {
  ConditionSymbol,
  DeclaredSymbol,
  EgressSymbol,
  GatewaySymbol,
  MemberSymbol,
  PolicySymbol,
  RulesSymbol,
  Scope,
  ServiceSymbol,
  Space,
  ValueSymbol,
} from './symbol.ts';

const { names } = catalogue;

/** What resolving needs besides the reference. */
export interface Resolver {
  readonly program: Program;
  readonly bindings: NameRecorder;
  readonly report: Report;
}

interface SymbolOfSpace {
  readonly value: ValueSymbol;
  readonly condition: ConditionSymbol;
  readonly policy: PolicySymbol;
  readonly rules: RulesSymbol;
  readonly target: ServiceSymbol | EgressSymbol;
  readonly gateway: GatewaySymbol;
}
export type Addressable = ServiceSymbol | EgressSymbol | GatewaySymbol;

/** The symbol, without a word when there is none. */
export function lookUp<S extends Space>(
  { program, bindings }: Resolver,
  space: S,
  scope: Scope,
  reference: Reference,
): SymbolOfSpace[S] | undefined {
  const symbol = find(program, space, scope, reference.namespace?.text, nameTextOf(reference));
  if (symbol) bindings.record(reference, symbol);
  return symbol as SymbolOfSpace[S] | undefined;
}

/** The symbol; what is unknown is reported. */
export function resolve<S extends Space>(
  resolver: Resolver,
  space: S,
  scope: Scope,
  reference: Reference,
): SymbolOfSpace[S] | undefined {
  const { namespace } = reference;
  if (isNameMissing(reference) || (namespace && isMissing(namespace))) return undefined;
  const symbol = lookUp(resolver, space, scope, reference);
  if (!symbol) reportUnknown(resolver.program, scope, { space, namespace, name: reference.name }, resolver.report);
  return symbol;
}

/** The version called `name` of a service. */
export function resolveVersion(
  resolver: Resolver,
  owner: ServiceSymbol | EgressSymbol,
  name: string,
  node: NamingNode,
): MemberSymbol | undefined {
  if (node.kind === 'name' && isMissing(node)) return undefined;
  if (owner.kind === 'egress') {
    resolver.report.add(names.noVersions, node.span, { name: owner.key });
    return undefined;
  }
  const version = owner.members.versions.get(name);
  if (version) resolver.bindings.record(node, version);
  else reportUnknownMember(resolver, 'version', owner, name, node);
  return version;
}

/** The port called `name` (a name, or a number in digits) of a service, egress or gateway. */
export function resolvePort(resolver: Resolver, owner: Addressable, name: Name): MemberSymbol | undefined {
  if (isMissing(name)) return undefined;
  const port = owner.members.ports.get(name.text);
  if (port) resolver.bindings.record(name, port);
  else reportUnknownMember(resolver, 'port', owner, name.text, name);
  return port;
}

function reportUnknownMember(
  { program, report }: Resolver,
  kind: MemberSymbol['kind'],
  owner: Addressable,
  name: string,
  node: NamingNode,
): void {
  if (!areMembersKnown(program, owner)) return;
  const members = [...new Set((kind === 'version' ? owner.members.versions : owner.members.ports).keys())];
  const extras: Extras = {
    ...(members.length > 0 ? { hint: `there are ${members.map((each) => `\`${each}\``).join(', ')}` } : {}),
    ...didYouMeanName(similar(name, members), node.span),
    related: [{ span: owner.nameSpan, message: `${owner.key} is declared here` }],
  };
  if (kind === 'version')
    report.add(
      names.unknownVersion,
      node.span,
      { service: owner.key, version: name },
      { ...extras, fixes: [...(extras.fixes ?? []), ...declaring(owner, name)] },
    );
  else report.add(names.unknownPort, node.span, { owner: `${owner.kind} \`${owner.key}\``, port: name }, extras);
}

/** A fix that declares a version. */
function declaring({ declaration, name: service }: Addressable, name: string): readonly Fix[] {
  const edit = declaration.block && appendItem(declaration.block.span, `version ${writeName(name)}`);
  return edit ? [{ title: `Declare version ${name} of ${service}`, edits: [edit] }] : [];
}

/** Whether it was declared by a declaration of its own, not as a part of one. */
export const isDeclared = (symbol: { readonly kind: string }): symbol is DeclaredSymbol =>
  symbol.kind !== 'parameter' && symbol.kind !== 'version' && symbol.kind !== 'port';
