// Findings of the family M55xx: Linkerd 1.x as the data plane of Istio.
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
