// Settings of a rule and of how callers use a service → lines of the language.
import {
  type Cors,
  type CorsOrigin,
  durationText,
  type Ejection,
  percentText,
  type Retry,
  type Settings,
  type TrafficPolicy,
} from '../model/index.ts';
import { patternText, quoted } from './names.ts';

/** Each as one line of a block. `mirror` is told apart, for it names a destination. */
export function settingLines(
  settings: Settings,
  mirror: (settings: Settings) => string | undefined,
): readonly string[] {
  const { timeout, retry, rewritePath, rewriteHost, delay, abort, headers, cors, websocket, name } = settings;
  return [
    name && `name ${quoted(name.value)}`,
    timeout && `timeout ${timeout.value === 'none' ? 'none' : durationText(timeout.value)}`,
    retry && retryText(retry.value),
    rewritePath && rewriteText(rewritePath.value),
    rewriteHost && `rewrite host ${quoted(rewriteHost.value)}`,
    mirror(settings),
    delay && `delay ${durationText(delay.value.duration)}${onText(delay.value.share)}`,
    abort && `abort ${abort.value.status}${onText(abort.value.share)}`,
    ...(headers ?? []).map(({ value: change }) => {
      const value = change.value === undefined ? '' : ` ${quoted(change.value)}`;
      return `${change.direction} header ${change.operation} ${quoted(change.header)}${value}`;
    }),
    cors && corsText(cors.value),
    websocket && (websocket.value ? 'websocket' : 'websocket off'),
  ].filter((line) => line !== undefined);
}

const onText = (share: number): string => (share === 1_000_000 ? '' : ` on ${percentText(share)}`);

function retryText(retry: Retry | 'never'): string {
  if (retry === 'never') return 'retry never';
  const each = retry.perTry === undefined ? '' : ` each ${durationText(retry.perTry)}`;
  return `retry ${retry.attempts}${each}${retry.on.length > 0 ? ` on ${retry.on.join(', ')}` : ''}`;
}

function rewriteText(rewrite: NonNullable<Settings['rewritePath']>['value']): string {
  switch (rewrite.kind) {
    case 'path':
      return `rewrite path ${quoted(rewrite.to)}`;
    case 'prefix':
      return `rewrite prefix ${quoted(rewrite.from)} to ${quoted(rewrite.to)}`;
    case 'regex':
      return `rewrite path ${patternText(rewrite.pattern)} to ${quoted(rewrite.to)}`;
  }
}

function corsText({ origins, methods, headers, expose, maxAge, credentials }: Cors): string {
  const groups = Map.groupBy(origins, ({ operator }) => operator === 'starts');
  const texts = (all: readonly string[]): string => all.map(quoted).join(', ');
  const lines = [
    groups.has(false) && `origins ${(groups.get(false) ?? []).map(originText).join(', ')}`,
    groups.has(true) && `origins starts ${(groups.get(true) ?? []).map(originText).join(', ')}`,
    methods.length > 0 && `methods ${methods.map((one) => (/^[A-Z]+$/.test(one) ? one : quoted(one))).join(', ')}`,
    headers.length > 0 && `headers ${texts(headers)}`,
    expose.length > 0 && `expose ${texts(expose)}`,
    maxAge !== undefined && `max-age ${durationText(maxAge)}`,
    credentials !== undefined && (credentials ? 'credentials' : 'credentials off'),
  ].filter(Boolean);
  return `cors { ${lines.join('; ')} }`;
}

const originText = ({ operator, value }: CorsOrigin): string =>
  operator === 'matches' ? patternText(value) : quoted(value);

export function trafficLines({ balance, connections, eject, tls }: TrafficPolicy): readonly string[] {
  return [
    balance && balanceText(balance.value),
    connections && connectionsText(connections.value),
    eject && ejectText(eject.value),
    tls && tlsText(tls.value),
  ].filter((line) => line !== undefined);
}

function balanceText(balance: NonNullable<TrafficPolicy['balance']>['value']): string {
  if (balance.kind !== 'hash') return `balance ${balance.kind}`;
  if (balance.by === 'source-ip') return 'balance hash source-ip';
  const ttl = balance.ttl === undefined ? '' : ` ttl ${durationText(balance.ttl)}`;
  return `balance hash ${balance.by} ${quoted(balance.name ?? '')}${ttl}`;
}

function connectionsText(all: NonNullable<TrafficPolicy['connections']>['value']): string {
  const lines = [
    all.max !== undefined && `max ${all.max}`,
    all.pending !== undefined && `pending ${all.pending}`,
    all.requests !== undefined && `requests ${all.requests}`,
    all.retries !== undefined && `retries ${all.retries}`,
    all.perConnection !== undefined && `per-connection ${all.perConnection}`,
    all.connect !== undefined && `connect ${durationText(all.connect)}`,
    all.idle !== undefined && `idle ${durationText(all.idle)}`,
  ].filter(Boolean);
  return `connections { ${lines.join('; ')} }`;
}

function ejectText({ after, on, check, for: duration, atMost }: Ejection): string {
  const lines = [
    `after ${after} ${on}`,
    check !== undefined && `check ${durationText(check)}`,
    duration !== undefined && `for ${durationText(duration)}`,
    atMost !== undefined && `at-most ${percentText(atMost)}`,
  ].filter(Boolean);
  return `eject { ${lines.join('; ')} }`;
}

function tlsText({ mode, sni, ca, certificate }: NonNullable<TrafficPolicy['tls']>['value']): string {
  const lines = [
    sni !== undefined && `sni ${quoted(sni)}`,
    ca !== undefined && `ca ${quoted(ca)}`,
    certificate !== undefined && `certificate ${quoted(certificate)}`,
  ].filter(Boolean);
  return `tls ${mode} { ${lines.join('; ')} }`.replace(' {  }', '');
}
