// What may stand inside quotes: names of headers where the language asks for one.
import type { Candidate } from './names.ts';
import type { Spot } from './trial.ts';

const requestHeaders =
  'accept accept-language authorization content-type cookie host origin referer user-agent x-b3-traceid x-canary x-forwarded-for x-forwarded-proto x-request-id x-requested-with x-user x-version'.split(
    ' ',
  );
const responseHeaders =
  'access-control-allow-origin cache-control content-security-policy location retry-after server set-cookie strict-transport-security vary x-content-type-options x-frame-options x-powered-by'.split(
    ' ',
  );

export function textCandidates(before: string): Candidate[] {
  const line = before.slice(before.lastIndexOf('\n') + 1).replace(/"[^"]*$/, '');
  if (/\bresponse header (set|add|remove) $/.test(line)) return responseHeaders.map(candidate);
  return /\bheader ((set|add|remove) )?$/.test(line) ? requestHeaders.map(candidate) : [];
}

/** Labels that workloads mostly carry, where a label's name may stand. */
export const labelCandidates = ({ before }: Spot): Candidate[] =>
  /[{,]\s*$/.test(before)
    ? ['app', 'version', 'track', 'istio'].map((label) => ({ label, kind: 'word', insert: `${label}: `, rank: 1 }))
    : [];

const candidate = (label: string): Candidate => ({ label, kind: 'text', rank: 1 });
