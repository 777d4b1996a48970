// Requests at the edges of two sets of rules: for every text they compare with, the text itself, its neighbours and what a careless
// expression would take for it.
import { randomOf } from '../support/random.ts';
import type { OldConfig, SimulatedRequest, SourceWorkload } from '../support/route-rules/index.ts';

/** `count` requests, the same for the same rules. */
export function boundaryRequests(a: OldConfig, b: OldConfig, count: number): readonly SimulatedRequest[] {
  const random = randomOf(count);
  const rules = [...a.rules, ...b.rules];
  const hosts = [...new Set(rules.map(({ host }) => host)), 'unknown.default.svc.cluster.local'];
  const paths = edges([...textsOf(rules, 'uri'), ...pathsOf(a), '/', '/reviews/1']).filter((path) =>
    path.startsWith('/'),
  );
  const cookies = edges(['user=jason', ...textsOf(rules, 'cookie')]).flatMap((text) => [
    text,
    `a=b;${text}`,
    `a=b; ${text}`,
    `${text};c=d`,
    `${text}; c=d`,
  ]);
  const sources: readonly (SourceWorkload | undefined)[] = [
    undefined,
    ...hosts.map((host) => ({ hosts: [host], labels: { version: 'v1' } })),
    { hosts: ['istio-ingress.istio-system.svc.cluster.local'], labels: { istio: 'ingress' } },
  ];
  return Array.from({ length: count }, () => {
    const cookie = random.chance(0.75) ? random.pick(cookies) : undefined;
    const from = random.pick(sources);
    return {
      to: random.pick(hosts),
      path: random.pick(paths),
      method: random.pick(['GET', 'POST', 'HEAD']),
      authority: random.pick(['shop.example.com', 'productpage', 'productpage:9080']),
      scheme: 'http',
      headers: {
        ...(cookie === undefined ? {} : { cookie }),
        ...(random.chance(0.2) ? { 'x-other': 'user=jason' } : {}),
      },
      ...(from ? { from } : {}),
    };
  });
}

/** What the rules compare this header with; of a regular expression its longest plain parts. */
function textsOf(rules: OldConfig['rules'], name: string): readonly string[] {
  return rules.flatMap(({ headers }) => {
    const test = headers.get(name);
    if (!test) return [];
    return test.how === 'regex'
      ? test.what.split(/[\\^$.*+?()[\]{}|;]+/).filter((part) => part.length > 2)
      : [test.what];
  });
}

const pathsOf = ({ others }: OldConfig): readonly string[] =>
  others.flatMap(({ kind, spec }) =>
    kind === 'Ingress'
      ? spec.rules.flatMap((rule: never) =>
          (rule as { http: { paths: { path?: string }[] } }).http.paths.map(({ path = '/' }) =>
            path.replace(/\.\*$/, ''),
          ),
        )
      : [],
  );

/** A text and what is next to it. */
const edges = (texts: readonly string[]): readonly string[] => [
  ...new Set(
    texts.flatMap((text) => [
      text,
      `${text}x`,
      `x${text}`,
      `${text}/`,
      `${text}/x`,
      text.slice(0, -1),
      text.toUpperCase(),
      `${text} `,
    ]),
  ),
];
