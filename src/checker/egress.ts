// `egress e { … }` → something outside that may be called: hosts, ports, addresses, and the gateway that it leaves by.
import { catalogue } from '../diagnostics/index.ts';
import type { Egress, Port, Settings, Sourced, TrafficPolicy } from '../model/index.ts';
import { areMembersKnown, type EgressSymbol, resolve } from '../program/index.ts';
import { spanText } from '../text/index.ts';
import { readAddresses, readHosts } from './addresses.ts';
import type { Checking } from './checking.ts';
import { portNumber } from './destination.ts';
import { readNamespaces, readPort } from './port.ts';
import { rejectReferenceParts } from './reference.ts';
import { declaredBy, ownTraffic, readOwn, warnInVain } from './service.ts';
import { firstOf, type SettingLine, sourced } from './setting-block.ts';
import { addTraffic, noTraffic } from './traffic.ts';

const { types } = catalogue;

interface Draft {
  hosts: readonly Sourced<string>[];
  addresses: readonly Sourced<string>[];
  readonly ports: Port[];
  traffic: TrafficPolicy;
  through?: Egress['through'];
  visibleTo?: Sourced<readonly string[]>;
}

/** The egress, and what it says for all requests to it. */
export function readEgress(
  checking: Checking,
  symbol: EgressSymbol,
): { readonly read: Egress; readonly settings: Settings } {
  const { declaration } = symbol;
  const draft: Draft = { hosts: [], addresses: [], ports: [], traffic: noTraffic };
  const settings = readOwn(checking, symbol, 'egress', readLine, draft);
  rejectReferenceParts(checking, declaration.reference, 'a declaration');
  checkWhole(checking, symbol);
  const { hosts, addresses, ports, traffic, through, visibleTo } = draft;
  warnInVain(checking, symbol, ports, settings);
  const egress: Egress = {
    kind: 'egress',
    ...declaredBy(symbol),
    hosts,
    addresses,
    ports,
    traffic,
    ...(through ? { through } : {}),
    ...(visibleTo ? { visibleTo } : {}),
  };
  return { read: egress, settings };
}

/** Something outside needs a host to call and a port to call it on. */
function checkWhole({ program, report }: Checking, symbol: EgressSymbol): void {
  const { declaration, key, nameSpan, members } = symbol;
  if (!areMembersKnown(program, symbol)) return;
  const words = new Set(declaration.block?.items.map((item) => (item.kind === 'setting' ? item.word.text : '')));
  if (!words.has('host')) report.add(types.egressWithoutHost, nameSpan, { name: key });
  else if (members.ports.size === 0 && !words.has('port'))
    report.add(types.noPort, nameSpan, { name: key, kind: 'egress' });
}

function readLine(line: SettingLine, draft: Draft): void {
  switch (line.word) {
    case 'host':
      draft.hosts = readHosts(line, 'hosts', 'service');
      return;
    case 'at':
      draft.addresses = readAddresses(line, 'service');
      return;
    case 'port': {
      const port = readPort(line, 'egress-port', 'service');
      if (port && !draft.ports.some((each) => each.number === port.number)) draft.ports.push(port);
      return;
    }
    case 'through':
      draft.through = readThrough(line);
      return;
    case 'visible':
      draft.visibleTo = sourced(readNamespaces(line, 'to'), line, 'service');
      return;
    default:
      addTraffic(line, 'service', ownTraffic(draft));
  }
}

function readThrough(line: SettingLine): Egress['through'] {
  const value = firstOf(line, 'gateway');
  if (value === undefined || value.kind === 'missing') return undefined;
  if (value.kind !== 'call') {
    const found = `\`${spanText(value.span)}\``;
    line.checking.report.add(types.typeMismatch, value.span, { wanted: 'gateway', example: 'istio-system/out', found });
    return undefined;
  }
  const { reference } = value;
  const gateway = resolve(line.checking, 'gateway', line.place.scope, reference);
  rejectReferenceParts(line.checking, reference, 'a gateway', 'port');
  if (!gateway) return undefined;
  if (reference.port) {
    const port = portNumber(line.checking, gateway, reference.port);
    return port === undefined ? undefined : { gateway: gateway.key, port, origin: value.span };
  }
  const numbers = [...gateway.members.ports.keys()].filter((name) => /^\d+$/.test(name)).map(Number);
  if (numbers.length === 1) return { gateway: gateway.key, port: numbers[0] as number, origin: value.span };
  line.checking.report.add(types.whichPort, value.span, { name: gateway.key, ports: numbers });
  return undefined;
}
