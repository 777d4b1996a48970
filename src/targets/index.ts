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

export type {
  LastPortion,
  Platform,
  Portions,
  Read,
  Reader,
  ReadOptions,
  SupportRow,
  TargetContext,
} from './platform.ts';
export { pathFault } from './shared/gateway-routes/path-form.ts';
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
  type RuleCall,
  readObject,
  takesAll,
  type WithoutForm,
} from './shared/reading/index.ts';

/** One target as chosen: a platform at one of its versions. */
export interface TargetChoice {
  /** `istio@1.30` */
  readonly name: string;
  readonly platform: Platform;
  readonly version: string;
}

const halves = once(() => ({ envoy, linkerd, linkerdPart }));
const hybrids = once(() => hybrid(halves()));

/** A platform that is set up when somebody asks for it: most runs ask for one. */
interface Offer {
  readonly name: string;
  readonly platform: () => Platform;
}

/** Linkerd 2 goes by the name of Linkerd 1, with versions of its own. Oldest first. */
const offers: readonly Offer[] = [
  { name: 'istio', platform: once(() => withLinkerd(istioLegacy)) },
  { name: 'istio', platform: () => istio },
  { name: 'gateway-api', platform: () => gatewayApi },
  { name: 'envoy', platform: () => hybrids()[0] as Platform },
  { name: 'linkerd', platform: () => hybrids()[1] as Platform },
  { name: 'linkerd', platform: () => linkerdTwo },
];

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Platforms by name, each with all its versions, oldest first. */
export const allPlatforms = (): readonly Platform[] => offers.map(({ platform }) => platform());

/** Every target's name. */
export const targetNames = (): string[] =>
  allPlatforms().flatMap((platform) => platform.versions.map((version) => `${platform.name}@${version}`));

/** The target called so; without a version the newest; else what was probably meant. */
export function chooseTarget(name: string): TargetChoice | { readonly meant: string | undefined } {
  const [wanted, version] = name.split('@');
  const matching = offers.filter((offer) => offer.name === wanted);
  const newest = matching.at(-1)?.platform();
  if (newest) {
    const newestVersion = newest.versions.at(-1) as string;
    if (version === undefined) return choice(newest, newestVersion);
    const chosen = matching.findLast((offer) => offer.platform().versions.includes(version));
    return chosen ? choice(chosen.platform(), version) : { meant: `${wanted}@${newestVersion}` };
  }
  const platform = similar(wanted ?? '', [...new Set(offers.map((each) => each.name))]);
  return { meant: platform && targetNames().includes(`${platform}@${version}`) ? `${platform}@${version}` : platform };
}

const LINKERD = 'linkerd';

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
  platform.name === LINKERD && !linkerd.versions.includes(version)
    ? new Set()
    : relayedCalls(halves(), platform, mesh, report);

/** Whether a data plane of the whole mesh, `envoy` or `linkerd@1.7.4`, is none that the target could have, since it is a Linkerd itself. */
export function isOtherDataPlane(dataPlane: string, target: string): boolean {
  const [[proxy, version], [platform, own = '']] = [dataPlane.split('@'), target.split('@')];
  if (platform !== LINKERD) return false;
  return proxy !== LINKERD || (version !== undefined && version.split('.')[0] !== own.split('.')[0]);
}
