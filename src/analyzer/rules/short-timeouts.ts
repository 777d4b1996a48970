// A timeout that ends the request before all the tries that are written have had their time.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { requestText, triesTotal, writtenKey } from '../../meaning/index.ts';
import { durationText } from '../../model/index.ts';
import type { Facts } from '../facts.ts';

export function* shortTimeouts(facts: Facts): Generator<Diagnostic> {
  if (!facts.survey.shortTimeouts) return;
  const reported = new Set<string>();
  for (const copy of facts.everyCopy) {
    const { timeout, retry } = copy.rule.settings;
    const total = triesTotal(copy.rule.settings);
    if (!timeout || !retry || timeout.value === 'none' || total === undefined || timeout.value >= total) continue;
    const key = `${writtenKey(timeout.origin)} ${writtenKey(retry.origin)}`;
    const request = reported.has(key) || copy.rule.action.kind !== 'forward' ? undefined : facts.reached(copy);
    if (!request || retry.value === 'never') continue;
    reported.add(key);
    const related = [
      { span: retry.origin, message: `${retry.value.attempts + 1} tries of ${durationText(retry.value.perTry ?? 0)}` },
    ];
    yield diagnose(
      catalogue.analysis.timeoutShorterThanRetries,
      timeout.origin,
      {
        timeout: durationText(timeout.value),
        tries: retry.value.attempts + 1,
        each: durationText(retry.value.perTry ?? 0),
        total: durationText(total),
      },
      { related, witness: requestText(request) },
    );
  }
}
