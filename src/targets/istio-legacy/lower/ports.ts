// What old Istio makes of the ports of a service: the protocol stands in the port's name, and rules apply to HTTP ports only.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Port, Protocol, Route, Service } from '../../../model/index.ts';
import { callName, type Lowering, routesOf } from './lowering.ts';

const HTTP: readonly Protocol[] = ['http', 'http2', 'grpc'];

export const isHttp = ({ protocol }: Pick<Port, 'protocol'>): boolean => HTTP.includes(protocol);

/** What Istio 0.x reads out of a port name. */
const protocolInName = (name: string): string => name.split('-')[0] ?? '';

/** Whether the names of a service's ports say what the program says; findings where they do not. */
export function portNamesAgree(at: Lowering, service: Service): boolean {
  const wrong = service.ports.filter((port) => {
    const said = protocolInName(port.name);
    return port.named && (isHttp(port) ? said !== port.protocol : (HTTP as readonly string[]).includes(said));
  });
  for (const { name, protocol, origin } of wrong) {
    at.report.add(catalogue.legacy.portNameHidesProtocol, origin, { port: name, protocol, target: at.target });
  }
  return wrong.length === 0;
}

/** Findings where one route cannot speak for the service: rules have no port, and apply to HTTP ports only. */
export function fitsPorts(at: Lowering, route: Route, service: Service): void {
  const name = callName(at, service.key);
  const ports =
    route.port === undefined
      ? service.ports.filter(({ number }) => !hasRoute(at, service, number))
      : service.ports.filter(({ number }) => number === route.port);
  const others = service.ports.filter((port) => !ports.includes(port));
  const [first] = ports;
  if (first && others.some(isHttp)) {
    const listed = others.map(({ number }) => number).join(', ');
    at.report.add(catalogue.legacy.onePortOnly, route.origin, {
      service: name,
      port: first.number,
      others: listed,
      target: at.target,
    });
  }
  const plain = ports.find((port) => !isHttp(port));
  if (!plain) return;
  const related = [{ span: plain.origin, message: `${plain.protocol} here` }];
  const parameters = { port: String(plain.number), service: name, target: at.target };
  at.report.add(catalogue.legacy.portWithoutRules, route.origin, parameters, { related });
}

const hasRoute = (at: Lowering, { key }: Service, port: number): boolean =>
  routesOf(at, 'service', key).some((route) => route.port === port);
