// Services, egresses, gateways, routes and ingresses of the model → declarations of the language, seen from the namespace whose file
// they stand in.
import type { Egress, Gateway, Ingress, Mesh, Port, Route, Service, Version } from '../model/index.ts';
import type { RuleCall } from '../targets/index.ts';
import type { Span } from '../text/index.ts';
import { labelsText } from './condition-text.ts';
import { nameText, quoted, refText } from './names.ts';
import { actionText, calleesOf, type RuleSpeaker, ruleText } from './rule-text.ts';
import { trafficLines } from './setting-text.ts';

export interface Writer {
  readonly speaker: RuleSpeaker;
  /** Comments of the input for a place, once. */
  readonly remarks: (span: Span) => readonly string[];
}

const commented = (lines: readonly string[]): readonly string[] => lines.map((line) => `// ${line}`);

const block = (head: string, lines: readonly string[]): string =>
  lines.length === 0
    ? `${head} {}`
    : lines.length === 1 && !lines[0]?.includes('\n') && `${head}${lines[0]}`.length < 90 && !lines[0]?.startsWith('//')
      ? `${head} { ${lines[0]} }`
      : `${head} {\n${lines.map((line) => `  ${line}`).join('\n')}\n}`;

/** The body of a service, the same text for services that are alike. */
export function serviceBody(service: Service): readonly string[] {
  const { host, inCluster, addresses, ports, versions, traffic, visibleTo } = service;
  return [
    ...(inCluster ? [] : [`host ${quoted(host)}`]),
    ...atLine(addresses.map(({ value }) => value)),
    ...ports.map(portText),
    ...versionLines(versions),
    ...trafficLines(traffic),
    ...visibleLine(visibleTo?.value),
  ];
}

const atLine = (addresses: readonly string[]): readonly string[] =>
  addresses.length === 0 ? [] : [`at ${addresses.map(quoted).join(', ')}`];

const visibleLine = (namespaces: readonly string[] | undefined): readonly string[] =>
  namespaces ? [`visible to ${namespaces.map(nameText).join(', ')}`] : [];

function portText({ number, name, named, protocol, target, traffic }: Port): string {
  const lines = [...(target === undefined ? [] : [`target ${target}`]), ...trafficLines(traffic)];
  // Ports of Services may have longer names than the language gives.
  const plain = !named || name === protocol || name === `${protocol}-${number}` || name.length > 15;
  return `port ${plain ? '' : `${nameText(name)} `}${number} ${protocol}${lines.length === 0 ? '' : ` { ${lines.join('; ')} }`}`;
}

/** Versions that are nothing but their label `version` on one line. */
function versionLines(versions: readonly Version[]): readonly string[] {
  const isPlain = ({ name, labels, traffic }: Version): boolean =>
    Object.keys(labels).length === 1 && labels.version === name && Object.keys(traffic).length === 0;
  const plain = versions.filter(isPlain).map(({ name }) => nameText(name));
  const others = versions
    .filter((version) => !isPlain(version))
    .map(({ name, labels, traffic }) => {
      const same = Object.keys(labels).length === 1 && labels.version === name;
      const lines = [...(same ? [] : [`pods ${labelsText(labels)}`]), ...trafficLines(traffic)];
      return `version ${nameText(name)} { ${lines.join('; ')} }`;
    });
  return [...(plain.length > 0 ? [`version ${plain.join(', ')}`] : []), ...others];
}

/** Services that are alike share a declaration. */
export function serviceText(services: readonly Service[], { speaker, remarks }: Writer): string {
  const names = services.map(({ key }) => refText(key, speaker.namespace));
  const comments = services.flatMap(({ origin }) => commented(remarks(origin)));
  return [...comments, block(`service ${names.join(', ')}`, serviceBody(services[0] as Service))].join('\n');
}

export function egressText(egress: Egress, { speaker, remarks }: Writer): string {
  const { hosts, addresses, ports, through, traffic, visibleTo } = egress;
  const lines = [
    `host ${hosts.map(({ value }) => quoted(value)).join(', ')}`,
    ...atLine(addresses.map(({ value }) => value)),
    ...ports.map(portText),
    ...(through ? [`through ${refText(through.gateway, speaker.namespace)}:${through.port}`] : []),
    ...trafficLines(traffic),
    ...visibleLine(visibleTo?.value),
  ];
  return [...commented(remarks(egress.origin)), block(`egress ${refText(egress.key, speaker.namespace)}`, lines)].join(
    '\n',
  );
}

export function gatewayText(gateway: Gateway, writer: Writer): string {
  const { speaker, remarks } = writer;
  const { key, pods, podsWritten, ports, openTo, class: kind } = gateway;
  const usual = Object.keys(pods).length === 1 && pods.istio === 'ingressgateway';
  const comments = commented(remarks(gateway.origin));
  const lines = [
    ...(kind ? [`class ${quoted(kind.value)}`] : []),
    ...(podsWritten && !usual ? [`pods ${labelsText(pods)}`] : []),
    ...ports.map(({ number, protocol, certificate, clients }) => {
      const inner = [
        ...(certificate ? [`certificate ${quoted(certificate.value)}`] : []),
        ...(clients ? [`clients ${quoted(clients.value)}`] : []),
      ];
      return `port ${number} ${protocol}${inner.length === 0 ? '' : ` { ${inner.join('; ')} }`}`;
    }),
    ...(openTo ? [`open to ${openTo.value === 'all' ? 'all' : openTo.value.map(nameText).join(', ')}`] : []),
    ...ruleLines(gateway.rules, writer),
  ];
  return [...comments, block(`gateway ${refText(key, speaker.namespace)}`, lines)].join('\n');
}

export function routeText(route: Route, mesh: Mesh, writer: Writer): string {
  const { speaker, remarks } = writer;
  const service = route.kind === 'service' ? { service: route.target } : {};
  const callee = calleesOf(mesh).get(`${route.kind} ${route.target}`);
  const port = route.port === undefined || callee?.ports.length === 1 ? '' : `:${route.port}`;
  const head = `route ${refText(route.target, speaker.namespace)}${port}`;
  const comments = commented(remarks(route.origin));
  return [...comments, listText(head, route.rules, { ...writer, speaker: { ...speaker, ...service, mesh } }, [])].join(
    '\n',
  );
}

export function ingressText(ingress: Ingress, mesh: Mesh, writer: Writer): string {
  const { speaker, remarks } = writer;
  const hosts = ingress.hosts.map(({ value }) => quoted(value)).join(', ');
  const doors = ingress.doors.flatMap(({ gateway, ports }) => {
    const all = mesh.gateways.find(({ key }) => key === gateway)?.ports.map(({ number }) => number) ?? [];
    const name = refText(gateway, speaker.namespace);
    return all.every((port) => ports.includes(port)) ? [name] : ports.map((port) => `${name}:${port}`);
  });
  const own = certificateLines(ingress, mesh);
  const comments = commented(remarks(ingress.origin));
  return [...comments, listText(`ingress ${hosts} on ${doors.join(', ')}`, ingress.rules, writer, own)].join('\n');
}

/** Only where they are not those of the doors. */
function certificateLines({ certificate, clients, doors }: Ingress, { gateways }: Mesh): readonly string[] {
  const ports = doors.flatMap(({ gateway, ports: numbers }) =>
    (gateways.find(({ key }) => key === gateway)?.ports ?? []).filter(
      ({ number, protocol }) => numbers.includes(number) && protocol !== 'http',
    ),
  );
  const same = (name: 'certificate' | 'clients', value: string): boolean =>
    ports.every((port) => port[name]?.value === value);
  return [
    ...(certificate && !same('certificate', certificate.value) ? [`certificate ${quoted(certificate.value)}`] : []),
    ...(clients && !same('clients', clients.value) ? [`clients ${quoted(clients.value)}`] : []),
  ];
}

/** A single rule for everything needs no list. */
function listText(head: string, rules: readonly RuleCall[], writer: Writer, settings: readonly string[]): string {
  const [only, second] = rules.filter(({ routed }) => routed === undefined || routed.isFirst);
  if (only && !second && settings.length === 0 && (only.routed ?? only).condition.kind === 'always') {
    const comments = commented(writer.remarks(only.origin));
    return [...comments, `${head} -> ${actionText(only, writer.speaker)}`].join('\n');
  }
  return block(head, [...settings, ...ruleLines(rules, writer)]);
}

/** Rules of a service that stand in a list together are said by a call of its route. */
export const ruleLines = (rules: readonly RuleCall[], { speaker, remarks }: Writer): readonly string[] =>
  rules.flatMap((rule) =>
    rule.routed && !rule.routed.isFirst ? [] : [...commented(remarks(rule.origin)), ruleText(rule, speaker)],
  );
