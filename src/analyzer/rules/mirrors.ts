// Mirrors that do harm: copies that come back to the same mirror along declared calls, copies to where the request goes anyway,
// and copies of everything.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import {
  decisionsOf,
  destinationText,
  followCalls,
  type Hop,
  type Request,
  requestText,
  writtenKey,
} from '../../meaning/index.ts';
import { MILLION, type Mirror, type Sourced } from '../../model/index.ts';
import type { Copy, Facts } from '../facts.ts';

export function* mirrors(facts: Facts): Generator<Diagnostic> {
  if (!facts.survey.mirrors) return;
  const reported = new Set<string>();
  for (const copy of facts.everyCopy) {
    const { mirror } = copy.rule.settings;
    if (!mirror || mirror.value.share === 0 || copy.rule.action.kind !== 'forward') continue;
    const request = reported.has(writtenKey(mirror.origin)) ? undefined : facts.reached(copy);
    if (!request) continue;
    reported.add(writtenKey(mirror.origin));
    yield* findings(facts, copy, mirror, request);
  }
}

function* findings(facts: Facts, copy: Copy, mirror: Sourced<Mirror>, request: Request): Generator<Diagnostic> {
  const witness = requestText(request);
  const to = destinationText(mirror.value.to);
  const back = comesBack(facts, copy, mirror.value);
  if (back) yield diagnose(catalogue.analysis.mirrorCircle, mirror.origin, { to, way: wayText(back) }, { witness });
  else if (isAlsoTarget(copy, mirror.value))
    yield diagnose(catalogue.analysis.mirrorToItself, mirror.origin, { to }, { witness });
  else if (mirror.value.share === MILLION)
    yield diagnose(catalogue.analysis.mirrorOfEverything, mirror.origin, { to }, { witness });
}

/** The way on which a copy meets the rule that made it, once more. */
function comesBack(facts: Facts, { rule }: Copy, mirror: Mirror): Hop | undefined {
  const start: Hop = { arrival: { destination: mirror.to, mirrored: true }, trail: undefined };
  const written = writtenKey(rule.origin);
  return followCalls(facts.mesh, [start]).find(({ doubt, trail }) => {
    const decided = trail?.decision.rule;
    return doubt === undefined && decided !== undefined && writtenKey(decided.origin) === written;
  });
}

const wayText = (hop: Hop): string =>
  decisionsOf(hop)
    .map((decision) => decision.table?.name ?? '')
    .join(', then ');

function isAlsoTarget({ rule }: Copy, { to }: Mirror): boolean {
  if (rule.action.kind !== 'forward') return false;
  const targets = rule.action.split.filter((part) => part.weight > 0);
  return (
    targets.length === 1 &&
    targets[0]!.destination.target === to.target &&
    targets[0]!.destination.version === to.version
  );
}
