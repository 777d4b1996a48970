// How callers use what they call: Linkerd chooses endpoints in its own way, and only opens mutual TLS between its own proxies.
import type { TrafficPolicy } from '../../../model/index.ts';
import { type Context, refuse } from '../../shared/gateway-routes/index.ts';

export function refuseTraffic(context: Context, { balance, connections, eject, tls }: TrafficPolicy): void {
  if (balance) refuse(context, balance.origin, '`balance`', 'it always asks the faster of two endpoints');
  if (connections) refuse(context, connections.origin, '`connections`', 'it has no limits');
  if (eject)
    refuse(
      context,
      eject.origin,
      '`eject`',
      'it is an annotation of the Service (balancer.linkerd.io/failure-accrual), and mesh writes no Services',
    );
  if (tls && tls.value.mode !== 'mutual')
    refuse(context, tls.origin, '`tls`', 'it opens no TLS but between its own proxies');
}
