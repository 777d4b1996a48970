// The face of the room: trees → program, its symbols, the resolution of names, and the project's configuration.

export { plainName } from '../syntax/index.ts';
export { Bindings, identityOf, isSameName, NamedSymbols, type NameRecorder, type NamingNode } from './bindings.ts';
export type { NamespaceTable, Placed } from './collect.ts';
export {
  type Configuration,
  type ConfigurationProblem,
  type EnvironmentConfiguration,
  type PatchConfiguration,
  readConfiguration,
  type TargetConfiguration,
} from './configuration.ts';
export { areMembersKnown, beyondSyntax, isDamaged } from './damage.ts';
export { appendItem, prependItem } from './insert.ts';
export { LivingProgram, type PlacedChange, type PlacedSegment } from './living-program.ts';
export { portNames } from './members.ts';
export { buildProgram, find, type GivenInput, type Program, type ProgramOptions, spaces, visible } from './program.ts';
export {
  type Addressable,
  isDeclared,
  lookUp,
  type Resolver,
  resolve,
  resolvePort,
  resolveVersion,
} from './resolve.ts';
export { stdlib, stdlibSources } from './stdlib.ts';
export { didYouMean, isVisible } from './suggest.ts';
export {
  type ConditionSymbol,
  type DeclaredSymbol,
  type EgressSymbol,
  type GatewaySymbol,
  kindText,
  type MemberSymbol,
  type Members,
  type MeshSymbol,
  type ParameterSymbol,
  type PolicySymbol,
  type RulesSymbol,
  type Scope,
  type ServiceSymbol,
  type Space,
  spaceOf,
  spaceText,
  type UsedName,
  type ValueSymbol,
} from './symbol.ts';
