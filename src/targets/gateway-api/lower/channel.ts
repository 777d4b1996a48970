// Whether a version of the API has a field, and in which channel.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Span } from '../../../text/index.ts';
import { type Context, refuse } from '../../shared/gateway-routes/index.ts';
import { channelOf, type Field } from '../supports.ts';

export interface VersionContext extends Context {
  readonly version: string;
}

/** Whether the version has the field; says so where only the experimental channel does. */
export function has(context: VersionContext, field: Field, origin: Span, construct: string, path: string): boolean {
  const channel = channelOf(field, context.version);
  if (channel === undefined) refuse(context, origin, construct, `no field for it before a later version`);
  else if (channel === 'experimental')
    context.report.add(catalogue.gatewayApi.experimentalChannel, origin, { construct, field: path });
  return channel !== undefined;
}
