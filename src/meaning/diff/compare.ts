// The difference of two meshes: decisions compared exactly, declarations compared part by part.
import type { Mesh } from '../../model/index.ts';
import type { SpaceOptions } from '../space/request-space.ts';
import { compareDeclarations, type DeclarationChange } from './declarations.ts';
import { compareRoutes, type RouteDifference } from './routes.ts';

export interface MeshDifference extends RouteDifference {
  readonly declarations: readonly DeclarationChange[];
  /** Proved: every request gets the same decision in both, and nothing else changed. */
  readonly same: boolean;
}

/** What changes from `old` to `fresh`. */
export function diff(old: Mesh, fresh: Mesh, limits: SpaceOptions = {}): MeshDifference {
  const routes = compareRoutes(old, fresh, limits);
  const declarations = compareDeclarations(old, fresh);
  const same = routes.changes.length === 0 && routes.unknown.length === 0 && declarations.length === 0;
  return { ...routes, declarations, same };
}
