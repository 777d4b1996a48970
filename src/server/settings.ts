// What a user may set for the server: `mesh.*` of the editor's settings, or the initialization options. What is of another kind than
// it should be counts as not said.
import type { ProjectSettings } from './project.ts';

export interface Settings extends ProjectSettings {
  readonly codeLens: boolean;
  readonly inlayHints: boolean;
}

export function settingsOf(value: unknown): Settings {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return {
    ...(typeof given.environment === 'string' && given.environment !== '' ? { environment: given.environment } : {}),
    codeLens: isOn(given.codeLens),
    inlayHints: isOn(given.inlayHints),
  };
}

/** `false` and `{ enabled: false }` switch off. */
const isOn = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? (value as { readonly enabled?: unknown }).enabled !== false
    : value !== false;
