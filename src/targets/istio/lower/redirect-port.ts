// The host and port of a redirect, written so that Pilot and Envoy lead to the port that the program means. Pilot leaves out the usual port
// of a scheme; Envoy gives a new host no port then, and lets the request's own keep the one that it came with.
import type { Redirect } from '../../../model/index.ts';
import type { HttpMatch } from '../plan.ts';
import { portsOf, type Site, schemeOf } from './site.ts';

export interface Authority {
  readonly host: string | undefined;
  /** `request`: that of the request, whichever it is. */
  readonly port: number | 'request' | undefined;
}
/** No way of writing it leads there. */
export interface Misled {
  /** The port that requests come to. */
  readonly from: number;
  /** Where the redirect should lead. */
  readonly leadsTo: number;
}

export function authorityFor(redirect: Redirect, matches: readonly HttpMatch[], site: Site): Authority | Misled {
  const { host, port } = redirect;
  const places = placesOf(matches, site);
  const wrong = (to: Authority): Place | undefined =>
    places.find((place) => answered(redirect, to, place) !== meant(redirect, place));
  const asWritten = { host, port };
  const place = wrong(asWritten);
  if (!place) return asWritten;
  const ways: readonly Authority[] = [
    { host, port: 'request' },
    { host, port: meant(redirect, place) },
    ...(site.host === undefined ? [] : [{ host: site.host, port }]),
  ];
  return ways.find((way) => !wrong(way)) ?? { from: place.port, leadsTo: meant(redirect, place) };
}

interface Place {
  readonly port: number;
  readonly scheme: 'http' | 'https';
}

/** Where its requests come to. */
function placesOf(matches: readonly HttpMatch[], site: Site): readonly Place[] {
  const asked = matches.map(({ port }) => port?.value);
  const isSaid = asked.length > 0 && !asked.includes(undefined);
  const all: readonly Place[] =
    site.kind === 'mesh'
      ? portsOf(site).map((port) => ({ port, scheme: 'http' }))
      : site.doors.map(({ port }) => ({ port: port.number, scheme: schemeOf(port) }));
  const met = all.filter(({ port }) => asked.includes(port));
  return isSaid && met.length > 0 ? met : all;
}

const usual = (scheme: 'http' | 'https'): number => (scheme === 'https' ? 443 : 80);

/** By the language. */
function meant({ port, scheme }: Redirect, place: Place): number {
  if (port !== undefined) return port;
  return scheme === undefined || scheme === place.scheme ? place.port : usual(scheme);
}

/** By Pilot and Envoy. */
function answered({ scheme }: Redirect, { host, port }: Authority, place: Place): number {
  const own = usual(scheme ?? place.scheme);
  const said = port === 'request' ? place.port : port;
  if (said !== undefined && said !== own) return said;
  return host !== undefined || place.port === usual(place.scheme) ? own : place.port;
}
