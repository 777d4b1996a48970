// The platforms there are, and the choice of one by name: `istio@1.30`.

import type { Report } from '../diagnostics/index.ts';
import type { Mesh } from '../model/index.ts';
import { similar } from '../text/index.ts';
import { envoy } from './envoy/index.ts';
import { gatewayApi } from './gateway-api/index.ts';
import { hybrid, relayedCalls } from './hybrid/index.ts';
import { istio } from './istio/index.ts';
import { istioLegacy } from './istio-legacy/index.ts';
import { linkerd, linkerdPart } from './linkerd/index.ts';
import { linkerdTwo } from './linkerd-on-gateway-api/index.ts';
import { withLinkerd } from './linkerd-on-istio/index.ts';
import type { Platform } from './platform.ts';

export type { Platform, Read, Reader, ReadOptions, SupportRow, TargetContext } from './platform.ts';
export {
  type Assumption,
  Fields,
  type InputObject,
  isForeseen,
  isGuessed,
  kubernetesService,
  leftToDefaults,
  metadataWithoutForm,
  objectsOf,
  type ReadObject,
  type Residue,
  readObject,
  type WithoutForm,
} from './shared/reading/index.ts';

/** One target as chosen: a platform at one of its versions. */
export interface TargetChoice {
  /** `istio@1.30` */
  readonly name: string;
  readonly platform: Platform;
  readonly version: string;
}

const halves = { envoy, linkerd, linkerdPart };

/** Linkerd 2 goes by the name of Linkerd 1, with versions of its own. */
const platforms: readonly Platform[] = [withLinkerd(istioLegacy), istio, gatewayApi, ...hybrid(halves), linkerdTwo];

/** Platforms by name, each with all its versions, oldest first. */
export const allPlatforms = (): readonly Platform[] => platforms;

/** Every target's name. */
export const targetNames = (): string[] =>
  platforms.flatMap((platform) => platform.versions.map((version) => `${platform.name}@${version}`));

/** The target called so; without a version the newest; else what was probably meant. */
export function chooseTarget(name: string): TargetChoice | { readonly meant: string | undefined } {
  const [wanted, version] = name.split('@');
  const matching = platforms.filter((platform) => platform.name === wanted);
  const chosen = matching.find((platform) => version === undefined || platform.versions.includes(version));
  const newest = matching.at(-1)?.versions.at(-1);
  if (version === undefined && newest !== undefined) return choice(matching.at(-1) as Platform, newest);
  if (chosen && version !== undefined) return choice(chosen, version);
  if (newest !== undefined) return { meant: `${wanted}@${newest}` };
  const platform = similar(wanted ?? '', [...new Set(platforms.map((each) => each.name))]);
  return { meant: platform && targetNames().includes(`${platform}@${version}`) ? `${platform}@${version}` : platform };
}

const choice = (platform: Platform, version: string): TargetChoice => ({
  name: `${platform.name}@${version}`,
  platform,
  version,
});

/** Calls, as `namespace/name:port`, that a Linkerd leaves to the Envoy of what is called when `target` is built. */
export const callsLeftToCallees = (
  { platform, version }: TargetChoice,
  mesh: Mesh,
  report: Report,
): ReadonlySet<string> =>
  platform.name === linkerd.name && !linkerd.versions.includes(version)
    ? new Set()
    : relayedCalls(halves, platform, mesh, report);

/** Whether a data plane of the whole mesh, `envoy` or `linkerd@1.7.4`, is none that the target could have, since it is a Linkerd itself. */
export function isOtherDataPlane(dataPlane: string, target: string): boolean {
  const [[proxy, version], [platform, own = '']] = [dataPlane.split('@'), target.split('@')];
  if (platform !== linkerd.name) return false;
  return proxy !== linkerd.name || (version !== undefined && version.split('.')[0] !== own.split('.')[0]);
}
