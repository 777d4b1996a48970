// A gateway → a Linkerd of its own with a router for each port. Only hosts that rules decide whole: Linkerd answers 502 where a gateway would
// answer 404.
import { catalogue } from '../../../diagnostics/index.ts';
import {
  type FromTest,
  type Gateway,
  type GatewayPort,
  type Ingress,
  type Mesh,
  rulesAt,
  type Settings,
} from '../../../model/index.ts';
import { isFrom } from '../../shared/calls/index.ts';
import { accessLogOf } from '../../shared/linkerd-yaml/index.ts';
import type { RouterPlan, ServerTls } from '../plan.ts';
import type { Lowering } from './calls.ts';
import { mergeClients } from './clients.ts';
import { type Lowered, lowerList } from './list.ts';
import type { Refusal } from './refusal.ts';

export function doorRouters(lowering: Lowering, gateway: Gateway): readonly RouterPlan[] {
  return gateway.ports.flatMap((port) => doorRouter(lowering, gateway, port) ?? []);
}

function doorRouter(lowering: Lowering, gateway: Gateway, port: GatewayPort): RouterPlan | undefined {
  const { mesh } = lowering;
  const entering = mesh.ingresses.filter(({ doors }) =>
    doors.some((door) => door.gateway === gateway.key && door.ports.includes(port.number)),
  );
  if (port.protocol !== 'http' && port.protocol !== 'https') {
    refuse(
      lowering,
      port.origin,
      `open port ${port.number}`,
      `its routers speak HTTP/1, and the port is ${port.protocol}`,
    );
    return undefined;
  }
  const tls = port.protocol === 'https' ? tlsOf(lowering, port, entering) : undefined;
  const claimed = hostsOf(entering);
  const around = claimed
    .filter(({ host }) => host === '*')
    .flatMap(({ ingress }) => settingsAt(mesh, ingress, gateway));
  const lowered = claimed.flatMap((one) => doorHost(lowering, gateway, port, one, around) ?? []);
  return {
    label: `${gateway.name}-${port.number}`,
    seesPaths: lowered.some(({ seesPaths }) => seesPaths),
    entries: lowered.flatMap(({ entries }) => entries),
    limits: lowered.flatMap(({ limits }) => limits),
    clients: mergeClients(
      lowering,
      lowered.flatMap(({ clients }) => clients),
    ),
    port: port.number,
    edge: true,
    ...(tls ? { tls } : {}),
    ...accessLogOf(mesh),
  };
}

interface Claimed {
  readonly ingress: Ingress;
  readonly host: string;
}

/** Those of `*` first: later entries win. */
const hostsOf = (entering: readonly Ingress[]): readonly Claimed[] =>
  entering
    .flatMap((ingress) => ingress.hosts.map(({ value }) => ({ ingress, host: value })))
    .sort((a, b) => Number(b.host === '*') - Number(a.host === '*') || (a.host < b.host ? -1 : 1));

/** What the rules of a host say: names of other hosts inherit it from the one for any host. */
const settingsAt = (mesh: Mesh, ingress: Ingress, gateway: Gateway): readonly Settings[] =>
  rulesAt(mesh, ingress, gateway.key).map(({ settings }) => ({ ...gateway.settings, ...settings }));

function doorHost(
  lowering: Lowering,
  gateway: Gateway,
  port: GatewayPort,
  { ingress, host }: Claimed,
  around: readonly Settings[],
): Lowered | undefined {
  if (host !== '*' && host.includes('*')) {
    refuse(lowering, ingress.origin, `take requests for ${host}`, 'names have whole hosts');
    return undefined;
  }
  const known = {
    ...(host === '*' ? {} : { host }),
    port: port.number,
    scheme: port.protocol === 'https' ? ('https' as const) : ('http' as const),
    isFrom: ({ source }: FromTest) => isFrom(source, { kind: 'gateway', gateway }),
  };
  const labels = host === '*' ? ['*'] : [host, `${host}:${port.number}`];
  const rules = rulesAt(lowering.mesh, ingress, gateway.key);
  const alias = `${gateway.key}/${port.number}/${host === '*' ? 'any' : host}`;
  const lowered = lowerList(lowering.mesh, { labels, alias, known, rules, settings: gateway.settings, around });
  for (const refusal of lowered.refusals) sayRefusal(lowering, refusal);
  if (lowered.refusals.length === 0 && lowered.gap)
    refuse(lowering, ingress.origin, 'answer 404', 'it only sends requests on: the rules must decide every request');
  return lowered;
}

/** A server has one certificate, whatever host is asked for. */
function tlsOf(lowering: Lowering, port: GatewayPort, entering: readonly Ingress[]): ServerTls | undefined {
  const certificates = entering.map(({ certificate }) => certificate ?? port.certificate);
  const first = certificates.find((one) => one !== undefined) ?? port.certificate;
  const other = certificates.find((one) => one && one.value !== first?.value);
  if (other)
    refuse(lowering, other.origin, `show ${other.value} beside ${first?.value}`, 'a port of it has one certificate');
  const clients = entering.map(({ clients: own }) => own ?? port.clients);
  const [asked] = clients.length > 0 ? clients : [port.clients];
  const differing = clients.find((one) => one?.value !== asked?.value);
  if (differing)
    refuse(lowering, differing.origin, 'ask for certificates of some hosts', 'a port of it asks all or none');
  if (!first) {
    refuse(lowering, port.origin, `open port ${port.number}`, 'it passes no TLS on and needs a certificate');
    return undefined;
  }
  return { certificate: first.value, ...(asked ? { clients: asked.value } : {}) };
}

function sayRefusal({ report, reader }: Lowering, { origin, construct, note, why }: Refusal): void {
  if (why === 'weight') report.add(catalogue.linkerd.weightTooLarge, origin, { construct, note });
  else report.add(catalogue.linkerd.cannot, origin, { construct, reader, note });
}

const refuse = ({ report, reader }: Lowering, origin: Ingress['origin'], construct: string, note: string): void => {
  report.add(catalogue.linkerd.cannot, origin, { construct, reader, note });
};
