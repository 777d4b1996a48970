// Which setting wins: what a rule's own setting takes the place of, and the timeout that a rule gets from further out. What wins stands
// in the mesh; what loses is read from the tree, by the order of the language: the rule's block, its `with` (later before earlier), the
// block of its declaration, the `with` of that, the service.
import { settingText } from '../../meaning/index.ts';
import type { Rule as MeshRule, Settings, Sourced } from '../../model/index.ts';
import type { Block, Call, Declaration, Item, Rule, Setting } from '../../syntax/index.ts';
import { type Span, spanEnd, spanPath, spanStart, spanText } from '../../text/index.ts';
import { nameOfPath } from '../uri.ts';
import type { View } from '../workspace.ts';

export interface Hint {
  readonly offset: number;
  readonly label: string;
  readonly tooltip?: string;
}

/** A setting as it is written somewhere around a rule. */
interface Written {
  readonly key: keyof Settings;
  readonly setting: Setting;
  /** `route`, `policy patient` */
  readonly where: string;
}
/** One of a key: of several the first. */
export type Layer = readonly Written[];

/** `outer`: the layers of the declaration that the rule stands in. */
export function precedenceHints(view: View, outer: readonly Layer[], rule: Rule, meant: MeshRule): Hint[] {
  const own = blockLayer(rule.action.block, 'rule');
  const further = own.length === 0 ? [] : [...policyLayers(view, rule.action.policies), ...outer];
  return [...wins(view, own, further), ...fromOutside(view, rule, meant.settings)];
}

/** What each setting of the rule's block takes the place of. */
function wins(view: View, own: Layer, further: readonly Layer[]): Hint[] {
  return own.flatMap(({ key, setting }) => {
    const loser = further.flatMap((layer) => layer.find((one) => one.key === key) ?? [])[0];
    if (!loser) return [];
    const label = `over ${shortText(loser.setting)} (${placeText(view, loser.where, loser.setting.span)})`;
    return [
      { offset: spanEnd(setting.span), label, tooltip: `The nearest wins: the rule, before the ${loser.where}.` },
    ];
  });
}

const shortText = ({ span }: Setting): string => {
  const text = spanText(span).replace(/\s+/g, ' ');
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
};

const isIn = ({ path }: View, span: Span): boolean => spanPath(span) === path;

// ---- the timeout that comes from further out

function fromOutside(view: View, rule: Rule, { timeout, ...others }: Settings): Hint[] {
  if (!timeout || isInside(timeout.origin, rule.span) || isOfRule(timeout, rule)) return [];
  const text = settingText('timeout', { ...others, timeout });
  if (text === undefined) return [];
  const where = timeout.policy === undefined ? timeout.level : `policy ${timeout.policy}`;
  return [{ offset: spanEnd(rule.span), label: `${text} (${placeText(view, where, timeout.origin)})` }];
}

/** A policy that the rule itself names: its hint stands there. */
const isOfRule = ({ policy }: Sourced<unknown>, { action }: Rule): boolean =>
  policy !== undefined && action.policies.some(({ span }) => spanText(span).replace(/\s+/g, ' ') === policy);

const isInside = (inner: Span, outer: Span): boolean =>
  inner.anchor === outer.anchor && inner.start >= outer.start && inner.end <= outer.end;

function placeText(view: View, where: string, span: Span): string {
  const line = span.anchor.source.position(spanStart(span)).line + 1;
  return isIn(view, span) ? `${where}, line ${line}` : `${where}, ${nameOfPath(spanPath(span))} line ${line}`;
}

// ---- layers

/** Of a declaration, from the inside out. */
export function outerLayers(view: View, declaration: Declaration): Layer[] {
  if (declaration.kind === 'rules' || declaration.kind === 'gateway') return [blockLayer(declaration.block, 'list')];
  if (declaration.kind !== 'route' && declaration.kind !== 'ingress') return [];
  const { block, policies } = declaration.handling;
  const own = [blockLayer(block, declaration.kind === 'route' ? 'route' : 'host'), ...blockPolicies(view, block)];
  return [...own, ...policyLayers(view, policies), ...serviceLayer(view, declaration)];
}

function serviceLayer(view: View, declaration: Declaration): Layer[] {
  if (declaration.kind !== 'route') return [];
  const symbol = view.living.symbolAt(declaration.reference.name);
  if (symbol?.kind !== 'service' && symbol?.kind !== 'egress') return [];
  return [blockLayer(symbol.declaration.block, symbol.kind)];
}

/** Blocks are asked again for every rule that they are around, and for every `with` that names them. */
const layers = new WeakMap<Block, Layer>();

function blockLayer(block: Block | undefined, where: string): Layer {
  if (!block) return [];
  const known = layers.get(block);
  if (known) return known;
  const found = new Map<keyof Settings, Written>();
  for (const item of block.items)
    for (const written of writtenIn(item, where)) if (!found.has(written.key)) found.set(written.key, written);
  const layer = [...found.values()];
  layers.set(block, layer);
  return layer;
}

/** Later before earlier. */
const policyLayers = (view: View, policies: readonly Call[]): Layer[] =>
  [...policies].reverse().flatMap((call) => policyLayer(view, call));

const blockPolicies = (view: View, block: Block | undefined): Layer[] =>
  (block?.items ?? []).toReversed().flatMap((item) => (item.kind === 'with' ? policyLayers(view, item.policies) : []));

function policyLayer(view: View, { reference }: Call): Layer[] {
  const symbol = view.living.symbolAt(reference.name);
  return symbol?.kind === 'policy' ? [blockLayer(symbol.declaration.block, `policy ${symbol.name}`)] : [];
}

function writtenIn(item: Item, where: string): Written[] {
  const key = item.kind === 'setting' ? keyOf(item) : undefined;
  return key !== undefined && item.kind === 'setting' ? [{ key, setting: item, where }] : [];
}

const SINGLE: ReadonlySet<string> = new Set(['timeout', 'retry', 'mirror', 'delay', 'abort', 'cors', 'websocket']);

function keyOf({ word, parts }: Setting): keyof Settings | undefined {
  if (SINGLE.has(word.text)) return word.text as keyof Settings;
  if (word.text !== 'rewrite') return undefined;
  const [what] = parts[0] ?? [];
  return what && spanText(what.span) === 'host' ? 'rewriteHost' : 'rewritePath';
}
