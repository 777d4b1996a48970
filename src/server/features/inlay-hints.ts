// What follows from what is written, shown in place: the rest of a split, what a policy brings, which setting wins and the timeout that
// is in effect, the host that a service answers to.
import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver';
import { settingText } from '../../meaning/index.ts';
import { percentText, type Settings } from '../../model/index.ts';
import { type Rule, type SplitTarget, walk } from '../../syntax/index.ts';
import { spanEnd } from '../../text/index.ts';
import type { Unit } from '../living/unit.ts';
import { offsetsOf, positionAt } from '../ranges.ts';
import { finished, flatMapInSteps, type Steps } from '../steps.ts';
import type { View } from '../workspace.ts';
import { precedenceHints } from './precedence-hints.ts';

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
  for (const declaration of unit.placed.segment.declarations)
    walk(declaration, (node) => {
      if (node.kind === 'split') restHint(unit, node, add);
      if (node.kind !== 'rule') return;
      policyHint(unit, node, add);
      const meant = meantBy(unit, node);
      if (!meant) return;
      for (const { offset, label, tooltip } of precedenceHints(view, declaration, node, meant))
        add(offset, label, tooltip);
    });
  return hints;
}

const rulesOf = ({ parts }: Unit) => [
  ...(parts.routes ?? []).flatMap(({ rules }) => rules),
  ...(parts.ingresses ?? []).flatMap(({ rules }) => rules),
  ...(parts.gateways ?? []).flatMap(({ rules }) => rules),
];

const meantBy = (unit: Unit, { span }: Rule) =>
  rulesOf(unit).find(({ origin }) => origin.start === span.start && origin.anchor === span.anchor);

type Add = (offset: number, label: string) => void;

function restHint(unit: Unit, split: SplitTarget, add: Add): void {
  const at = split.shares.findIndex(({ value }) => value === undefined);
  const rest = split.shares[at];
  if (!rest) return;
  const rule = rulesOf(unit).find(
    ({ action }) => action.origin.start === split.span.start && action.origin.anchor === split.span.anchor,
  );
  if (rule?.action.kind !== 'forward' || rule.action.split.length !== split.shares.length) return;
  const total = rule.action.split.reduce((sum, { weight }) => sum + weight, 0);
  const weight = rule.action.split[at]?.weight;
  if (weight !== undefined && total > 0)
    add(rest.span.anchor.offset + rest.span.start + 4, percentText(Math.round((weight * 1_000_000) / total)));
}

function policyHint(unit: Unit, written: Rule, add: Add): void {
  const last = written.action.policies.at(-1);
  const rule = last && meantBy(unit, written);
  if (!last || !rule) return;
  const brought = (Object.keys(rule.settings) as (keyof Settings)[]).filter((name) => {
    const value = rule.settings[name];
    return name !== 'headers' && value !== undefined && 'policy' in value && value.policy !== undefined;
  });
  if (brought.length > 0) add(spanEnd(last.span), brought.map((name) => settingText(name, rule.settings)).join(', '));
}
