// Policies: a bundle of settings for requests and of limits for callers, with its parameters filled in; and the `with` lists that
// apply them.
import { catalogue } from '../diagnostics/index.ts';
import type { SettingLevel, Settings, TrafficPolicy } from '../model/index.ts';
import { type PolicySymbol, resolve } from '../program/index.ts';
import type { Call } from '../syntax/index.ts';
import type { Span } from '../text/index.ts';
import { bindArguments, evaluateArguments, placeOfBody } from './arguments.ts';
import type { Checking, Place } from './checking.ts';
import type { Frame } from './destination.ts';
import { mergeOver, noSettings, relevel } from './layers.ts';
import { read } from './read.ts';
import { rejectReferenceParts } from './reference.ts';
import { policiesOf, type SettingLine } from './setting-block.ts';
import { readSettings } from './settings.ts';
import { addMissing, addTraffic, noTraffic, relevelTraffic, type TrafficDraft } from './traffic.ts';
import { callText, type Evaluated, isKnown } from './value.ts';

const { types } = catalogue;

export interface PolicyContent {
  readonly settings: Settings;
  readonly traffic: TrafficPolicy;
}
const nothing: PolicyContent = { settings: noSettings, traffic: noTraffic };

/** Requests a policy is applied to may come from anywhere; a mirror in it must say its port where there are several. */
const frame: Frame = { kind: 'door', family: 'http' };

/** What the policies of a `with` bring, nearest first: later before earlier. */
export function applyPolicies(
  checking: Checking,
  calls: readonly Call[],
  level: SettingLevel,
  place: Place,
): readonly PolicyContent[] {
  return calls.length === 0 ? [] : calls.map((call) => applyPolicy(checking, call, level, place)).reverse();
}

/** The same where limits for callers have no place. */
export const requestLayers = (
  checking: Checking,
  calls: readonly Call[],
  level: SettingLevel,
  place: Place,
): readonly Settings[] =>
  applyPolicies(checking, calls, level, place).map((content, at) => {
    const span = calls[calls.length - 1 - at]?.span;
    if (span) rejectTraffic(checking, content.traffic, span);
    return content.settings;
  });

function rejectTraffic(checking: Checking, traffic: TrafficPolicy, span: Span): void {
  const word = Object.keys(traffic)[0];
  if (word) checking.report.add(types.policyHasNoPlace, span, { word, place: 'rules decide about requests' });
}

function applyPolicy(checking: Checking, call: Call, level: SettingLevel, place: Place): PolicyContent {
  const { reference, span } = call;
  const bound = reference.namespace ? undefined : place.bound.get(reference.name.text);
  if (bound) {
    checking.bindings.record(reference.name, bound.symbol);
    const value = read(checking, { ...bound.value, span }, 'Policy');
    return value ? content(checking, value.symbol, value.arguments, level, span) : nothing;
  }
  const symbol = resolve(checking, 'policy', place.scope, reference);
  rejectReferenceParts(checking, reference, 'a policy');
  if (!symbol) return nothing;
  const given = call.arguments && evaluateArguments(checking, call.arguments, symbol.parameters, place);
  return content(checking, symbol, given, level, span);
}

function content(
  checking: Checking,
  symbol: PolicySymbol,
  given: readonly Evaluated[] | undefined,
  level: SettingLevel,
  span: Span,
): PolicyContent {
  const bound = bindArguments(checking, { kind: 'policy', symbol, span }, given ?? []);
  if (!bound) return nothing;
  if (given && !given.every(isKnown)) {
    checkPolicyBody(checking, symbol, span);
    return nothing;
  }
  const raw = workedOut(checking, symbol, callText(symbol.key, given), bound, span);
  const label = callText(symbol.name, given);
  return { settings: relevel(raw.settings, level, label), traffic: relevelTraffic(raw.traffic, level, label) };
}

/** What a policy with these arguments brings; worked out once. */
function workedOut(
  checking: Checking,
  symbol: PolicySymbol,
  key: string,
  bound: Place['bound'],
  span: Span,
): PolicyContent {
  const known = checking.policies.get(key);
  if (known) return known;
  const enter = () => readPolicy(checking, symbol, { scope: symbol.scope, bound });
  const found = checking.circles.enter(symbol, span, enter) ?? nothing;
  checking.policies.set(key, found);
  return found;
}

/** Checks a policy by itself, once. `span`: who asks. */
export function checkPolicyBody(checking: Checking, symbol: PolicySymbol, span: Span = symbol.nameSpan): void {
  if (symbol.parameters.length === 0) {
    workedOut(checking, symbol, symbol.key, new Map(), span);
    return;
  }
  checking.circles.enter(symbol, span, () => {
    if (checking.checked.has(symbol)) return;
    checking.checked.add(symbol);
    readPolicy(checking, symbol, placeOfBody(checking, { kind: 'policy', symbol, span }));
  });
}

/** The body of a policy, with the policies that it applies itself. */
function readPolicy(checking: Checking, symbol: PolicySymbol, place: Place): PolicyContent {
  const { block } = symbol.declaration;
  const traffic: TrafficDraft = {};
  const settings = readSettings(checking, block, 'policy', 'policy', place, frame, readTrafficLine, traffic);
  const inner = applyPolicies(checking, policiesOf(block), 'policy', place);
  for (const each of inner) addMissing(traffic, each.traffic);
  return {
    settings: mergeOver(
      settings,
      inner.map((each) => each.settings),
    ),
    traffic,
  };
}

const readTrafficLine = (line: SettingLine, traffic: TrafficDraft): void => addTraffic(line, 'policy', traffic);
