// `gateway g { … }` → a door: its proxy, ports, who may put hosts on it. Its rules are read by doors.ts, when targets are known.
import type { Gateway, GatewayPort, Labels, Sourced } from '../model/index.ts';
import type { GatewaySymbol } from '../program/index.ts';
import { plainName } from '../program/index.ts';
import { type Checking, placeIn } from './checking.ts';
import { readLabels } from './labels.ts';
import { mergeOver } from './layers.ts';
import { requestLayers } from './policy.ts';
import { readGatewayPort, readNamespaces } from './port.ts';
import { rejectReferenceParts } from './reference.ts';
import { declaredBy } from './service.ts';
import { partsOf, policiesOf, type SettingLine, slot, sourced } from './setting-block.ts';
import { readSettings } from './settings.ts';

interface Draft {
  class?: Sourced<string>;
  pods?: Labels;
  readonly ports: GatewayPort[];
  openTo?: Sourced<readonly string[] | 'all'>;
}

/** The gateway without its rules. */
export function readGateway(checking: Checking, symbol: GatewaySymbol): Gateway {
  const draft: Draft = { ports: [] };
  const place = placeIn(symbol.scope);
  const frame = { kind: 'door', family: 'http' } as const;
  const { block } = symbol.declaration;
  const own = readSettings(checking, block, 'gateway', 'gateway', place, frame, readLine, draft);
  rejectReferenceParts(checking, symbol.declaration.reference, 'a declaration');
  return {
    kind: 'gateway',
    ...declaredBy(symbol),
    ...(draft.class ? { class: draft.class } : {}),
    pods: draft.pods ?? { istio: 'ingressgateway' },
    podsWritten: draft.pods !== undefined,
    ports: draft.ports,
    ...(draft.openTo ? { openTo: draft.openTo } : {}),
    rules: [],
    settings: mergeOver(own, requestLayers(checking, policiesOf(block), 'gateway', place)),
  };
}

function readLine(line: SettingLine, draft: Draft): void {
  switch (line.word) {
    case 'class': {
      const value = slot(line, 'class', 'Text');
      if (value !== undefined) draft.class = sourced(value, line, 'gateway');
      return;
    }
    case 'pods': {
      const labels = line.setting.map && readLabels(line.checking, line.setting.map, line.place);
      if (labels) draft.pods = labels;
      return;
    }
    case 'port': {
      const port = readGatewayPort(line);
      if (port && !draft.ports.some((each) => each.number === port.number)) draft.ports.push(port);
      return;
    }
    case 'open':
      draft.openTo = sourced(openTo(line), line, 'gateway');
  }
}

function openTo(line: SettingLine): readonly string[] | 'all' {
  const values = partsOf(line, 'to');
  return values.some((value) => value.kind === 'call' && plainName(value) === 'all')
    ? 'all'
    : readNamespaces(line, 'to');
}
