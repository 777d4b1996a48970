// What follows from what is written, shown in place: the rest of a split, what a policy brings, which setting wins and the timeout that
// is in effect, the host that a service answers to.
import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver';
import { settingText } from '../../meaning/index.ts';
import { type Rule as MeshRule, percentText, type Settings } from '../../model/index.ts';
import { type Rule, type SplitTarget, walk } from '../../syntax/index.ts';
import { type Anchor, type Span, spanEnd } from '../../text/index.ts';
import type { Unit } from '../living/unit.ts';
import { offsetsOf, positionAt } from '../ranges.ts';
import { finished, flatMapInSteps, type Steps } from '../steps.ts';
import type { View } from '../workspace.ts';
import { outerLayers, precedenceHints } from './precedence-hints.ts';

export const inlayHints = (view: View, range: Range): InlayHint[] => finished(inlayHintsInSteps(view, range));

export function inlayHintsInSteps(view: View, range: Range): Steps<InlayHint[]> {
  const { start, end } = offsetsOf(view.source, range);
  return flatMapInSteps(view.living.unitsOf(view.path), (unit) => {
    const { offset } = unit.placed.segment.anchor;
    return offset <= end && offset + unit.placed.segment.length >= start ? unitHints(view, unit) : [];
  });
}

function unitHints(view: View, unit: Unit): InlayHint[] {
  const hints: InlayHint[] = [];
  const meanings = meaningsOf(unit);
  const add = (offset: number, label: string, tooltip?: string): void => {
    const shown: InlayHint = {
      position: positionAt(view.source, offset),
      label,
      kind: InlayHintKind.Type,
      paddingLeft: true,
    };
    hints.push(tooltip === undefined ? shown : { ...shown, tooltip });
  };
  for (const { name, host, inCluster, origin } of unit.parts.services ?? [])
    if (inCluster && name !== '') add(spanEnd(origin), host);
  for (const declaration of unit.placed.segment.declarations) {
    const outer = outerLayers(view, declaration);
    walk(declaration, (node) => {
      if (node.kind === 'split') restHint(meanings, node, add);
      if (node.kind !== 'rule') return;
      const meant = meanings.rules.get(node.span.start);
      if (!meant) return;
      policyHint(meant, node, add);
      for (const { offset, label, tooltip } of precedenceHints(view, outer, node, meant)) add(offset, label, tooltip);
    });
  }
  return hints;
}

/** The rules of a unit's mesh that were written in it: by where they begin, and by where their actions do. */
interface Meanings {
  readonly rules: ReadonlyMap<number, MeshRule>;
  readonly actions: ReadonlyMap<number, MeshRule>;
}

function meaningsOf({ parts, placed }: Unit): Meanings {
  const { anchor } = placed.segment;
  const rules = new Map<number, MeshRule>();
  const actions = new Map<number, MeshRule>();
  for (const list of [parts.routes, parts.ingresses, parts.gateways])
    for (const owner of list ?? [])
      for (const rule of owner.rules) {
        noteFirst(rules, rule.origin, anchor, rule);
        noteFirst(actions, rule.action.origin, anchor, rule);
      }
  return { rules, actions };
}

function noteFirst(into: Map<number, MeshRule>, at: Span, anchor: Anchor, rule: MeshRule): void {
  if (at.anchor === anchor && !into.has(at.start)) into.set(at.start, rule);
}

type Add = (offset: number, label: string) => void;

function restHint({ actions }: Meanings, split: SplitTarget, add: Add): void {
  const at = split.shares.findIndex(({ value }) => value === undefined);
  const rest = split.shares[at];
  if (!rest) return;
  const rule = actions.get(split.span.start);
  if (rule?.action.kind !== 'forward' || rule.action.split.length !== split.shares.length) return;
  const total = rule.action.split.reduce((sum, { weight }) => sum + weight, 0);
  const weight = rule.action.split[at]?.weight;
  if (weight !== undefined && total > 0)
    add(rest.span.anchor.offset + rest.span.start + 4, percentText(Math.round((weight * 1_000_000) / total)));
}

function policyHint(rule: MeshRule, written: Rule, add: Add): void {
  const last = written.action.policies.at(-1);
  if (!last) return;
  const brought = (Object.keys(rule.settings) as (keyof Settings)[]).filter((name) => {
    const value = rule.settings[name];
    return name !== 'headers' && value !== undefined && 'policy' in value && value.policy !== undefined;
  });
  if (brought.length > 0) add(spanEnd(last.span), brought.map((name) => settingText(name, rule.settings)).join(', '));
}
