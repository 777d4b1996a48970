// Conditions, actions, settings and outcomes in words: as the language writes them, short, on one line.
import {
  type Action,
  type Condition,
  type Destination,
  durationText,
  type Expected,
  type HeaderChange,
  type Mirror,
  type PathRewrite,
  percentText,
  type Redirect,
  type Retry,
  type Rule,
  type Settings,
  type SourceTest,
} from '../model/index.ts';
import { placeOf, spanText } from '../text/index.ts';
import type { Decision, Outcome, Share } from './decision.ts';
import type { Leaf } from './restrict.ts';

/** Quoted as the language quotes; a group such as `\1` keeps its one backslash. */
const quoted = (text: string): string => JSON.stringify(text).replace(/\\\\(?=[0-9])/g, '\\');

export function destinationText({ target, version, port }: Destination): string {
  return `${target}${version === undefined ? '' : `@${version}`}${port === undefined ? '' : `:${port}`}`;
}

/** `shop/reviews@v2`, `9 to a, 1 to b`, `redirect 301 { scheme https }`, `respond 404`. */
export function actionText(action: Action): string {
  switch (action.kind) {
    case 'forward':
      return splitText(action.split.map((part) => [destinationText(part.destination), part.weight] as const));
    case 'redirect':
      return redirectText(action);
    case 'respond':
      return respondText(action.status, action.body);
  }
}

function splitText(parts: readonly (readonly [string, number])[]): string {
  const total = parts.reduce((sum, [, weight]) => sum + weight, 0);
  if (parts.length === 1) return parts[0]![0];
  const percent = parts.every(([, weight]) => (weight * 1_000_000) % total === 0);
  return parts
    .map(([name, weight]) => `${percent ? percentText((weight * 1_000_000) / total) : weight} to ${name}`)
    .join(', ');
}

const respondText = (status: number, body: string | undefined): string =>
  `respond ${status}${body === undefined ? '' : ` ${quoted(body)}`}`;

function redirectText(redirect: Redirect): string {
  const parts = [
    redirect.scheme && `scheme ${redirect.scheme}`,
    redirect.host && `host ${quoted(redirect.host)}`,
    redirect.port && `port ${redirect.port}`,
    redirect.path && `path ${quoted(redirect.path)}`,
    redirect.prefix && `prefix ${quoted(redirect.prefix.from)} to ${quoted(redirect.prefix.to)}`,
  ].filter(Boolean);
  return `redirect ${redirect.code}${parts.length > 0 ? ` { ${parts.join('; ')} }` : ''}`;
}

/** What became of a request. */
export function outcomeText({
  outcome,
  request,
}: Pick<Decision, 'outcome'> & Partial<Pick<Decision, 'request'>>): string {
  switch (outcome.kind) {
    case 'forward':
      return splitText(outcome.shares.map((share) => [shareText(share), share.weight] as const));
    case 'redirect':
      return `redirect ${outcome.code} to ${outcome.location}`;
    case 'respond':
      return respondText(outcome.status, outcome.body);
    case 'not-found':
      return `${request && request.protocol !== 'http' ? 'closed' : 'respond 404'}: ${outcome.reason === 'unknown-host' ? 'no ingress has this host' : 'no rule takes it'}`;
    case 'undecided':
      return 'nothing: no rule takes it';
    case 'undeclared':
      return undeclaredText(outcome);
  }
}

const undeclaredText = (outcome: Extract<Outcome, { kind: 'undeclared' }>): string =>
  `${outcome.allowed ? 'sent on as it is' : 'refused'}: ${outcome.reason}`;

const shareText = ({ destination, port }: Share): string =>
  destinationText(port === undefined ? destination : { ...destination, port });

/** A named condition by its name, another as the language writes it. */
export function conditionText(condition: Condition): string {
  if (condition.label !== undefined) return condition.label;
  switch (condition.kind) {
    case 'always':
      return 'every request';
    case 'and':
    case 'or':
      return condition.parts.map(partText).join(` ${condition.kind} `) || 'no request';
    case 'not':
      return `not ${partText(condition.part)}`;
    default:
      return leafText(condition);
  }
}

const partText = (part: Condition): string =>
  (part.kind === 'and' || part.kind === 'or') && part.label === undefined
    ? `(${conditionText(part)})`
    : conditionText(part);

const operators = {
  equals: '==',
  exists: 'exists',
  starts: 'starts',
  under: 'under',
  ends: 'ends',
  contains: 'contains',
  matches: 'matches',
};

export function leafText(leaf: Leaf): string {
  if (leaf.kind === 'port') return `port ${several(leaf.values.map(String), '==')}`;
  if (leaf.kind === 'from') return `from ${sourceTestText(leaf.source)}`;
  const subject = leaf.name === undefined ? leaf.subject : `${leaf.subject} ${quoted(leaf.name)}`;
  if (leaf.operator === 'exists') return `${subject} exists`;
  const bare = leaf.subject === 'method' || leaf.subject === 'scheme';
  const show = leaf.operator === 'matches' ? (v: string) => `\`${v}\`` : bare ? (v: string) => v : quoted;
  return `${subject} ${several(leaf.values.map(show), operators[leaf.operator])}`;
}

function several(values: readonly string[], operator: string): string {
  if (values.length === 1) return `${operator} ${values[0]}`;
  return operator === '==' ? `in (${values.join(', ')})` : `${operator} (${values.join(', ')})`;
}

export function sourceTestText(test: SourceTest): string {
  switch (test.kind) {
    case 'service':
      return `${test.service}${test.version === undefined ? '' : `@${test.version}`}`;
    case 'namespace':
      return `namespace ${test.namespace}`;
    case 'gateway':
      return `gateway ${test.gateway}`;
    case 'pods':
      return `pods { ${Object.entries(test.labels)
        .map(([key, value]) => `${key}: ${quoted(value)}`)
        .join(', ')} }`;
  }
}

/** One setting, as written in a block; nothing if it is not there. */
export function settingText(name: keyof Settings, settings: Settings): string | undefined {
  switch (name) {
    case 'timeout':
      return (
        settings.timeout &&
        `timeout ${settings.timeout.value === 'none' ? 'none' : durationText(settings.timeout.value)}`
      );
    case 'retry':
      return settings.retry && retryText(settings.retry.value);
    case 'rewritePath':
      return settings.rewritePath && rewriteText(settings.rewritePath.value);
    case 'rewriteHost':
      return settings.rewriteHost && `rewrite host ${quoted(settings.rewriteHost.value)}`;
    case 'mirror':
      return settings.mirror && mirrorText(settings.mirror.value);
    case 'delay':
      return (
        settings.delay &&
        `delay ${durationText(settings.delay.value.duration)} on ${percentText(settings.delay.value.share)}`
      );
    case 'abort':
      return settings.abort && `abort ${settings.abort.value.status} on ${percentText(settings.abort.value.share)}`;
    case 'headers':
      return settings.headers?.map((change) => headerText(change.value)).join('; ');
    case 'cors':
      return (
        settings.cors && `cors for ${settings.cors.value.origins.map((origin) => quoted(origin.value)).join(', ')}`
      );
    case 'websocket':
      return settings.websocket && `websocket ${settings.websocket.value ? 'on' : 'off'}`;
    case 'name':
      return settings.name && `name ${quoted(settings.name.value)}`;
  }
}

function retryText(retry: Retry | 'never'): string {
  if (retry === 'never') return 'retry never';
  const each = retry.perTry === undefined ? '' : ` each ${durationText(retry.perTry)}`;
  const on = retry.on.length > 0 ? ` on ${retry.on.join(', ')}` : '';
  return `retry ${retry.attempts}${each}${on}`;
}

function rewriteText(rewrite: PathRewrite): string {
  switch (rewrite.kind) {
    case 'path':
      return `rewrite path ${quoted(rewrite.to)}`;
    case 'prefix':
      return `rewrite prefix ${quoted(rewrite.from)} to ${quoted(rewrite.to)}`;
    case 'regex':
      return `rewrite path \`${rewrite.pattern}\` to ${quoted(rewrite.to)}`;
  }
}

const mirrorText = (mirror: Mirror): string => `mirror ${percentText(mirror.share)} to ${destinationText(mirror.to)}`;

const headerText = (change: HeaderChange): string =>
  `${change.direction} header ${change.operation} ${quoted(change.header)}${change.value === undefined ? '' : ` ${quoted(change.value)}`}`;

/** What is expected, with its settings. */
export function expectedText({ action, settings }: Expected): string {
  const names = Object.keys(settings) as (keyof Settings)[];
  const texts = names.flatMap((name) => settingText(name, settings) ?? []);
  return `${actionText(action)}${texts.length > 0 ? ` { ${texts.join('; ')} }` : ''}`;
}

/** A rule by its name, or by its place and the beginning of what was written. */
export function ruleText(rule: Rule): string {
  if (rule.settings.name) return quoted(rule.settings.name.value);
  const written = spanText(rule.origin).replace(/\s+/g, ' ').trim();
  const short = written.length > 70 ? `${written.slice(0, 69)}…` : written;
  return short === '' ? placeOf(rule.origin) : `\`${short}\``;
}
