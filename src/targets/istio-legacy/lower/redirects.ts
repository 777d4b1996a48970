// A redirect → upstream's `redirect`, which has a path and a host; the status code is the data plane's.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Redirect } from '../../../model/index.ts';
import type { RouteRule } from '../plan.ts';
import { allows, type Lowering, refuse } from './lowering.ts';

/** What each data plane answers. */
const ENVOY_CODE = 301;
const LINKERD_CODE = 302;

export function redirectOf(at: Lowering, redirect: Redirect): RouteRule['redirect'] {
  const { path, host, scheme, port, prefix, origin, code } = redirect;
  if (scheme !== undefined) refuse(at, origin, 'a redirect to another scheme', 'a redirect has a path and a host');
  if (port !== undefined) refuse(at, origin, 'a redirect to another port', 'a redirect has a path and a host');
  if (prefix !== undefined) refuse(at, origin, 'a redirect of a prefix', 'a redirect replaces the whole path');
  checkCode(at, code, origin);
  const pathFine = path === undefined || allows(at, 'redirect path', origin, 'a redirect');
  const hostFine = host === undefined || allows(at, 'redirect host', origin, 'a redirect to another host');
  if (!pathFine || !hostFine || (path === undefined && host === undefined)) return undefined;
  return { ...(path === undefined ? {} : { uri: path }), ...(host === undefined ? {} : { authority: host }) };
}

function checkCode(at: Lowering, code: number, origin: Redirect['origin']): void {
  const answers = [...(at.envoy ? [ENVOY_CODE] : []), ...(at.linkerd ? [LINKERD_CODE] : [])];
  if (answers.every((one) => one === code)) return;
  const listed = answers.map((one) => `${one} (${one === ENVOY_CODE ? 'Envoy' : 'Linkerd'})`).join(' or ');
  at.report.add(catalogue.legacy.redirectCode, origin, { code, answers: listed, target: at.target });
}
