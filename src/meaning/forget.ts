// Whoever will ask nothing more about a mesh, but keeps it, gives back the memory of what was worked out for it. Asked again, it is
// worked out again.
import type { Mesh } from '../model/index.ts';
import { forgetIndex } from './lookup.ts';
import { forgetRules } from './memory.ts';
import { forgetTables, tablesOf } from './table.ts';

/** Lets go of the tables of a mesh, the ways to find them, and the answers about their rules. */
export function forget(mesh: Mesh): void {
  for (const { rules } of tablesOf(mesh)) forgetRules(rules);
  forgetIndex(mesh);
  forgetTables(mesh);
}
