// How callers use a service: load balancing, limits, ejection of failing pods, TLS. One function for each word.
import { catalogue } from '../diagnostics/index.ts';
import type { Balance, ClientTls, Connections, Ejection, SettingLevel, TrafficPolicy } from '../model/index.ts';
import {
  firstOf,
  hasSlot,
  readBlock,
  type SettingLine,
  slot,
  slotSpan,
  slotWithin,
  slotWord,
} from './setting-block.ts';
import { isHeaderName, isObjectName } from './texts.ts';

const { types } = catalogue;

export const noTraffic: TrafficPolicy = {};

/** The policy that one line says; nothing if it is no such line, or wrong. */
export function readTraffic(line: SettingLine, level: SettingLevel): TrafficPolicy {
  switch (line.word) {
    case 'balance':
      return saying('balance', readBalance(line), line, level);
    case 'connections':
      return saying('connections', readConnections(line), line, level);
    case 'eject':
      return saying('eject', readEjection(line), line, level);
    case 'tls':
      return saying('tls', readTls(line), line, level);
    default:
      return noTraffic;
  }
}

const saying = <K extends keyof TrafficPolicy>(
  key: K,
  value: unknown,
  { setting }: SettingLine,
  level: SettingLevel,
): TrafficPolicy => (value === undefined ? noTraffic : { [key]: { value, origin: setting.span, level } });

/** The nearest wins, word by word. */
export function mergeTraffic(layers: readonly TrafficPolicy[]): TrafficPolicy {
  let merged = noTraffic;
  for (const layer of layers) merged = joinTraffic(merged, layer);
  return merged;
}

/** The same of two. */
export const joinTraffic = (near: TrafficPolicy, far: TrafficPolicy): TrafficPolicy =>
  far === noTraffic ? near : near === noTraffic ? far : withTraffic(near, far);

function withTraffic(near: TrafficPolicy, far: TrafficPolicy): TrafficPolicy {
  const merged: { -readonly [K in keyof TrafficPolicy]: TrafficPolicy[K] } = {};
  const balance = near.balance ?? far.balance;
  const connections = near.connections ?? far.connections;
  const eject = near.eject ?? far.eject;
  const tls = near.tls ?? far.tls;
  if (balance) merged.balance = balance;
  if (connections) merged.connections = connections;
  if (eject) merged.eject = eject;
  if (tls) merged.tls = tls;
  return merged;
}

export const relevelTraffic = (policy: TrafficPolicy, level: SettingLevel, label: string): TrafficPolicy =>
  policy === noTraffic
    ? noTraffic
    : (Object.fromEntries(
        Object.entries(policy).map(([key, value]) => [key, { ...value, level, policy: label }]),
      ) as TrafficPolicy);

const HASHES = ['header', 'cookie', 'query'] as const;
const KINDS = ['round-robin', 'least-request', 'random', 'passthrough'] as const;

function readBalance(line: SettingLine): Balance | undefined {
  if (hasSlot(line, 'source-ip')) return { kind: 'hash', by: 'source-ip' };
  const by = HASHES.find((each) => hasSlot(line, each));
  if (!by) {
    const kind = slotWord(line, 'kind', KINDS, 'way to balance');
    return kind && { kind };
  }
  const name = slot(line, by, 'Text');
  if (name === undefined) return undefined;
  if (by !== 'query' && !isHeaderName(name)) return reportName(line, by, name);
  const ttl = hasSlot(line, 'ttl') ? slot(line, 'ttl', 'Duration') : undefined;
  return { kind: 'hash', by, name: by === 'header' ? name.toLowerCase() : name, ...(ttl === undefined ? {} : { ttl }) };
}

function reportName(line: SettingLine, by: string, name: string): undefined {
  const reason = 'it holds characters that such a name cannot have';
  line.checking.report.add(types.badText, slotSpan(line, by), { type: `${by} name`, text: name, reason });
  return undefined;
}

const KEYS = {
  max: 'max',
  pending: 'pending',
  requests: 'requests',
  retries: 'retries',
  'per-connection': 'perConnection',
} as const;
const MOST = 2_147_483_647;

function readConnections(line: SettingLine): Connections | undefined {
  const limits: { -readonly [K in keyof Connections]: Connections[K] } = {};
  readBlock(line.checking, line.setting.block, 'connections', line.place, (inner) => {
    if (inner.word === 'connect' || inner.word === 'idle') {
      const duration = slot(inner, 'value', 'Duration');
      if (duration === 0)
        inner.checking.report.add(types.zeroDuration, inner.setting.span, { what: `\`${inner.word}\`` });
      else if (duration !== undefined) limits[inner.word] = duration;
      return;
    }
    const limit = slotWithin(inner, 'value', `\`${inner.word}\``, inner.word === 'retries' ? 0 : 1, MOST);
    if (limit !== undefined) limits[KEYS[inner.word as keyof typeof KEYS]] = limit;
  });
  return Object.keys(limits).length > 0 ? limits : undefined;
}

const FAILURES = ['5xx', 'gateway-error', 'connect-failure'] as const;

function readEjection(line: SettingLine): Ejection | undefined {
  const found: { -readonly [K in keyof Ejection]?: Ejection[K] } = {};
  const problems = line.checking.report.found.length;
  readBlock(line.checking, line.setting.block, 'eject', line.place, (inner) => readEjectionPart(inner, found));
  if (found.after !== undefined && found.on) return found as Ejection;
  if (line.checking.report.found.length === problems && !line.place.bound.size)
    line.checking.report.add(types.ejectWithoutAfter, line.setting.word.span, undefined);
  return undefined;
}

function readEjectionPart(line: SettingLine, found: { -readonly [K in keyof Ejection]?: Ejection[K] }): void {
  switch (line.word) {
    case 'after': {
      const after = slotWithin(line, 'count', '`after`', 1, MOST);
      const on = slotWord(line, 'on', FAILURES, 'kind of failure');
      if (after === undefined || !on) return;
      found.after = after;
      found.on = on;
      return;
    }
    case 'at-most': {
      const share = slot(line, 'value', 'Percent');
      if (share !== undefined) found.atMost = share;
      return;
    }
    case 'check':
    case 'for': {
      const duration = slot(line, 'value', 'Duration');
      if (duration === 0) line.checking.report.add(types.zeroDuration, line.setting.span, { what: `\`${line.word}\`` });
      else if (duration !== undefined) found[line.word] = duration;
    }
  }
}

const MODES = ['off', 'simple', 'mutual', 'client'] as const;

function readTls(line: SettingLine): ClientTls | undefined {
  const parts: { sni?: string; ca?: string; certificate?: string } = {};
  readBlock(line.checking, line.setting.block, 'tls', line.place, (inner) => {
    const text = inner.word === 'sni' ? slot(inner, 'value', 'Host') : secretName(inner, 'value');
    if (text !== undefined) parts[inner.word as keyof typeof parts] = text;
  });
  const written = slotWord(line, 'mode', MODES, 'way to use TLS');
  if (!written && firstOf(line, 'mode')) return undefined;
  const mode = written ?? (parts.certificate ? 'client' : 'simple');
  return tlsFits(line, mode, parts) ? { mode, ...parts } : undefined;
}

function tlsFits(line: SettingLine, mode: ClientTls['mode'], parts: Omit<ClientTls, 'mode'>): boolean {
  const problem =
    mode === 'off' && Object.keys(parts).length > 0
      ? '`off` means plain connections: there is nothing to say about certificates'
      : mode === 'mutual' && (parts.ca || parts.certificate)
        ? '`mutual` uses the identities of the mesh; with a certificate of your own it is `client`'
        : mode === 'client' && !parts.certificate
          ? '`client` shows a certificate: say which with `certificate "secret"`'
          : mode === 'simple' && parts.certificate
            ? '`simple` shows no certificate of the caller; with one it is `client`'
            : undefined;
  if (problem) line.checking.report.add(types.tlsContradiction, line.setting.span, { problem });
  return !problem;
}

/** The name of a Kubernetes secret. */
export function secretName(line: SettingLine, name: string): string | undefined {
  const text = slot(line, name, 'Text');
  if (text === undefined || isObjectName(text)) return text;
  const reason = 'the name of a secret has lower-case letters, digits, `-` and `.`';
  line.checking.report.add(types.badText, slotSpan(line, name), { type: 'name of a secret', text, reason });
  return undefined;
}
