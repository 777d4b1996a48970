// Injected aborts beside retries: the proxy answers before it would retry, so the retries are not tested by them.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { requestText, writtenKey } from '../../meaning/index.ts';
import type { Facts } from '../facts.ts';

export function* faultsAndRetries(facts: Facts): Generator<Diagnostic> {
  if (!facts.survey.abortsWithRetries) return;
  const reported = new Set<string>();
  for (const copy of facts.everyCopy) {
    const { abort, retry } = copy.rule.settings;
    if (!abort || !retry || retry.value === 'never' || abort.value.share === 0 || copy.rule.action.kind !== 'forward')
      continue;
    const request = reported.has(writtenKey(abort.origin)) ? undefined : facts.reached(copy);
    if (!request) continue;
    reported.add(writtenKey(abort.origin));
    const related = [{ span: retry.origin, message: 'these retries do not see it' }];
    yield diagnose(
      catalogue.analysis.abortIsNotRetried,
      abort.origin,
      { status: abort.value.status },
      { related, witness: requestText(request) },
    );
  }
}
