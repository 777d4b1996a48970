// Findings of the family M55xx: Linkerd 1.x as the data plane of Istio, and (from M5510) on its own or beside Envoy.
import { type Example, entry } from '../entry.ts';

const shop = (dataPlane: string, added: string, target = 'istio@0.1'): Example => ({
  files: {
    'main.mesh': `namespace shop\nservice reviews { port 9080 http; version v1, v2 }\n${added}\n`,
  },
  target,
  dataPlane,
});

export const ignores = entry<{ construct: string; reader: string; note: string }>({
  code: 'M5501',
  slug: 'ignored-by-linkerd',
  severity: 'error',
  message: ({ construct, reader, note }) => `${reader} does not do ${construct}: ${note}`,
  why: 'Linkerd reads routing rules of Istio and passes over the parts it does not know, without a word. Requests would be treated differently from what the program says.',
  fix: 'Leave it out, or run the callers behind Envoy.',
  bad: shop('linkerd@1.1.1', 'route reviews -> v1 { timeout 2s }'),
  good: shop('linkerd@1.1.1', 'route reviews -> v1'),
});

export const breaks = entry<{ construct: string; reader: string; note: string }>({
  code: 'M5502',
  slug: 'breaks-linkerd',
  severity: 'error',
  message: ({ construct, reader, note }) => `${construct} breaks ${reader}: ${note}`,
  why: 'Linkerd keeps all rules of the mesh in one table; a rule it cannot read takes others down with it.',
  fix: 'Name the versions: every branch of a split needs labels.',
  bad: shop('linkerd@1.1.1', 'route reviews -> 90% to reviews, 10% to v2'),
  good: shop('linkerd@1.1.1', 'route reviews -> 90% to v1, 10% to v2'),
});

export const differs = entry<{ construct: string; reader: string; note: string }>({
  code: 'M5503',
  slug: 'different-on-linkerd',
  severity: 'error',
  message: ({ construct, reader, note }) => `${construct} would do something else on ${reader}: ${note}`,
  why: 'Linkerd and Envoy read this part of a rule differently. One program has one meaning, on every data plane.',
  fix: 'Say it in a form that both read alike; see the hint.',
  bad: {
    files: {
      'main.mesh': 'service reviews { port 9080 http; version v1 { pods { version: "V1" } } }\nroute reviews -> v1\n',
    },
    target: 'istio@0.1',
    dataPlane: 'linkerd@1.1.1',
  },
  good: {
    files: {
      'main.mesh': 'service reviews { port 9080 http; version v1 { pods { version: "v1" } } }\nroute reviews -> v1\n',
    },
    target: 'istio@0.1',
    dataPlane: 'linkerd@1.1.1',
  },
});

export const neverMatches = entry<{ construct: string; reader: string; note: string }>({
  code: 'M5504',
  slug: 'never-true-on-linkerd',
  severity: 'error',
  message: ({ construct, reader, note }) => `${construct} is never true on ${reader}: ${note}`,
  why: 'The condition is part of the rule format, but Linkerd has nothing to compare it with.',
  fix: 'Use another condition.',
  bad: { shownBy: 'test/rooms/istio-legacy/data-planes.test.ts' },
});

export const loses = entry<{ construct: string; reader: string; note: string }>({
  code: 'M5505',
  slug: 'lost-on-linkerd',
  severity: 'warning',
  message: ({ construct, reader, note }) => `${construct} is not kept by ${reader}: ${note}`,
  why: 'Requests go where the program says, but not everything of them arrives, or more is let through than was said.',
  fix: 'Check that nothing depends on it, or use Linkerd 1.1.1 or Envoy.',
  bad: shop('linkerd@1.4', 'route reviews -> v1'),
  good: shop('linkerd@1.1.1', 'route reviews -> v1'),
});

export const needsOldIstio = entry<{ reader: string; target: string }>({
  code: 'M5506',
  slug: 'linkerd-needs-old-istio',
  severity: 'error',
  message: ({ reader, target }) => `${reader} reads the rules of Istio 0.1 only, not those of ${target}`,
  why: "Linkerd polls the API that Istio's control plane had in 0.1. From 0.2 on rules are Kubernetes objects, which Linkerd never learned to read.",
  fix: 'Build for istio@0.1, or use Envoy as the data plane.',
  bad: shop('linkerd@1.1.1', 'route reviews -> v1', 'istio@0.2'),
  good: shop('linkerd@1.1.1', 'route reviews -> v1'),
});

export const unknownVersion = entry<{ version: string; known: string }>({
  code: 'M5507',
  slug: 'unknown-linkerd-version',
  severity: 'error',
  message: ({ version, known }) =>
    `linkerd@${version} is not a version that mesh knows as a data plane of Istio; it knows ${known}`,
  why: 'Each version reads rules and configuration in its own way, so mesh must know which one it writes for.',
  fix: 'Name one of the versions it knows.',
  bad: shop('linkerd@1.9', 'route reviews -> v1'),
  good: shop('linkerd@1.1.1', 'route reviews -> v1'),
});

export const twoVersions = entry<{ first: string; second: string }>({
  code: 'M5508',
  slug: 'two-linkerd-versions',
  severity: 'error',
  message: ({ first, second }) => `${second} cannot run beside ${first}: each node has one Linkerd`,
  why: 'On Istio, Linkerd runs once on every node and serves all workloads there that are joined to it.',
  fix: 'Choose one version for all services.',
  bad: { shownBy: 'test/rooms/istio-legacy/data-planes.test.ts' },
});

const alone = (program: string, target = 'linkerd@1.7'): Example => ({
  files: { 'main.mesh': `namespace shop\n${program}\n` },
  target,
});

export const cannot = entry<{ construct: string; reader: string; note: string }>({
  code: 'M5510',
  slug: 'linkerd-cannot',
  severity: 'error',
  message: ({ construct, reader, note }) => `${reader} cannot ${construct}: ${note}`,
  why: 'Linkerd 1.x names each request by its method, host and path and looks the name up; what a name does not say it cannot tell apart, and it does nothing to requests but send them on.',
  fix: 'Leave it out, or put the service that is called behind Envoy (`proxy envoy`), whose proxy then decides.',
  bad: alone('service reviews { port 9080 http; version v1, v2 }\nroute reviews -> v1 { mirror 5% to v2 }'),
  good: alone('service reviews { port 9080 http; version v1, v2 }\nroute reviews -> v1 { timeout 2s }'),
});

export const sendersDiffer = entry<{ construct: string; reader: string }>({
  code: 'M5511',
  slug: 'linkerd-senders-differ',
  severity: 'error',
  message: ({ construct, reader }) =>
    `\`${construct}\` tells apart workloads that share one ${reader}, which does not know who sends a request`,
  why: 'One Linkerd runs on every node and serves all workloads there that are joined to it. What holds for some of them and not for others it cannot decide.',
  fix: 'Say it of all services behind Linkerd or of none, or put those it is about behind Envoy.',
  bad: alone(
    'service web, jobs { port 80 http }\nservice reviews { port 9080 http; version v1, v2 }\nroute reviews {\n  when from jobs -> v2\n  else           -> v1\n}',
  ),
  good: alone(
    'service web { port 80 http }\nservice reviews { port 9080 http; version v1, v2 }\nroute reviews {\n  when from namespace shop -> v2\n  else                     -> v1\n}',
  ),
});

export const weightTooLarge = entry<{ construct: string; note: string }>({
  code: 'M5512',
  slug: 'linkerd-weight',
  severity: 'error',
  message: ({ construct, note }) => `a dtab cannot hold ${construct}: ${note}`,
  why: 'Linkerd reads weights as floating point numbers; beyond what they hold exactly, the shares would be others.',
  fix: 'Use smaller relative weights.',
  bad: { shownBy: 'test/rooms/linkerd/refusals.test.ts' },
});

export const oddPaths = entry<{ reader: string }>({
  code: 'M5513',
  slug: 'linkerd-odd-paths',
  severity: 'warning',
  message: ({ reader }) =>
    `since rules ask for paths, ${reader} answers requests with an error whose path ends with \`/\`, has an empty segment, or has other characters than letters, digits and \`_.:#$%-\`; it does not resolve \`..\``,
  why: 'To decide by paths Linkerd writes them into the names that it looks up, and names hold only these characters.',
  fix: 'Decide by hosts or methods, put the service behind Envoy, or accept it if no such paths are in use.',
  bad: alone(
    'service reviews { port 9080 http; version v1, v2 }\nroute reviews {\n  when path under "/beta" -> v2\n  else                    -> v1\n}',
  ),
  good: alone(
    'service reviews { port 9080 http; version v1, v2 }\nroute reviews {\n  when method == GET -> v2\n  else               -> v1\n}',
  ),
});

export const unknownProxyVersion = entry<{ proxy: string; version: string; known: string }>({
  code: 'M5514',
  slug: 'proxy-version-unknown',
  severity: 'error',
  message: ({ proxy, version, known }) => `${proxy} ${version} is none that mesh configures; it knows ${known}`,
  why: 'Each version reads its configuration in its own way, so mesh must know which one it writes for.',
  fix: 'Name one of the versions it knows, or none for the newest.',
  bad: alone('service reviews { port 9080 http; proxy linkerd "1.9" }', 'envoy@1.40'),
  good: alone('service reviews { port 9080 http; proxy linkerd "1.7.4" }', 'envoy@1.40'),
});

export const otherVersion = entry<{ first: string; second: string }>({
  code: 'M5515',
  slug: 'two-proxy-versions',
  severity: 'error',
  message: ({ first, second }) => `${second} cannot run beside ${first} in one mesh`,
  why: 'A node has one Linkerd for all workloads there, and all Envoys of a target are of its version.',
  fix: 'Choose one version for all services.',
  bad: alone(
    'service details { port 9080 http; proxy linkerd "1.4" }\nservice reviews { port 9080 http; proxy linkerd "1.7" }',
    'envoy@1.40',
  ),
  good: alone(
    'service details { port 9080 http; proxy linkerd "1.7" }\nservice reviews { port 9080 http; proxy linkerd "1.7" }',
    'envoy@1.40',
  ),
});

export const sameName = entry<{ first: string; second: string; reader: string }>({
  code: 'M5516',
  slug: 'linkerd-same-name',
  severity: 'error',
  message: ({ first, second, reader }) =>
    `${first} and ${second} are called by the same bare name, which ${reader} cannot tell apart`,
  why: 'Workloads call services of their own namespace by the bare name. One Linkerd serves workloads of both namespaces and does not know from which one a request comes.',
  fix: 'Rename one of them, or put the workloads of one namespace behind Envoy.',
  bad: alone('service reviews, test/reviews { port 9080 http }'),
  good: alone('service reviews, test/other { port 9080 http }'),
});

export const otherDataPlane = entry<{ said: string; target: string }>({
  code: 'M5517',
  slug: 'data-plane-contradicts-target',
  severity: 'error',
  message: ({ said, target }) =>
    `the data plane is to be ${said}, but ${target} puts services that choose no proxy behind its own Linkerd`,
  why: 'For a target `linkerd@…` the proxies are the target. Another data plane for the whole mesh would not be written.',
  fix: 'Take `dataPlane` away (services choose with `proxy envoy` or `proxy linkerd`), or build for another target.',
  bad: { shownBy: 'test/rooms/program/data-plane.test.ts' },
});
