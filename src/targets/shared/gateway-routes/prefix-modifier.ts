// Replacing the segments of a prefix, in the words of the platform.
import { isUnder } from './intersection.ts';
import type { HttpMatch, PathMatch, PathModifier } from './plan.ts';

/** What a match without a path is taken for. */
const everything: PathMatch = { type: 'PathPrefix', value: '/' };

/** Replacing segments of a prefix: by the platform where the match is that prefix, by whole path where it is exact, by the longer prefix else. */
export function prefixModifier({ path = everything }: HttpMatch, from: string, to: string): PathModifier | undefined {
  const stem = from.replace(/\/+$/, '');
  if (!isUnder(path.value, from)) return undefined;
  const rest = path.value.slice(stem.length).replace(/\/+$/, path.type === 'Exact' ? '$&' : '');
  const replaced = `${to.replace(/\/+$/, '')}${rest}` || '/';
  if (path.type === 'Exact') return { type: 'ReplaceFullPath', replaceFullPath: replaced };
  return path.type === 'PathPrefix' ? { type: 'ReplacePrefixMatch', replacePrefixMatch: replaced } : undefined;
}
