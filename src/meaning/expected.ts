// Whether a decision is the one that a test or claim expects: destinations and shares, code and body, and of the settings only
// those written there. The answer is nothing, or what differs in words.
import type { Destination, Expected, Forward, HeaderChange, Redirect, Settings, Sourced } from '../model/index.ts';
import type { Decision, Share } from './decision.ts';
import { mergedWeights, stable } from './decision-key.ts';
import { actionText, destinationText, outcomeText, settingText } from './words.ts';

/** What differs, or nothing. A rewritten path counts by its effect on this request unless `bySetting`. */
export function mismatch(decision: Decision, expected: Expected, { bySetting = false } = {}): string | undefined {
  if (!sameAction(decision, expected)) {
    return `expected ${actionText(expected.action)}, got ${outcomeText(decision)}`;
  }
  const names = Object.keys(expected.settings) as (keyof Settings)[];
  const wrong = names.find((name) => !sameSetting(decision, expected.settings, name, bySetting));
  if (!wrong) return undefined;
  const got = settingText(wrong, decision.settings) ?? `no ${wrong === 'rewritePath' ? 'rewrite' : wrong}`;
  return `expected ${settingText(wrong, expected.settings)}, got ${got}`;
}

function sameAction({ outcome }: Decision, { action }: Expected): boolean {
  switch (action.kind) {
    case 'forward':
      return outcome.kind === 'forward' && sameSplit(outcome.shares, action);
    case 'respond':
      if (outcome.kind === 'not-found') return action.status === 404 && action.body === undefined;
      return (
        outcome.kind === 'respond' && outcome.status === action.status && (action.body ?? outcome.body) === outcome.body
      );
    case 'redirect':
      return outcome.kind === 'redirect' && sameRedirect(outcome.action, action);
  }
}

function sameSplit(shares: readonly Share[], action: Forward): boolean {
  const nameOf = (share: Share): string => {
    const wanted = action.split.find((part) => isAt(share, part.destination));
    return wanted ? destinationText(wanted.destination) : `${destinationText(share.destination)} (other)`;
  };
  const actual = shares.map((share) => ({
    destination: { ...share.destination, label: nameOf(share) },
    weight: share.weight,
    origin: action.origin,
  }));
  const got = mergedWeights(actual, (destination) => (destination as Destination & { label: string }).label);
  return stable(got) === stable(mergedWeights(action.split, destinationText));
}

function isAt({ destination, port }: Share, wanted: Destination): boolean {
  const same = destination.kind === wanted.kind && destination.target === wanted.target;
  return same && destination.version === wanted.version && (wanted.port ?? port) === port;
}

/** All that the expected redirect says; a code is always said. */
const sameRedirect = (got: Redirect, { origin: _, ...wanted }: Redirect): boolean =>
  (Object.keys(wanted) as (keyof typeof wanted)[]).every((name) => stable(wanted[name]) === stable(got[name]));

function sameSetting(decision: Decision, expected: Settings, name: keyof Settings, bySetting: boolean): boolean {
  if (name === 'headers') {
    const got = new Set((decision.settings.headers ?? []).map((change: Sourced<HeaderChange>) => stable(change.value)));
    return (expected.headers ?? []).every((change) => got.has(stable(change.value)));
  }
  const rewrite = name === 'rewritePath' && !bySetting ? expected.rewritePath?.value : undefined;
  if (rewrite?.kind === 'path' && decision.outcome.kind === 'forward') return decision.outcome.sent.path === rewrite.to;
  return stable(plainValue(decision.settings[name])) === stable(plainValue(expected[name]));
}

const plainValue = (setting: Settings[Exclude<keyof Settings, 'headers'>]): unknown => {
  const value: unknown = setting?.value;
  return isRetry(value) ? { ...value, on: [...value.on].map(String).sort() } : value;
};

const isRetry = (value: unknown): value is { readonly on: readonly unknown[] } =>
  typeof value === 'object' && value !== null && 'attempts' in value && 'on' in value;
