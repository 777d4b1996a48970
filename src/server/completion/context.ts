// Which settings and rules a block takes, by what it is the block of.
import { type Node, type SettingContext, shapesOf } from '../../syntax/index.ts';

/** The context of the innermost block on a path; nothing where there is none. */
export function contextOf(path: readonly Node[]): SettingContext | undefined {
  let context: SettingContext | undefined;
  for (const node of path) context = step(node, path, context) ?? context;
  return context;
}

function step(node: Node, path: readonly Node[], context: SettingContext | undefined): SettingContext | undefined {
  switch (node.kind) {
    case 'service':
    case 'egress':
    case 'gateway':
    case 'rules':
    case 'route':
    case 'ingress':
    case 'policy':
    case 'telemetry':
      return node.kind;
    case 'sample':
      return 'sample';
    case 'action':
      if (path.some(({ kind }) => kind === 'sample')) return 'sample';
      return node.target.kind === 'redirect' || node.target.kind === 'respond' ? node.target.kind : 'rule';
    case 'setting':
      return context && isBlockOf(node, path)
        ? shapesOf(context, node.word.text)?.find(({ block }) => block)?.block
        : undefined;
    default:
      return undefined;
  }
}

const isBlockOf = (setting: Extract<Node, { kind: 'setting' }>, path: readonly Node[]): boolean =>
  setting.block !== undefined && path.includes(setting.block);

export const takesRules = (context: SettingContext): boolean =>
  context === 'gateway' || context === 'ingress' || context === 'route' || context === 'rules';
