// `{ app: "shop", track: "canary" }` → labels as Kubernetes has them.
import { catalogue } from '../diagnostics/index.ts';
import type { Labels } from '../model/index.ts';
import type { MapLiteral } from '../syntax/index.ts';
import type { Checking, Place } from './checking.ts';
import { read } from './read.ts';
import { isLabelKey, isLabelValue } from './texts.ts';
import { evaluate } from './value.ts';

const { types } = catalogue;

/** The labels, sorted by key; `undefined` when one is wrong. */
export function readLabels(checking: Checking, map: MapLiteral, place: Place): Labels | undefined {
  const labels = new Map<string, string>();
  let right = true;
  for (const { key, value } of map.entries) {
    const text = read(checking, evaluate(checking, value, place, { type: 'Text' }), 'Text');
    if (!isLabelKey(key.text)) reportLabel(checking, key.span, key.text);
    else if (text !== undefined && !isLabelValue(text)) reportLabel(checking, value.span, text);
    else if (labels.has(key.text)) checking.report.add(types.duplicateSetting, key.span, { setting: key.text });
    else if (text !== undefined) {
      labels.set(key.text, text);
      continue;
    }
    right = false;
  }
  return right ? Object.fromEntries([...labels].sort(([a], [b]) => (a < b ? -1 : 1))) : undefined;
}

function reportLabel({ report }: Checking, span: MapLiteral['span'], text: string): void {
  const reason = 'labels consist of letters, digits, `-`, `_` and `.`, at most 63';
  report.add(types.badText, span, { type: 'label', text, reason });
}
