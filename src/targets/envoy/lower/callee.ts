// What a proxy may call: a service or egress at one port, with the rules that requests to it meet and the names it is called by.
import type { Egress, Port, Rule, Service } from '../../../model/index.ts';
import { namesOfService } from '../../shared/calls/index.ts';
import type { ProxyLowering } from './context.ts';

export interface Callee {
  readonly callee: Service | Egress;
  readonly port: Port;
  readonly rules: readonly Rule[];
}

/** The names by which a service is called from here. */
export const namesOf = ({ viewer, mesh }: ProxyLowering, service: Service): readonly string[] =>
  namesOfService(mesh, service, viewer.kind === 'service' && viewer.service.namespace === service.namespace);
