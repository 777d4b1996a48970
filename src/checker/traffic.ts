// How callers use a service: load balancing, limits, ejection of failing pods, TLS. One function for each word.
import { catalogue } from '../diagnostics/index.ts';
import type { Balance, ClientTls, Connections, Ejection, SettingLevel, TrafficPolicy } from '../model/index.ts';
import {
  firstOf,
  hasSlot,
  readBlock,
  readBlockInto,
  readOnce,
  type SettingLine,
  slot,
  slotSpan,
  slotWithin,
  slotWord,
  sourced,
} from './setting-block.ts';
import { isHeaderName, isObjectName } from './texts.ts';

const { types } = catalogue;

export const noTraffic: TrafficPolicy = {};

/** A policy while its lines are read. */
export type TrafficDraft = { -readonly [K in keyof TrafficPolicy]: TrafficPolicy[K] };

/** Adds what one line says, unless something nearer has said it. Lines of other words say nothing. */
export function addTraffic(line: SettingLine, level: SettingLevel, traffic: TrafficDraft): void {
  switch (line.word) {
    case 'balance': {
      const balance = readOnce(line, readBalance);
      if (balance) traffic.balance ??= sourced(balance, line, level);
      return;
    }
    case 'connections': {
      const connections = readOnce(line, readConnections);
      if (connections) traffic.connections ??= sourced(connections, line, level);
      return;
    }
    case 'eject': {
      const eject = readOnce(line, readEjection);
      if (eject) traffic.eject ??= sourced(eject, line, level);
      return;
    }
    case 'tls': {
      const tls = readTls(line);
      if (tls) traffic.tls ??= sourced(tls, line, level);
    }
  }
}

/** Adds what a policy further away says and nothing nearer does. */
export function addMissing(traffic: TrafficDraft, { balance, connections, eject, tls }: TrafficPolicy): void {
  if (balance) traffic.balance ??= balance;
  if (connections) traffic.connections ??= connections;
  if (eject) traffic.eject ??= eject;
  if (tls) traffic.tls ??= tls;
}

export const relevelTraffic = (policy: TrafficPolicy, level: SettingLevel, label: string): TrafficPolicy =>
  policy === noTraffic
    ? noTraffic
    : (Object.fromEntries(
        Object.entries(policy).map(([key, value]) => [key, { ...value, level, policy: label }]),
      ) as TrafficPolicy);

const HASHES = ['header', 'cookie', 'query'] as const;
const KINDS = ['round-robin', 'least-request', 'random', 'passthrough'] as const;
const PLAIN: Readonly<Record<(typeof KINDS)[number], Balance>> = {
  'round-robin': { kind: 'round-robin' },
  'least-request': { kind: 'least-request' },
  random: { kind: 'random' },
  passthrough: { kind: 'passthrough' },
};

function readBalance(line: SettingLine): Balance | undefined {
  if (hasSlot(line, 'source-ip')) return { kind: 'hash', by: 'source-ip' };
  const by = HASHES.find((each) => hasSlot(line, each));
  if (!by) {
    const kind = slotWord(line, 'kind', KINDS, 'way to balance');
    return kind && PLAIN[kind];
  }
  const name = slot(line, by, 'Text');
  if (name === undefined) return undefined;
  if (by !== 'query' && !isHeaderName(name)) return reportName(line, by, name);
  const ttl = hasSlot(line, 'ttl') ? slot(line, 'ttl', 'Duration') : undefined;
  return { kind: 'hash', by, name: by === 'header' ? name.toLowerCase() : name, ...(ttl ? { ttl } : {}) };
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

type ConnectionsDraft = { -readonly [K in keyof Connections]: Connections[K] };

function readConnections({ checking, setting, place }: SettingLine): Connections | undefined {
  const limits: ConnectionsDraft = {};
  if (setting.block) readBlockInto(checking, setting.block, 'connections', place, readLimit, limits);
  for (const _ in limits) return limits;
  return undefined;
}

function readLimit(line: SettingLine, limits: ConnectionsDraft): void {
  const { word } = line;
  if (word === 'connect' || word === 'idle') {
    const duration = slot(line, 'value', 'Duration');
    if (duration === 0) line.checking.report.add(types.zeroDuration, line.setting.span, { what: `\`${word}\`` });
    else if (duration !== undefined) limits[word] = duration;
    return;
  }
  const limit = slotWithin(line, 'value', word === 'retries' ? 0 : 1, MOST);
  if (limit !== undefined) limits[KEYS[word as keyof typeof KEYS]] = limit;
}

const FAILURES = ['5xx', 'gateway-error', 'connect-failure'] as const;

type EjectionDraft = { -readonly [K in keyof Ejection]?: Ejection[K] };

function readEjection({ checking, setting, place }: SettingLine): Ejection | undefined {
  const found: EjectionDraft = {};
  const problems = checking.report.found.length;
  if (setting.block) readBlockInto(checking, setting.block, 'eject', place, readEjectionPart, found);
  if (found.after !== undefined && found.on) return found as Ejection;
  if (checking.report.found.length === problems && !place.bound.size)
    checking.report.add(types.ejectWithoutAfter, setting.word.span, undefined);
  return undefined;
}

function readEjectionPart(line: SettingLine, found: EjectionDraft): void {
  switch (line.word) {
    case 'after': {
      const after = slotWithin(line, 'count', 1, MOST);
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
