// A list without `else` gets one: to the service that the route is of, or a 404 at the door.
import { type Block, nodeAt } from '../../syntax/index.ts';
import { spanEnd, spanText } from '../../text/index.ts';
import type { View } from '../workspace.ts';
import { type Change, insertion } from './refactor.ts';

export function addElse(view: View, _start: number, end: number): readonly Change[] {
  const declaration = nodeAt(view.tree, end)[0];
  if (declaration?.kind !== 'route' && declaration?.kind !== 'ingress') return [];
  const { block } = declaration.handling;
  if (!block || hasElse(block) || !spanText(block.span).endsWith('}')) return [];
  const rest = declaration.kind === 'route' ? spanText(declaration.reference.name.span) : 'respond 404';
  const last = block.items.at(-1);
  const at = last ? spanEnd(last.span) : block.span.anchor.offset + block.span.start + 1;
  const oneLine = !spanText(block.span).includes('\n');
  const text = oneLine ? `${last ? ';' : ''} else -> ${rest}${last ? '' : ' '}` : `\n  else -> ${rest}`;
  return [{ title: `Add \`else -> ${rest}\``, edits: [insertion(view.source, at, text)] }];
}

const hasElse = ({ items }: Block): boolean => items.some((item) => item.kind === 'rule' && item.else !== undefined);
