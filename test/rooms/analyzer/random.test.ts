// Random programs: whatever the analysis says comes with a request that, typed back in, does what was said; and two programs are
// said to differ only by requests that both confirm.
import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analyzer/index.ts';
import type { Diagnostic } from '../../../src/diagnostics/index.ts';
import {
  decide,
  diff,
  followRedirects,
  outcomeText,
  parseRequest,
  type Request,
  requestText,
  settingText,
  writtenKey,
} from '../../../src/meaning/index.ts';
import type { Mesh, Settings } from '../../../src/model/index.ts';
import { generateMesh } from '../../support/generate-mesh.ts';

const rounds = process.env.MESH_DEEP ? 400 : 30;
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'((?:[^']|'\\'')*)'|(\S+)/g)].map((match) => match[1]?.replaceAll("'\\''", "'") ?? match[2]!);

function requestOf(mesh: Mesh, witness: string): Request {
  const parsed = parseRequest(mesh, wordsOf(witness));
  if (parsed.problem !== undefined) throw new Error(`${witness}: ${parsed.problem}`);
  expect(parsed.requests.map(requestText)).toContain(witness);
  return parsed.requests[0]!;
}

/** What a finding claims of its example must be so. */
function confirm(mesh: Mesh, finding: Diagnostic): void {
  if (finding.witness === undefined) return;
  const decision = decide(mesh, requestOf(mesh, finding.witness));
  const written = decision.rule && writtenKey(decision.rule.origin);
  if (finding.slug === 'shadowed-rule') expect(finding.related!.map((one) => writtenKey(one.span))).toContain(written);
  if (finding.slug === 'redundant-rule') expect(writtenKey(finding.span)).toBe(written);
  if (finding.slug === 'redirect-circle') expect(followRedirects(mesh, decision.request).kind).not.toBe('ends');
  if (finding.severity === 'error' && finding.slug !== 'redirect-circle')
    expect(decision.outcome.kind).toBe('undecided');
}

describe('random programs', () => {
  it('are analysed with examples that do what is said', () => {
    const seen = new Map<string, number>();
    for (let seed = 1; seed <= rounds; seed++) {
      const mesh = generateMesh(seed);
      for (const finding of analyze(mesh)) {
        seen.set(finding.slug, (seen.get(finding.slug) ?? 0) + 1);
        confirm(mesh, finding);
      }
    }
    expect(seen.get('shadowed-rule')).toBeGreaterThan(rounds / 5);
  });

  it('differ by requests that both confirm, and not from themselves', () => {
    let changes = 0;
    for (let seed = 1; seed <= rounds; seed++) {
      const [mesh, other] = [generateMesh(seed), withoutSomeRules(generateMesh(seed), seed)];
      expect(diff(mesh, generateMesh(seed)).same).toBe(true);
      for (const change of diff(mesh, other).changes) {
        changes++;
        expect(told(decide(mesh, change.request))).not.toEqual(told(decide(other, change.request)));
      }
    }
    expect(changes).toBeGreaterThan(rounds / 5);
  });
});

const told = ({ outcome, settings }: ReturnType<typeof decide>): readonly unknown[] => [
  outcomeText({ outcome }),
  (Object.keys(settings) as (keyof Settings)[]).map((name) => settingText(name, settings)).sort(),
];

/** Every route and ingress without the rule at one place. */
const withoutSomeRules = (mesh: Mesh, seed: number): Mesh => ({
  ...mesh,
  routes: mesh.routes.map((route) => ({ ...route, rules: route.rules.filter((_, i) => i !== seed % 3) })),
  ingresses: mesh.ingresses.map((ingress) => ({ ...ingress, rules: ingress.rules.filter((_, i) => i !== seed % 4) })),
});
