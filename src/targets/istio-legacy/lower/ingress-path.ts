// Paths of a Kubernetes Ingress as each version of old Istio reads them: `/a` is that path, `/a.*` all that begin with `/a`, and up to 0.7
// anything else that is special in a regular expression makes the path disappear.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Match } from '../plan.ts';
import { type Lowering, minorOf } from './lowering.ts';

/** The path to write; `all` for every path, `undefined` after a finding. */
export function ingressPathOf(at: Lowering, { headers }: Match, origin: Span): string | 'all' | undefined {
  const { uri } = headers;
  if (!uri) return 'all';
  const problem = problemOf(at, uri.kind, uri.value);
  if (!problem) return uri.kind === 'prefix' ? `${uri.value}.*` : uri.value;
  const path = `the path \`${uri.value}\``;
  at.report.add(catalogue.legacy.ingressPath, origin, { path, reason: problem, target: at.target });
  return undefined;
}

function problemOf(at: Lowering, kind: 'exact' | 'prefix' | 'regex', value: string): string | undefined {
  if (kind === 'regex') return 'it has no regular expressions';
  const special = /[\\^$.*+?()[\]{}|]/.exec(value)?.[0];
  if (minorOf(at) < 8 && special) return `\`${special}\` makes it a regular expression, which is dropped`;
  if (kind === 'exact' && value.endsWith('.*')) return 'what ends in `.*` is taken for a prefix';
  return undefined;
}
