// What every part of the checker is handed: the program, the report, the tables that remember what was already worked out.
import type { DataPlane, Discovery, Rule } from '../model/index.ts';
import type { DeclaredSymbol, NameRecorder, ParameterSymbol, Resolver, Scope, ValueSymbol } from '../program/index.ts';
import type { Circles } from './circles.ts';
import type { ConditionResult } from './condition.ts';
import type { Directory, Target } from './directory.ts';
import type { PolicyContent } from './policy.ts';
import type { RepeatedSettings } from './repeated-settings.ts';
import type { Evaluated } from './value.ts';

export interface CheckOptions {
  /** `cluster.local` unless given. */
  readonly clusterDomain?: string;
  /** `allow` unless given. */
  readonly undeclared?: 'allow' | 'deny';
  /** `envoy` unless given. */
  readonly dataPlane?: DataPlane;
  readonly discovery?: Discovery;
  /** Whether a rule list decides every request. Default: one of its rules has no condition. */
  readonly decidesAll?: (rules: readonly Rule[]) => boolean;
  /** Told which name means which symbol; absent: `bindings` of what was checked keeps all. */
  readonly names?: NameRecorder;
  /** Whether every path that `rule` takes is under `prefix`. Default: read off the conjunction. */
  readonly impliesUnder?: (rule: Rule, prefix: string) => boolean;
}

export interface Checking extends Resolver {
  readonly options: CheckOptions;
  readonly circles: Circles;
  /** Services, egresses and gateways as they were checked, and the routes declared for them. */
  readonly directory: Directory;
  readonly constants: Map<ValueSymbol, Evaluated>;
  /** By name and arguments. */
  readonly conditions: Map<string, ConditionResult>;
  readonly policies: Map<string, PolicyContent>;
  readonly repeated: RepeatedSettings;
  /** Bodies that were checked by themselves. */
  readonly checked: Set<DeclaredSymbol>;
}

/** Where a body is read: the scope of its declaration, and what its parameters stand for. */
export interface Place {
  readonly scope: Scope;
  readonly bound: ReadonlyMap<string, Bound>;
  /** Directly inside `route s`: `s`, whose versions need no `s@`. */
  readonly versionsOf?: Target;
}
export interface Bound {
  readonly symbol: ParameterSymbol;
  readonly value: Evaluated;
}

export const nothingBound: ReadonlyMap<string, Bound> = new Map();
export const placeIn = (scope: Scope): Place => ({ scope, bound: nothingBound });
