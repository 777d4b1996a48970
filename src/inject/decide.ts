// Whether a workload is to be injected, and with what; everything that speaks against it is reported.
import { catalogue, type Report } from '../diagnostics/index.ts';
import { memberAt, type Node, toPlain } from '../documents/index.ts';
import type { Addition } from './addition.ts';
import { type Claim, claimOn, type Form } from './claim.ts';
import { envoyAddition } from './envoy.ts';
import { linkerdAddition } from './linkerd.ts';
import type { Choices } from './options.ts';
import { namedAt, textAt, type Workload } from './workload.ts';

/** What to add to the workload; nothing if it stays as it is. */
export function decide(workload: Workload, choices: Choices, report: Report): Addition | undefined {
  const template = templateOf(workload);
  if (!hasPods(workload, template, report)) return undefined;
  const addition = choices.proxy === 'linkerd' ? linkerdAddition(choices) : envoyAddition(choices, template);
  const claim = claimOn(template, choices.proxy);
  if (claim.kind !== 'free') sayClaim(workload, template, claim, choices, addition, report);
  else if (mayJoin(workload, template, report) && !hasNames(workload, template, addition, report)) return addition;
  return undefined;
}

export const templateOf = ({ object, path }: Workload): Node | undefined => memberAt(object, ...path);

export const formOf = (choices: Choices): Form =>
  choices.proxy === 'linkerd' ? 'linkerd' : choices.version === '0.1' ? 'envoy-0.1' : 'envoy';

function hasPods({ title, path, span }: Workload, template: Node | undefined, report: Report): boolean {
  const containers = memberAt(template, 'spec', 'containers');
  if (containers?.kind === 'list' && containers.items.length > 0) return true;
  report.add(catalogue.inject.noPodTemplate, span, {
    workload: title,
    missing: [...path, 'spec', 'containers'].join('.'),
  });
  return false;
}

const SYSTEM_NAMESPACES: readonly string[] = ['kube-system', 'kube-public', 'kube-node-lease'];

function mayJoin({ title, namespace, span }: Workload, template: Node | undefined, report: Report): boolean {
  const host = memberAt(template, 'spec', 'hostNetwork');
  if (host?.kind === 'scalar' && host.value === true) {
    report.add(catalogue.inject.hostNetwork, host.origin ?? span, { workload: title });
    return false;
  }
  if (namespace === undefined || !SYSTEM_NAMESPACES.includes(namespace)) return true;
  report.add(catalogue.inject.systemNamespace, span, { workload: title, namespace });
  return false;
}

/** Whether the pod already has a container or volume of a name that is needed. */
function hasNames({ title, span }: Workload, template: Node | undefined, addition: Addition, report: Report): boolean {
  for (const key of ['initContainers', 'containers', 'volumes'] as const) {
    const taken = namedAt(template, 'spec', key);
    const name = addition[key].map((item) => textAt(item, 'name') ?? '').find((one) => taken.has(one));
    if (name === undefined) continue;
    const reason = `it already has one named \`${name}\` in \`${key}\`, a name that the proxy needs`;
    report.add(catalogue.inject.unsafeEdit, taken.get(name)?.origin ?? span, { workload: title, reason });
    return true;
  }
  return false;
}

const TITLES = { linkerd: 'Linkerd', envoy: "Istio's sidecar" } as const;

function sayClaim(
  workload: Workload,
  template: Node | undefined,
  claim: Exclude<Claim, { kind: 'free' }>,
  choices: Choices,
  addition: Addition,
  report: Report,
): void {
  const { title, span } = workload;
  if (claim.kind === 'opted-out') report.add(catalogue.inject.optedOut, span, { workload: title, sign: claim.sign });
  else if (claim.proxy !== undefined && claim.proxy !== choices.proxy) {
    report.add(catalogue.inject.twoProxies, span, {
      workload: title,
      has: TITLES[claim.proxy],
      asked: TITLES[choices.proxy],
    });
  } else if (claim.kind === 'foreign') {
    report.add(catalogue.inject.foreignInjection, span, { workload: title, by: claim.by, sign: claim.sign });
  } else {
    const what = claim.form === formOf(choices) ? firstDifference(template, addition) : 'form';
    if (what !== undefined) report.add(catalogue.inject.injectedDifferently, span, { workload: title, what });
  }
}

/** The first part of an addition that a pod does not have exactly so. */
export function firstDifference(template: Node | undefined, addition: Addition): string | undefined {
  for (const [key, value] of Object.entries(addition.annotations)) {
    if (textAt(template, 'metadata', 'annotations', key) !== value) return `annotation ${key}`;
  }
  for (const key of ['initContainers', 'containers', 'volumes'] as const) {
    const there = namedAt(template, 'spec', key);
    for (const item of addition[key]) {
      const name = textAt(item, 'name') ?? '';
      const same = there.get(name);
      if (same === undefined || JSON.stringify(toPlain(same)) !== JSON.stringify(toPlain(item))) {
        return key === 'volumes' ? `volume ${name}` : `container ${name}`;
      }
    }
  }
  return undefined;
}
