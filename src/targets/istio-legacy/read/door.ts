// The one door that old Istio has, whatever a program calls it.
import type { Gateway } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';

export const DOOR = 'istio-system/istio-ingress';

/** The door with these of its two ports. */
export const door = (ports: readonly (80 | 443)[], origin: Span): Gateway => ({
  kind: 'gateway',
  key: DOOR,
  namespace: 'istio-system',
  name: 'istio-ingress',
  origin,
  pods: { istio: 'ingress' },
  podsWritten: true,
  ports: ports.map((number) => {
    const protocol = number === 80 ? 'http' : 'https';
    return { number, name: `${protocol}-${number}`, protocol, origin };
  }),
  rules: [],
  settings: {},
});
