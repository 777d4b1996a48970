// One entry of `tls[]` or `tcp[]` → where connections go. Server names, ports and sources are all there is to match.
import type { Forward } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Fields } from '../../shared/reading/index.ts';
import { type Reading, readSplit } from './destinations.ts';
import { readSource, type SourceMatch } from './http-match.ts';
import { type Noted, noteIn } from './ports-at.ts';

export interface StreamMatch extends SourceMatch {
  /** Names and `*.name`. */
  readonly serverNames?: readonly string[];
}
export interface StreamRule extends Noted {
  readonly kind: 'stream';
  readonly matches: readonly StreamMatch[] | undefined;
  readonly action: Forward;
  readonly settings: Record<string, never>;
  readonly origin: Span;
  readonly calls?: never;
}

export function readStreamRoute(
  fields: Fields,
  protocol: 'tls' | 'tcp',
  namespace: string,
  reading: Reading,
): readonly StreamRule[] {
  const matches = fields.has('match') ? fields.list('match').map((match) => readMatch(match, protocol)) : undefined;
  const split = readSplit(fields.list('route'), namespace, protocol, reading);
  fields.done();
  if (split.length === 0) return [];
  const { span: origin } = fields;
  return [
    { kind: 'stream', matches, action: { kind: 'forward', split, origin }, settings: {}, origin, note: noteIn(fields) },
  ];
}

function readMatch(fields: Fields, protocol: 'tls' | 'tcp'): StreamMatch {
  const names = fields.has('sniHosts') ? fields.texts('sniHosts').map(({ value }) => value.toLowerCase()) : undefined;
  if (protocol === 'tls' && !names?.length)
    fields.notes.add(fields.pathOf('sniHosts'), fields.span, 'a TLS match without server names, which Istio refuses');
  const source = readSource(fields);
  fields.leave(['destinationSubnets', 'sourceSubnet'], 'a match of addresses');
  fields.done();
  return { ...source, ...(names ? { serverNames: names } : {}) };
}
