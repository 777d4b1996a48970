// Words of the language as candidates: each is tried at the cursor, and offered where the parser takes it for what it is.
import type { SettingContext } from '../../syntax/index.ts';
import { takesRules } from './context.ts';
import { type Candidate, startsLike } from './names.ts';
import { type Spot, tryWord } from './trial.ts';

/** What follows a word, so that it is read as the word and not as a name; what it is for. */
const words: readonly (readonly [word: string, tail: string, documentation: string])[] = [
  ['when', ' path == "/"', 'A rule for requests that pass a condition.'],
  ['else', ' -> x', 'A rule for all other requests.'],
  ['->', ' x', 'What happens to the request.'],
  ['with', ' x', 'Applies policies.'],
  ['and', ' x', 'Both conditions hold.'],
  ['or', ' x', 'At least one of the conditions holds.'],
  ['not', ' x', 'The condition does not hold.'],
  ['from', ' x', 'Who sends the request: a service, namespace, gateway, or pods.'],
  ['namespace', ' x', 'All workloads of a namespace.'],
  ['gateway', ' x', 'A door of the mesh.'],
  ['pods', ' { a: "b" }', 'Workloads with these labels.'],
  ['path', ' == "/"', 'The path, without the query.'],
  ['method', ' == GET', 'The method.'],
  ['host', ' == "a.example"', 'The host, in lower case, without the port.'],
  ['scheme', ' == http', '`http` or `https`.'],
  ['port', ' == 80', 'The port that the request came to.'],
  ['sni', ' == "a.example"', 'The server name of a TLS connection.'],
  ['rpc', ' under "a.B"', 'The method of a gRPC call: `shop.Reviews/List`.'],
  ['header', ' "a" exists', 'A header, by its name.'],
  ['query', ' "a" exists', 'A query parameter, by its name.'],
  ['cookie', ' "a" exists', 'A cookie, by its name.'],
  ['==', ' "/a"', 'Equal to.'],
  ['!=', ' "/a"', 'Not equal to; also true where it is absent.'],
  ['in', ' ("/a", "/b")', 'Equal to one of these.'],
  ['starts', ' "/a"', 'Begins with.'],
  ['under', ' "/a"', 'Equal to it, or below it by whole segments.'],
  ['ends', ' "/a"', 'Ends with.'],
  ['contains', ' "a"', 'Contains.'],
  ['matches', ' `/.*`', 'The whole value matches a regular expression.'],
  ['exists', '', 'It is there.'],
  ['to', ' x', 'Where this share of the requests goes.'],
  ['rest', ' to x', 'What remains of the split.'],
  ['redirect', ' 301', 'Answers with a redirect.'],
  ['respond', ' 404', 'Answers with a status.'],
  ['rules', ' x', 'Tries a list of rules; what it does not decide goes on to the next rule.'],
  ['route', ' x', 'Decided by the rules of a service.'],
  ['on', ' x', 'The doors that the hosts are on.'],
  ['for', ' x', 'For one service only.'],
  ['every', ' request to x is decided', 'A claim about all requests.'],
  ['request', ' to x is decided', 'A claim about all requests.'],
  ['never', ' routes to x', 'A claim that something is impossible.'],
  ['routes', ' to x', 'Directly.'],
  ['reaches', ' x', 'Along calls.'],
  ['is', ' decided', 'A claim about every request.'],
  ['answered', ' within 5s', 'The worst case of timeouts and retries.'],
  ['within', ' 5s', 'The worst case of timeouts and retries.'],
  ['decided', '', 'Never falls through, never goes in a circle.'],
  ['service', ' x never routes to x', 'A claim about a service.'],
];

/** Words that begin an item and mean a rule. */
const rules = new Set(['when', 'else', '->']);

/** Without a condition only another list may stand. */
const callOfRules: Candidate = {
  label: '-> rules',
  kind: 'keyword',
  documentation: 'Tries a list of rules; what it does not decide goes on to the next rule.',
  rank: 3,
};

export function wordCandidates({ before, typed }: Spot, context: SettingContext | undefined): Candidate[] {
  const begins = isBeginning(before, '{;');
  return words.flatMap(([word, tail, documentation]) => {
    if (!startsLike(word, typed)) return [];
    if (begins && context && rules.has(word) && !takesRules(context)) return [];
    if (begins && context && word === '->' && !lacksArrow(before))
      return isTaken(before, '->', ' rules x') ? [callOfRules] : [];
    return isTaken(before, word, tail) ? [{ label: word, kind: 'keyword', documentation, rank: 3 } as const] : [];
  });
}

/** Whether a line begins here, or an item behind one of the signs. */
function isBeginning(before: string, signs: string): boolean {
  const said = before.trimEnd();
  return said === '' || signs.includes(said.at(-1) as string) || /[\n\r]/.test(before.slice(said.length));
}

/** A rule whose condition stands on the line before. */
function lacksArrow(before: string): boolean {
  const above = before.trimEnd();
  return !/[{;]$/.test(above) && isTaken(`${above} `, '->', ' x');
}

/** The parser has no complaint, and takes the word for no name. */
function isTaken(before: string, word: string, tail: string): boolean {
  const { path, fits } = tryWord(before, word, tail);
  const last = path.at(-1);
  return fits && last !== undefined && last.kind !== 'name' && last.kind !== 'word';
}

const declarations: readonly (readonly [word: string, snippet: string, documentation: string])[] = [
  ['namespace', 'namespace ${1:name}', 'The Kubernetes namespace of what follows in this file.'],
  ['use', 'use ${1:std/patient}', 'A short name for something of another namespace.'],
  ['let', 'let ${1:name} = ${2:"value"}', 'A named constant.'],
  ['input', 'input ${1:name}: ${2:Percent} = ${3:10%}', 'A value given at build time.'],
  ['condition', 'condition ${1:name} = ${2:header "x-user" exists}', 'A named test of requests.'],
  ['policy', 'policy ${1:name} {\n\t${2:timeout 5s}\n}', 'Settings with a name, applied by `with`.'],
  [
    'service',
    'service ${1:name} {\n\tport ${2:8080} ${3:http}\n\tversion ${4:v1}\n}',
    'A service: ports, versions, whom it calls.',
  ],
  [
    'egress',
    'egress ${1:name} {\n\thost "${2:www.example.org}"\n\tport ${3:443} tls\n}',
    'Something outside that may be called.',
  ],
  ['gateway', 'gateway ${1:name} {\n\tport ${2:80} http\n}', 'A door of the mesh.'],
  ['rules', 'rules ${1:name} {\n\twhen ${2:path under "/"} -> ${3:service}\n}', 'A named list of rules.'],
  [
    'route',
    'route ${1:service} {\n\twhen ${2:header "x-user" exists} -> ${3:v2}\n\telse -> ${4:v1}\n}',
    'The rules for requests to a service.',
  ],
  [
    'ingress',
    'ingress "${1:www.example.com}" on ${2:gateway} {\n\twhen path under "${3:/}" -> ${4:service}\n}',
    'What comes in for a host.',
  ],
  ['telemetry', 'telemetry {\n\t${1:access-log json}\n}', 'Metrics, traces, access logs.'],
  [
    'test',
    'test "${1:title}" {\n\tGET "${2:/}" to ${3:service} -> ${4:service}\n}',
    'Example requests with the decision each must get.',
  ],
  ['expect', 'expect "${1:title}" {\n\tevery request to ${2:service} is decided\n}', 'Statements about all requests.'],
];

/** What the declarations that begin with a word are for. */
export const declarationDoc = (word: string): string | undefined => declarations.find(([each]) => each === word)?.[2];

export const declarationCandidates = ({ before, typed }: Spot): Candidate[] =>
  isBeginning(before, ';')
    ? declarations
        .filter(([word]) => startsLike(word, typed))
        .map(([label, snippet, documentation]) => ({ label, kind: 'declaration', snippet, documentation, rank: 2 }))
    : [];
