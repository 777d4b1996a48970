// `port [name] number protocol { … }` → a port of a service, egress or gateway.
import { catalogue } from '../diagnostics/index.ts';
import { type GatewayPort, type Port, type SettingLevel, trafficOf } from '../model/index.ts';
import { plainName, protocols } from '../syntax/index.ts';
import { spanText } from '../text/index.ts';
import { applyPolicies } from './policy.ts';
import {
  firstOf,
  partsOf,
  policiesOf,
  readBlock,
  readOnce,
  type SettingLine,
  slot,
  slotWord,
  sourced,
} from './setting-block.ts';
import { isObjectName } from './texts.ts';
import { addMissing, addTraffic, noTraffic, secretName, type TrafficDraft } from './traffic.ts';

const { types } = catalogue;

type Draft = { -readonly [K in keyof Port]: Port[K] };
type PortHead = Pick<Port, 'number' | 'name' | 'named' | 'protocol'>;

function readHead(line: SettingLine): PortHead | undefined {
  const written = firstOf(line, 'number');
  if (written && written.kind !== 'number' && written.kind !== 'missing') {
    line.checking.report.add(types.literalNeeded, written.span, undefined);
    return undefined;
  }
  const number = slot(line, 'number', 'Port');
  const protocol = slotWord(line, 'protocol', protocols, 'protocol');
  const name = writtenName(line);
  if (number === undefined || !protocol || name === 'wrong') return undefined;
  return { number, name: name ?? `${protocol}-${number}`, named: name !== undefined, protocol };
}

function readWhole(line: SettingLine): Draft | undefined {
  const head = readOnce(line, readHead);
  if (!head) return undefined;
  const { number, name, named, protocol } = head;
  return { number, name, named, protocol, traffic: noTraffic, origin: line.span ?? line.setting.span };
}

function writtenName(line: SettingLine): string | undefined | 'wrong' {
  const value = firstOf(line, 'name');
  if (!value) return undefined;
  const plain = plainName(value);
  const name = plain ?? '';
  if (name.length <= 15 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)) return name;
  const rule = 'a port name has at most 15 lower-case letters, digits and `-`';
  line.checking.report.add(catalogue.names.invalidName, value.span, {
    what: 'port',
    name: plain ?? spanText(value.span),
    rule,
  });
  return 'wrong';
}

/** A port of a service or egress. */
export function readPort(
  line: SettingLine,
  context: 'service-port' | 'egress-port',
  level: SettingLevel,
): Port | undefined {
  const port = readWhole(line);
  const { checking, place, setting } = line;
  if (!setting.block) return port;
  let target: number | undefined;
  const traffic: TrafficDraft = {};
  readBlock(checking, setting.block, context, place, (inner) => {
    if (inner.word === 'target') target = slot(inner, 'port', 'Port');
    else addTraffic(inner, level, traffic);
  });
  const applied = applyPolicies(checking, policiesOf(setting.block), level, place);
  rejectRequestSettings(line, applied);
  for (const each of applied) addMissing(traffic, each.traffic);
  if (!port) return undefined;
  port.traffic = traffic;
  if (target !== undefined) port.target = target;
  return port;
}

/** Ports and versions have limits, but no settings for requests. */
export function rejectRequestSettings(line: SettingLine, applied: ReturnType<typeof applyPolicies>): void {
  const word = applied.flatMap((each) => Object.keys(each.settings))[0];
  if (word)
    line.checking.report.add(types.policyHasNoPlace, line.setting.span, {
      word,
      place: 'this block says how connections are made',
    });
}

/** A port of a gateway. */
export function readGatewayPort(line: SettingLine): GatewayPort | undefined {
  const head = readOnce(line, readHead);
  let port: Partial<Pick<GatewayPort, 'certificate' | 'clients'>> = {};
  readBlock(line.checking, line.setting.block, 'gateway-port', line.place, (inner) => {
    const secret = secretName(inner, inner.word === 'certificate' ? 'certificate' : 'authority');
    if (secret === undefined) return;
    port = { ...port, [inner.word]: sourced(secret, inner, 'gateway') };
    if (head) checkPlain(inner, head);
  });
  return head && { number: head.number, name: head.name, protocol: head.protocol, ...port, origin: line.setting.span };
}

function checkPlain(line: SettingLine, { protocol, number }: PortHead): void {
  if (trafficOf(protocol) === 'tls') return;
  line.checking.report.add(types.certificateOnPlainPort, line.setting.span, { protocol, port: number });
}

/** The name of something in a list of namespaces. */
export function readNamespaces(line: SettingLine, slotName: string): string[] {
  return partsOf(line, slotName).flatMap((value) => {
    const name = plainName(value);
    if (name !== undefined && isObjectName(name)) return [name];
    const rule = 'a namespace has lower-case letters, digits and `-`';
    const written = name ?? spanText(value.span);
    line.checking.report.add(catalogue.names.invalidName, value.span, { what: 'namespace', name: written, rule });
    return [];
  });
}
