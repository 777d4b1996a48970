// Settings of a block as candidates: those of its table that are not there yet or may stand several times.
import { type Block, nodeAt, type SettingContext, type Shape, shapes, signatureOf } from '../../syntax/index.ts';
import { spanEnd, spanStart } from '../../text/index.ts';
import type { View } from '../workspace.ts';
import type { Candidate } from './names.ts';

export function settingCandidates(view: View, context: SettingContext, offset: number): Candidate[] {
  const present = wordsAround(view, offset);
  return Object.entries(shapes[context]).flatMap(([word, list]) => {
    if (present.has(word) && !mayRepeat(list)) return [];
    return [settingCandidate(word, list)];
  });
}

/** `rewrite path` and `rewrite host` may stand beside each other: they begin with words of their own. */
const mayRepeat = (shapes: readonly Shape[]): boolean =>
  shapes.some(({ many }) => many) || new Set(shapes.map(({ slots }) => slots[0]?.keyword)).size > 2;

function settingCandidate(word: string, list: readonly Shape[]): Candidate {
  const [first] = list;
  return {
    label: word,
    kind: 'setting',
    detail: first ? signatureOf(word, first) : word,
    documentation: list.map(({ doc, example }) => `${doc}\n\n\`${example}\``).join('\n\n'),
    ...(first ? { snippet: first.example.replaceAll('\\', '\\\\').replaceAll('$', '\\$').replaceAll('}', '\\}') } : {}),
    rank: 2,
  };
}

/** Words of the settings in the innermost block, but not the one at the cursor. */
function wordsAround({ tree }: View, offset: number): ReadonlySet<string> {
  const block = [...nodeAt(tree, offset)].reverse().find((node): node is Block => node.kind === 'block');
  const others = (block?.items ?? []).filter(({ span }) => offset < spanStart(span) || spanEnd(span) < offset);
  return new Set(others.flatMap((item) => (item.kind === 'setting' ? [item.word.text] : [])));
}
