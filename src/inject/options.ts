// What a user may choose about an injection, its defaults and its limits. Knows nothing of manifests.
import { catalogue, type Report } from '../diagnostics/index.ts';
import type { Span } from '../text/index.ts';

export type InjectOptions = LinkerdOptions | EnvoyOptions;

/** No sidecar: an init container that sends what the pod sends to the Linkerd of its node (a DaemonSet). */
export interface LinkerdOptions {
  readonly proxy: 'linkerd';
  /** Linkerd's version, 1.1.1 to 1.7; what is written is the same for all. */
  readonly version?: string;
  /** The port of Linkerd's outgoing router on the node; 4140. */
  readonly port?: number;
  /** The DaemonSet's Service; `l5d`. */
  readonly service?: string;
  /** Find Linkerd by its Service's address instead of the node's name, where node names do not resolve (Minikube). */
  readonly useServiceVip?: boolean;
  /** Run the init container privileged, where SELinux asks for it. */
  readonly privileged?: boolean;
  /** The init container's image; `linkerd/istio-init:v1`. */
  readonly image?: string;
}

/** Istio's sidecar as kube-inject of that version made it. */
export interface EnvoyOptions {
  readonly proxy: 'envoy';
  /** Istio's version, `0.1` to `0.8` or one of its patch releases; 0.8. */
  readonly version?: string;
  /** Where images come from; `docker.io/istio`. */
  readonly hub?: string;
  /** The images' tag; the last patch release of the version. */
  readonly tag?: string;
  /** The user that the proxy runs as, whose own traffic is not redirected; 1337. */
  readonly uid?: number;
  /** Only traffic to these CIDR ranges, comma-separated, goes through the proxy; all of it by default. */
  readonly includeIPRanges?: string;
  /** The namespace of Istio's control plane; `istio-system`. Not used by 0.1. */
  readonly controlPlane?: string;
  /** The ConfigMap of the mesh's configuration; `istio`. Only used by 0.1. */
  readonly meshConfig?: string;
}

export const LINKERD_VERSIONS = ['1.1.1', '1.3', '1.4', '1.5', '1.6', '1.7'] as const;

/** Istio's versions with their last patch releases, which are the images' tags. */
export const ISTIO_TAGS = {
  '0.1': '0.1.6',
  '0.2': '0.2.12',
  '0.3': '0.3.0',
  '0.4': '0.4.0',
  '0.5': '0.5.1',
  '0.6': '0.6.0',
  '0.7': '0.7.1',
  '0.8': '0.8.0',
} as const;

export type IstioVersion = keyof typeof ISTIO_TAGS;

export interface LinkerdChoices {
  readonly proxy: 'linkerd';
  readonly port: number;
  readonly service: string;
  readonly useServiceVip: boolean;
  readonly privileged: boolean;
  readonly image: string;
}

export interface EnvoyChoices {
  readonly proxy: 'envoy';
  readonly version: IstioVersion;
  readonly hub: string;
  readonly tag: string;
  readonly uid: number;
  readonly includeIPRanges: string;
  readonly controlPlane: string;
  readonly meshConfig: string;
}

export type Choices = LinkerdChoices | EnvoyChoices;

/** The options with their defaults; `undefined`, and findings at `span`, if one of them cannot be. */
export function choose(options: InjectOptions, span: Span, report: Report): Choices | undefined {
  return options.proxy === 'linkerd' ? chooseLinkerd(options, span, report) : chooseEnvoy(options, span, report);
}

function chooseLinkerd(options: LinkerdOptions, span: Span, report: Report): LinkerdChoices | undefined {
  const { version = '1.1.1', port = 4140, service = 'l5d', image = 'linkerd/istio-init:v1' } = options;
  const right = [
    LINKERD_VERSIONS.some((known) => version === known || version.startsWith(`${known}.`)) ||
      sayVersion(report, span, 'linkerd', version, LINKERD_VERSIONS),
    (Number.isInteger(port) && port > 0 && port < 65536) ||
      say(report, span, '--linkerd-port', String(port), 'a port from 1 to 65535'),
    SERVICE_NAME.test(service) ||
      say(
        report,
        span,
        '--linkerd-svc-name',
        service,
        'the name of a Kubernetes Service: small letters, digits and hyphens',
      ),
    IMAGE.test(image) || say(report, span, '--image', image, 'the name of an image'),
  ];
  if (!right.every(Boolean)) return undefined;
  const { useServiceVip = false, privileged = false } = options;
  return { proxy: 'linkerd', port, service, useServiceVip, privileged, image };
}

function chooseEnvoy(options: EnvoyOptions, span: Span, report: Report): EnvoyChoices | undefined {
  const { version: asked = '0.8', hub = 'docker.io/istio', uid = 1337, includeIPRanges = '' } = options;
  const version = /^0\.[1-8](?=$|\.\d+$)/.exec(asked)?.[0] as IstioVersion | undefined;
  if (version === undefined) sayVersion(report, span, 'istio', asked, Object.keys(ISTIO_TAGS));
  const {
    tag = asked === version ? ISTIO_TAGS[version] : asked,
    controlPlane = 'istio-system',
    meshConfig = 'istio',
  } = options;
  const right = [
    (Number.isInteger(uid) && uid > 0 && uid < 2 ** 31) ||
      say(report, span, '--uid', String(uid), 'a user number above 0'),
    includeIPRanges === '' ||
      includeIPRanges === '*' ||
      includeIPRanges.split(',').every(isRange) ||
      say(report, span, '--include-ip-ranges', includeIPRanges, 'ranges such as 10.0.0.0/8,172.16.0.0/12'),
    IMAGE.test(`${hub}/proxy:${tag}`) ||
      say(report, span, '--hub or --tag', `${hub} … ${tag}`, "the part of an image's name"),
    SERVICE_NAME.test(controlPlane) || say(report, span, '--istio-namespace', controlPlane, 'the name of a namespace'),
    SERVICE_NAME.test(meshConfig) || say(report, span, '--mesh-config', meshConfig, 'the name of a ConfigMap'),
  ];
  if (version === undefined || !right.every(Boolean)) return undefined;
  return { proxy: 'envoy', version, hub, tag, uid, includeIPRanges, controlPlane, meshConfig };
}

const SERVICE_NAME = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const IMAGE = /^[a-z0-9]+(?:[._:/-]+[\w]+)*(?:@sha256:[0-9a-f]{64})?$/i;

const isRange = (range: string): boolean => {
  const [, address = '', size = ''] = /^\s*([\d.]+)\/(\d{1,2})\s*$/.exec(range) ?? [];
  const parts = address.split('.');
  return parts.length === 4 && parts.every((part) => part !== '' && Number(part) < 256) && Number(size) <= 32;
};

function say(report: Report, span: Span, option: string, value: string, expected: string): false {
  report.add(catalogue.inject.badInjectOption, span, { option, value, expected });
  return false;
}

function sayVersion(report: Report, span: Span, proxy: string, version: string, known: readonly string[]): false {
  report.add(catalogue.inject.unknownProxyVersion, span, { proxy, version, known });
  return false;
}
