// Whose calls are decided at the callee: of a project in which Linkerds leave calls to the Envoy of what they call.
import { Report } from '../diagnostics/index.ts';
import { callsLeftToCallees, chooseTarget } from '../targets/index.ts';
import type { CompiledProject } from './compiled.ts';

/** As `namespace/name:port`, for the first target of the project. */
export function leftToCallees({ mesh, target }: CompiledProject): ReadonlySet<string> {
  const choice = target === undefined ? undefined : chooseTarget(target);
  return choice && 'platform' in choice ? callsLeftToCallees(choice, mesh, new Report()) : new Set();
}
