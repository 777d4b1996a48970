// A conjunction in, the matches out that together hold for the same requests, or the reason why there are none.
import type { FromTest, PortTest, TextTest } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Conjunction, Literal } from '../../shared/normal-form/index.ts';
import type { HttpMatch } from '../plan.ts';
import type { Lowering } from './context.ts';
import { cookieStep } from './cookie-match.ts';
import { type Draft, emptyDraft, finished, isRefusal, type Refusal, type Step, type TextLiteral } from './draft.ts';
import { headerStep } from './header-match.ts';
import { pathStep } from './path-match.ts';
import { hostStep, methodStep, queryStep, schemeStep } from './request-match.ts';
import type { Site } from './site.ts';
import { portStep, sourceStep } from './source-match.ts';

/** `[]` when no request of the site satisfies the conjunction. */
export function matchesOf(
  conjunction: Conjunction,
  site: Site,
  origin: Span,
  context: Lowering,
): readonly HttpMatch[] | Refusal {
  let drafts: readonly Draft[] = [emptyDraft];
  for (const step of stepsOf(conjunction, site, context)) {
    const next = afterStep(drafts, step);
    if (isRefusal(next)) return next;
    drafts = next;
  }
  return drafts.map((draft) => finished(draft, origin));
}

function afterStep(drafts: readonly Draft[], step: Step): readonly Draft[] | Refusal {
  const [only] = drafts;
  if (only && drafts.length === 1) return step(only);
  const next: Draft[] = [];
  for (const draft of drafts) {
    const result = step(draft);
    if (isRefusal(result)) return result;
    next.push(...result);
  }
  return next;
}

/** One step for each part of the request that is tested; cookies before the headers, of which they are one. */
function stepsOf(conjunction: Conjunction, site: Site, context: Lowering): readonly Step[] {
  if (conjunction.length < 2) return conjunction.length === 0 ? [] : [stepOf(conjunction, site, context)];
  const groups = Map.groupBy(conjunction, partOf);
  const ordered = [...groups].sort(([a], [b]) => order(a) - order(b));
  return ordered.map(([, literals]) => stepOf(literals, site, context));
}

const order = (part: string): number => (part.startsWith('cookie') ? 0 : 1);

function partOf({ test }: Literal): string {
  if (test.kind !== 'text') return test.kind;
  if (test.subject === 'cookie') return 'cookie';
  if (test.subject === 'header' && test.name === 'host') return 'host ';
  return `${test.subject} ${test.name ?? ''}`;
}

/** All literals are of the first one's kind. */
function stepOf(literals: readonly Literal[], site: Site, context: Lowering): Step {
  const test = (literals[0] as Literal).test;
  switch (test.kind) {
    case 'port':
      return portStep(literals as readonly (Literal & { test: PortTest })[], site);
    case 'from':
      return sourceStep(literals as readonly (Literal & { test: FromTest })[], site, context);
    case 'text':
      return textStep(test, literals as readonly TextLiteral[], context);
  }
}

const withoutServerName = 'a rule for requests never sees the server name of the connection they came by';

function textStep(test: TextTest, literals: readonly TextLiteral[], { features }: Lowering): Step {
  switch (test.subject) {
    case 'path':
    case 'rpc':
      return pathStep(literals, features);
    case 'method':
      return methodStep(literals, features);
    case 'scheme':
      return schemeStep(literals);
    case 'host':
      return hostStep(literals, features);
    case 'header':
      return test.name === 'host' ? hostStep(literals, features) : headerStep(test.name ?? '', literals);
    case 'cookie':
      return cookieStep(literals);
    case 'query':
      return queryStep(test.name ?? '', literals, features);
    case 'sni':
      return () => ({
        refused: 'impossible',
        literal: literals[0] as Literal,
        opposite: false,
        why: withoutServerName,
      });
  }
}
