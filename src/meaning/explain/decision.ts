// A decision told to people, line by line, and as plain data for tools.
import { durationText, type Rule, type Settings } from '../../model/index.ts';
import { placeOf } from '../../text/index.ts';
import type { DecidingProxy, Decision, Outcome } from '../decision.ts';
import type { Verdict } from '../evaluate.ts';
import type { Request } from '../request/request.ts';
import { sourceText } from '../request/source.ts';
import { requestText } from '../request/text.ts';
import { conditionText, destinationText, leafText, outcomeText, ruleText, settingText } from '../words.ts';
import { worstCase } from '../worst-case.ts';

/** What happens to the request and why: lines of plain text without a last line end. */
export function explainDecision(decision: Decision): string {
  return [
    requestText(decision.request),
    `  ${proxyText(decision.proxy)} decides${decision.table ? ` by ${decision.table.name}` : ''}`,
    ...passedLines(decision),
    ...ruleLines(decision),
    `  -> ${outcomeText(decision)}`,
    ...effectLines(decision),
    ...settingLines(decision.settings),
    ...timeLines(decision),
  ].join('\n');
}

function proxyText(proxy: DecidingProxy): string {
  if (proxy.kind === 'gateway') return `the proxy of gateway ${proxy.gateway}`;
  const kind = `${proxy.dataPlane}${proxy.version ? ` ${proxy.version}` : ''}`;
  const own = `the ${kind} proxy of ${proxy.service ?? 'whoever sends it'}`;
  return proxy.leavesTo === undefined ? own : `${own} leaves it to the envoy proxy of ${proxy.leavesTo}, which`;
}

const mostPassed = 20;

function passedLines({ passed }: Decision): readonly string[] {
  const shown = passed.slice(-mostPassed);
  const hidden = passed.length - shown.length;
  const lines = shown.map(
    ({ index, rule, because }) => `  ${index + 1}. ${ruleText(rule)}: no, ${because.map(verdictText).join(', ')}`,
  );
  return hidden > 0 ? [`  ${hidden} rules before do not match`, ...lines] : lines;
}

const verdictText = ({ leaf, held }: Verdict): string =>
  leaf.kind === 'always' ? 'it never holds' : `${leaf.label ?? leafText(leaf)} ${held ? 'holds' : 'does not hold'}`;

function ruleLines({ rule, index }: Decision): readonly string[] {
  if (!rule || index === undefined) return [];
  const calls = rule.through.map((step) => `, called as ${step.name} at ${placeOf(step.origin)}`);
  return [
    `  ${index + 1}. ${ruleText(rule)}: yes, ${conditionText(rule.condition)} (${placeOf(rule.origin)}${calls.join('')})`,
  ];
}

function effectLines({ request, outcome }: Decision): readonly string[] {
  if (outcome.kind !== 'forward') return [];
  const { sent, shares, mirrored } = outcome;
  const lines: string[] = [];
  if (sent.path !== request.path) lines.push(`  path as sent: ${sent.path}`);
  if (sent.host !== request.host) lines.push(`  host as sent: ${sent.host}`);
  for (const { through, destination } of shares) {
    if (through)
      lines.push(`  ${destinationText(destination)} is reached through gateway ${through.gateway}:${through.port}`);
  }
  if (mirrored) lines.push(`  a copy goes to ${destinationText(mirrored.destination)}`);
  return lines;
}

function settingLines(settings: Settings): readonly string[] {
  return (Object.keys(settings) as (keyof Settings)[]).flatMap((name) => {
    if (name === 'headers') {
      return (settings.headers ?? []).map(
        (change) => `  ${settingText('headers', { headers: [change] })} (${sourcedText(change)})`,
      );
    }
    const setting = settings[name];
    return setting ? [`  ${settingText(name, settings)} (${sourcedText(setting)})`] : [];
  });
}

const sourcedText = ({ level, policy, origin }: { level: string; policy?: string; origin: Rule['origin'] }): string =>
  `${policy === undefined ? `of the ${level}` : `policy ${policy}`}, ${placeOf(origin)}`;

function timeLines({ outcome, settings }: Decision): readonly string[] {
  if (outcome.kind !== 'forward') return [];
  const worst = worstCase('forward', settings);
  return worst.bounded ? [`  answered within ${durationText(worst.duration)}: ${worst.because}`] : [];
}

/** The same as plain data: no maps, no spans, the same keys every time. */
export function decisionData(decision: Decision): object {
  const { request, proxy, table, index, rule, passed, outcome, settings } = decision;
  return {
    request: requestData(request),
    command: requestText(request),
    proxy,
    table: table ? { kind: table.kind, name: table.name } : null,
    rule: rule && index !== undefined ? { index, ...ruleData(rule) } : null,
    passed: passed.map((one) => ({ index: one.index, ...ruleData(one.rule), because: one.because.map(verdictText) })),
    outcome: outcomeData(outcome),
    text: outcomeText(decision),
    settings: settingsData(settings),
  };
}

export const ruleData = (rule: Rule) => ({
  text: ruleText(rule),
  condition: conditionText(rule.condition),
  place: placeOf(rule.origin),
  through: rule.through.map((step) => ({ kind: step.kind, name: step.name, place: placeOf(step.origin) })),
});

function requestData(request: Request): object {
  const { query, headers, cookies, source, ...plain } = request;
  const object = (map: Request['query']) => Object.fromEntries([...map].map(([name, values]) => [name, [...values]]));
  return {
    ...plain,
    query: object(query),
    headers: object(headers),
    cookies: object(cookies),
    source,
    from: sourceText(source),
  };
}

function outcomeData(outcome: Outcome): object {
  if (outcome.kind !== 'redirect' && outcome.kind !== 'respond') return outcome;
  const { action: _, ...plain } = outcome;
  return plain;
}

function settingsData(settings: Settings): object {
  const names = Object.keys(settings) as (keyof Settings)[];
  const plain = (one: { value: unknown; level: string; policy?: string; origin: Rule['origin'] }) => ({
    value: one.value,
    level: one.level,
    ...(one.policy === undefined ? {} : { policy: one.policy }),
    place: placeOf(one.origin),
  });
  return Object.fromEntries(
    names.map((name) => [
      name,
      name === 'headers' ? (settings.headers ?? []).map(plain) : settings[name] ? plain(settings[name]) : null,
    ]),
  );
}
