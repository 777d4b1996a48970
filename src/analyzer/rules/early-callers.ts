// Along declared calls: a caller that gives up before one single call of the callee must have ended.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { arrivals, calleeOf, requestText, worstCase, writtenKey } from '../../meaning/index.ts';
import { durationText, type Service } from '../../model/index.ts';
import { type CalledRule, calledRules, longestOf } from '../call-times.ts';
import type { Copy, Facts } from '../facts.ts';

export function* earlyCallers(facts: Facts): Generator<Diagnostic> {
  if (!facts.hasCalls) return;
  const slowest = new Map<string, CalledRule | undefined>();
  const reported = new Set<string>();
  for (const copy of facts.everyCopy) {
    const settings = copy.rule.settings;
    if (copy.rule.action.kind !== 'forward' || !settings.timeout || settings.timeout.value === 'none') continue;
    for (const service of servicesOf(facts, copy)) {
      const own = worstCase('forward', settings);
      if (!own.bounded || !service.calls.some((call) => longestOf(facts, call) > own.duration)) continue;
      if (!slowest.has(service.key)) slowest.set(service.key, slowestCall(facts, service));
      const call = slowest.get(service.key);
      const key = `${writtenKey(settings.timeout.origin)} ${service.key}`;
      if (!call?.worst.bounded || call.worst.duration <= own.duration || reported.has(key)) continue;
      const request = facts.reached(copy);
      if (!request) continue;
      reported.add(key);
      yield diagnose(
        catalogue.analysis.callerGivesUpFirst,
        settings.timeout.origin,
        {
          callee: service.key,
          timeout: durationText(own.duration),
          next: call.call.target,
          worst: durationText(call.worst.duration),
        },
        { witness: requestText(request), related: related(call) },
      );
    }
  }
}

const related = ({ call, rule, worst }: CalledRule) => [
  { span: call.origin, message: 'the call' },
  { span: rule.origin, message: `may take its time: ${worst.because}` },
];

function servicesOf(facts: Facts, { table, rule }: Copy): readonly Service[] {
  const targets = arrivals(table, rule).filter((arrival) => !arrival.mirrored);
  const callees = targets.map(({ destination }) => calleeOf(facts.mesh, destination.kind, destination.target));
  return [
    ...new Set(callees.filter((callee): callee is Service => callee?.kind === 'service' && callee.calls.length > 0)),
  ];
}

function slowestCall(facts: Facts, service: Service): CalledRule | undefined {
  const bounded = service.calls
    .flatMap((call) => calledRules(facts, service, call))
    .filter(({ worst }) => worst.bounded);
  return bounded.sort((a, b) => durationOf(b) - durationOf(a))[0];
}

const durationOf = ({ worst }: CalledRule): number => (worst.bounded ? worst.duration : 0);
