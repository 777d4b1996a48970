// Items and declarations → a head (before the arrow, after it) and the block that may end them. No comments, no blank lines.
import type * as tree from '../syntax/index.ts';
import { commas, group, indent, type Layout, line } from './layout.ts';
import { call, condition, map, nameText, parameters, referenceText, source, type, value } from './leaves.ts';

/** What can stand in a list of lines. */
export type Line = tree.Declaration | tree.Item | tree.Sample | tree.Claim;

export interface Pieces {
  readonly head: Layout;
  /** What follows `->`; the arrow itself is not part of it. */
  readonly action?: Layout;
  /** The arrows of neighbours are aligned. */
  readonly aligned?: boolean;
  /** What ends it in braces. */
  readonly body?: Body;
}
export interface Body {
  readonly span: tree.Name['span'];
  readonly lines: readonly Line[];
}

export function piecesOf(node: Line): Pieces {
  switch (node.kind) {
    case 'rule':
      return { head: ruleHead(node), ...withAction(node.action), aligned: ruleHead(node) !== '' };
    case 'setting':
      return setting(node);
    case 'with':
      return { head: policies(node.policies) };
    case 'sample':
      return { head: sampleHead(node), ...withAction(node.action), aligned: true };
    case 'claim':
      return claim(node);
    default:
      return declaration(node);
  }
}

function ruleHead(node: tree.Rule): Layout {
  if (node.when) return ['when ', indent(condition(node.when))];
  return node.else ? 'else' : '';
}

function withAction({ target: to, policies: list, block }: tree.Action): Pick<Pieces, 'action' | 'body'> {
  const action = [target(to), list.length > 0 ? [' ', policies(list)] : ''];
  return block ? { action, body: body(block) } : { action };
}

const body = (block: tree.Block): Body => ({ span: block.span, lines: block.items });

const policies = (list: readonly tree.Call[]): Layout => {
  const calls = commas(list.map(call));
  return group('with ', list.length > 1 ? indent(calls) : calls);
};

function target(node: tree.Target): Layout {
  switch (node.kind) {
    case 'destination':
      return referenceText(node.reference);
    case 'split':
      return group(indent(commas(node.shares.map(share))));
    case 'redirect':
      return ['redirect', node.code ? [' ', value(node.code)] : ''];
    case 'respond':
      return ['respond ', value(node.code), node.body ? [' ', value(node.body)] : ''];
    case 'rules-call':
      return ['rules ', call(node.call)];
    case 'route-call':
      return ['route ', referenceText(node.reference)];
    case 'missing':
      return '';
  }
}

const share = (node: tree.Share): Layout => [
  node.value ? value(node.value) : 'rest',
  ' to ',
  referenceText(node.reference),
];

function setting(node: tree.Setting): Pieces {
  const parts = node.parts.map((part) => [' ', commas(part.map(value))]);
  const last = node.parts.at(-1)?.at(-1);
  // After `to` and `in` a line goes on; no setting of today ends with one.
  const end = !node.block && !node.map && last?.kind === 'word' && /^(?:to|in)$/.test(last.text) ? ' ;' : '';
  const head = group(nameText(node.word), indent(parts), node.map ? [' ', map(node.map)] : '', end);
  return node.block ? { head, body: body(node.block) } : { head };
}

function sampleHead(node: tree.Sample): Layout {
  return group(
    [nameText(node.method), ' ', value(node.url)],
    node.from ? [' from ', source(node.from)] : '',
    node.to ? indent(line, 'to ', referenceText(node.to)) : '',
    node.when ? [' when ', indent(condition(node.when))] : '',
  );
}

function claim(node: tree.Claim): Pieces {
  const { what, reference } = node.subject;
  const subject = `${what === 'service' ? '' : `${what} `}${referenceText(reference)}`;
  const every: Layout = ['every request to ', subject, node.when ? [' when ', indent(condition(node.when))] : ''];
  switch (node.claims.kind) {
    case 'decides':
      return { head: every, ...withAction(node.claims.action), aligned: true };
    case 'decided':
      return { head: [every, ' is decided'] };
    case 'answered-within':
      return { head: [every, ' is answered within ', value(node.claims.duration)] };
    case 'never-routes':
      return { head: `${subject} never routes to ${referenceText(node.claims.reference)}` };
    case 'never-reaches':
      return { head: `${subject} never reaches ${referenceText(node.claims.reference)}` };
    case 'missing':
      return { head: every };
  }
}

function declaration(node: tree.Declaration): Pieces {
  switch (node.kind) {
    case 'namespace':
      return { head: ['namespace ', nameText(node.name)] };
    case 'use':
      return { head: ['use ', referenceText(node.reference)] };
    case 'let':
      return { head: ['let ', nameText(node.name), ' = ', value(node.value)] };
    case 'input':
      return {
        head: ['input ', nameText(node.name), ': ', type(node.type), node.value ? [' = ', value(node.value)] : ''],
      };
    case 'condition':
      return { head: group('condition ', named(node), ' =', indent(line, condition(node.condition))) };
    case 'policy':
    case 'rules':
      return { head: [node.kind, ' ', named(node)], body: body(node.block) };
    case 'service':
      return { head: group('service ', indent(commas(node.references.map(referenceText)))), ...optional(node.block) };
    case 'egress':
    case 'gateway':
      return { head: [node.kind, ' ', referenceText(node.reference)], ...optional(node.block) };
    case 'route':
      return handling(['route ', referenceText(node.reference)], node.handling);
    case 'ingress':
      return handling(ingressHead(node), node.handling);
    case 'telemetry':
      return {
        head: ['telemetry', node.reference ? ` for ${referenceText(node.reference)}` : ''],
        body: body(node.block),
      };
    case 'test':
      return { head: ['test ', value(node.title)], body: { span: node.span, lines: node.samples } };
    case 'expect':
      return { head: ['expect ', value(node.title)], body: { span: node.span, lines: node.claims } };
  }
}

const named = (node: { name: tree.Name; parameters?: readonly tree.Parameter[] }): Layout => [
  nameText(node.name),
  parameters(node.parameters),
];

const optional = (block: tree.Block | undefined): Pick<Pieces, 'body'> => (block ? { body: body(block) } : {});

const ingressHead = (node: tree.IngressDeclaration): Layout =>
  group('ingress ', indent(commas(node.hosts.map(value))), ' on ', indent(commas(node.doors.map(referenceText))));

function handling(start: Layout, node: tree.Handling): Pieces {
  const head: Layout = [start, node.policies.length > 0 ? [' ', policies(node.policies)] : ''];
  if (node.action) return { head, ...withAction(node.action) };
  return { head, ...optional(node.block) };
}
