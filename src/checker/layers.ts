// Precedence of settings: layers from the nearest outwards; each setting comes from the first layer that has it, headers one by
// one for each direction and name.
import type { HeaderChange, Settings, Sourced } from '../model/index.ts';

export const noSettings: Settings = {};

type Mutable = { -readonly [K in keyof Settings]: Settings[K] };

/** The effective settings of layers, nearest first. */
export const mergeLayers = (layers: readonly Settings[]): Settings => mergeOver(noSettings, layers);

/** The same with one that stands nearer than all of them. */
export function mergeOver(near: Settings, layers: readonly Settings[]): Settings {
  let only = saysSomething(near) ? near : undefined;
  let merged: Mutable | undefined;
  for (let at = 0; at < layers.length; at++) {
    const layer = layers[at] as Settings;
    if (!saysSomething(layer)) continue;
    if (!only) only = layer;
    else {
      merged ??= { ...only };
      takeMissing(merged, layer);
    }
  }
  return merged ?? only ?? noSettings;
}

/** Whether any setting stands in a layer. */
export function saysSomething(layer: Settings): boolean {
  if (layer !== noSettings) for (const _ in layer) return true;
  return false;
}

function takeMissing(merged: Mutable, layer: Settings): void {
  for (const key in layer) {
    if (key === 'headers') merged.headers = joinHeaders(merged.headers, layer.headers);
    else if (merged[key as keyof Settings] === undefined)
      (merged as Record<string, unknown>)[key] = layer[key as keyof Settings];
  }
}

type Headers = readonly Sourced<HeaderChange>[];

function joinHeaders(near: Headers | undefined, far: Headers | undefined): Headers {
  if (!near || !far) return near ?? far ?? [];
  const known = new Set(near.map(headerKey));
  return [...near, ...far.filter((change) => !known.has(headerKey(change)))];
}

export const headerKey = ({ value }: Sourced<HeaderChange>): string => `${value.direction} ${value.header}`;

/** The same settings as seen from the level that a policy was applied on. */
export function relevel(settings: Settings, level: Sourced<unknown>['level'], policy: string): Settings {
  const changed = Object.entries(settings).map(([key, value]) => [
    key,
    key === 'headers'
      ? (value as Headers).map((change) => ({ ...change, level, policy }))
      : { ...(value as Sourced<unknown>), level, policy },
  ]);
  return Object.fromEntries(changed) as Settings;
}
