// Rules of the model → lines of a rule list.
import {
  type Destination,
  type Egress,
  type Forward,
  type Mesh,
  percentText,
  type Redirect,
  type Rule,
  type Service,
  type Settings,
} from '../model/index.ts';
import type { RuleCall } from '../targets/index.ts';
import { conditionText, type Speaker } from './condition-text.ts';
import { nameText, quoted, refText } from './names.ts';
import { settingLines } from './setting-text.ts';

export interface RuleSpeaker extends Speaker {
  readonly mesh: Mesh;
  /** The service whose route it is: its versions go by their names alone. */
  readonly service?: string;
  /** A policy that stands for exactly these settings. */
  readonly policyOf: (settings: Settings) => string | undefined;
}

/** `when … -> …` or `else -> …`. */
export function ruleText(rule: RuleCall, speaker: RuleSpeaker): string {
  const { calls, routed } = rule;
  const { condition } = routed ?? rule;
  const isAlways = condition.kind === 'always';
  const when = isAlways ? (calls === undefined ? 'else ' : '') : `when ${conditionText(condition, speaker)} `;
  return `${when}-> ${actionText(rule, speaker)}`;
}

export function actionText({ action, settings, calls, routed }: RuleCall, speaker: RuleSpeaker): string {
  if (routed) return `route ${refText(routed.service, speaker.namespace)}`;
  if (calls !== undefined)
    return withBlock(
      `rules ${refText(calls, speaker.namespace)}`,
      settingLines(settings, (all) => mirrorText(all, speaker)),
    );
  const { name, ...shared } = settings;
  const policy = speaker.policyOf(shared);
  const own = policy === undefined ? settings : name ? { name } : {};
  const lines = settingLines(own, (all) => mirrorText(all, speaker));
  const target = `${targetText(action, speaker)}${policy === undefined ? '' : ` with ${policy}`}`;
  if (action.kind === 'redirect') return withBlock(target, [...redirectLines(action), ...lines]);
  return withBlock(target, lines);
}

const withBlock = (text: string, lines: readonly string[]): string =>
  lines.length === 0 ? text : `${text} { ${lines.join('; ')} }`;

function mirrorText({ mirror }: Settings, speaker: RuleSpeaker): string | undefined {
  if (!mirror) return undefined;
  const share = mirror.value.share === 1_000_000 ? '' : `${percentText(mirror.value.share)} `;
  return `mirror ${share}to ${destinationText(mirror.value.to, speaker)}`;
}

function targetText(action: Rule['action'], speaker: RuleSpeaker): string {
  switch (action.kind) {
    case 'forward':
      return splitText(action, speaker);
    case 'redirect':
      return `redirect ${action.code}`;
    case 'respond':
      return `respond ${action.status}${action.body === undefined ? '' : ` ${quoted(action.body)}`}`;
  }
}

/** In percent where that is exact, the last one being the rest. */
function splitText({ split }: Forward, speaker: RuleSpeaker): string {
  const [first] = split;
  if (split.length === 1 && first) return destinationText(first.destination, speaker);
  const total = split.reduce((sum, { weight }) => sum + weight, 0);
  const exact = split.every(({ weight }) => Number.isInteger((weight * 1_000_000) / total));
  return split
    .map(({ destination, weight }, at) => {
      const isRest = at === split.length - 1 && weight > 0 && exact;
      const share = isRest ? 'rest' : exact ? percentText((weight * 1_000_000) / total) : String(weight);
      return `${share} to ${destinationText(destination, speaker)}`;
    })
    .join(', ');
}

/** Without the port where there is only one. */
export function destinationText(
  { kind, target, version, port }: Destination,
  { mesh, namespace, service }: RuleSpeaker,
): string {
  const callee = calleesOf(mesh).get(`${kind} ${target}`);
  const only = callee?.ports.length === 1 && callee.ports[0]?.number === port;
  const end = port === undefined || only ? '' : `:${port}`;
  const isOwn = kind === 'service' && target === service;
  const plain = version !== undefined && nameText(version) === version && !hasName(mesh, namespace, version);
  if (isOwn && plain && end === '') return version;
  return `${refText(target, namespace)}${version === undefined ? '' : `@${nameText(version)}`}${end}`;
}

const hasName = (mesh: Mesh, namespace: string, name: string): boolean =>
  calleesOf(mesh).has(`service ${namespace}/${name}`) || calleesOf(mesh).has(`egress ${namespace}/${name}`);

const indexes = new WeakMap<Mesh, ReadonlyMap<string, Service | Egress>>();

/** By kind and key, made once for a model. */
export function calleesOf(mesh: Mesh): ReadonlyMap<string, Service | Egress> {
  const known =
    indexes.get(mesh) ?? new Map([...mesh.services, ...mesh.egresses].map((one) => [`${one.kind} ${one.key}`, one]));
  indexes.set(mesh, known);
  return known;
}

function redirectLines({ scheme, host, port, path, prefix }: Redirect): readonly string[] {
  return [
    scheme && `scheme ${scheme}`,
    host !== undefined && `host ${quoted(host)}`,
    port !== undefined && `port ${port}`,
    path !== undefined && `path ${quoted(path)}`,
    prefix && `prefix ${quoted(prefix.from)} to ${quoted(prefix.to)}`,
  ].filter((line): line is string => typeof line === 'string');
}
