// `exportTo` → the namespaces that see something.
import type { Sourced } from '../../../model/index.ts';
import { type Fields, sourced } from '../../shared/reading/index.ts';

/** Undefined where all namespaces do. */
export function readExportTo(fields: Fields, namespace: string): Sourced<readonly string[]> | undefined {
  if (!fields.has('exportTo')) return undefined;
  const origin = fields.spanOf('exportTo');
  const names = fields.texts('exportTo').map(({ value }) => (value === '.' ? namespace : value));
  if (names.includes('*') || names.length === 0) return undefined;
  if (!names.includes('~')) return sourced(names, origin);
  fields.notes.add(fields.pathOf('exportTo'), origin, 'an object that nobody sees');
  return undefined;
}
