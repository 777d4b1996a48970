// A test from a rule: a request that reaches it, with the decision that it gets, at the end of the file.
import { type Decision, decide, type Request, reachOf } from '../../meaning/index.ts';
import { leaves, type Mesh, type Rule as MeshRule } from '../../model/index.ts';
import { nodeAt, quote, type Rule, writeName } from '../../syntax/index.ts';
import { spanText } from '../../text/index.ts';
import { placingsOf } from '../features/rules.ts';
import type { View } from '../workspace.ts';
import { type Change, insertion } from './refactor.ts';

export function makeTest(view: View, _start: number, end: number): readonly Change[] {
  const rule = nodeAt(view.tree, end).findLast((node): node is Rule => node.kind === 'rule');
  if (!rule || view.living.hasErrors) return [];
  const mesh = view.living.meshAround(rule.span.anchor);
  const [placing] = placingsOf(mesh, rule.span);
  const verdict = placing && reachOf(mesh, placing.table).rules[placing.index];
  if (!placing || verdict?.is !== 'yes' || verdict.value.protocol !== 'http') return [];
  const { source } = verdict.value;
  // A sample without `from` must hold for every source.
  if ((source.kind === 'unknown' || fromText(source) === '') && asksForSource(placing.table.rules)) return [];
  const decision = decide(mesh, verdict.value);
  const sample = sampleText(mesh, decision);
  if (!sample) return [];
  const title = spanText(rule.when?.span ?? rule.action.span)
    .replace(/\s+/g, ' ')
    .replace(/["`\\]/g, "'");
  const gap = view.source.text.endsWith('\n') ? '\n' : '\n\n';
  const text = `${gap}test ${quote(title.slice(0, 60))} {\n  ${sample}\n}\n`;
  return [{ title: 'Make a test of this rule', edits: [insertion(view.source, view.source.text.length, text)] }];
}

const asksForSource = (rules: readonly MeshRule[]): boolean =>
  rules.some(({ condition }) => [...leaves(condition)].some(({ kind }) => kind === 'from'));

/** `GET "/x" from a to b when header "x" == "y" -> c` */
function sampleText(mesh: Mesh, { request, outcome }: Decision): string | undefined {
  const expected = expectedText(outcome);
  if (expected === undefined || request.source.kind === 'gateway') return undefined;
  const query = [...request.query].flatMap(([name, values]) =>
    values.map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  );
  const path = `${request.path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  const address = request.address;
  const url =
    address.kind === 'gateway' || !isPlainCall(mesh, request)
      ? `${request.scheme}://${request.host}${isUsual(request) ? '' : `:${request.port}`}${path}`
      : path;
  const to =
    address.kind === 'service' || address.kind === 'egress' ? ` to ${keyText(address.target)}:${request.port}` : '';
  const from = fromText(request.source);
  if (from === undefined) return undefined;
  return `${request.method} ${quote(url)}${from}${to}${factsText(request)} -> ${expected}`;
}

/** What a path alone says of a call: plain HTTP to the callee's own host. */
const isPlainCall = ({ services, egresses }: Mesh, { scheme, host, address }: Request): boolean =>
  scheme === 'http' &&
  (services.some((service) => 'target' in address && service.key === address.target && service.host === host) ||
    egresses.some((egress) => 'target' in address && egress.key === address.target && egress.hosts[0]?.value === host));

const isUsual = ({ scheme, port }: Request): boolean => port === (scheme === 'https' ? 443 : 80);

/** Who sends it, where that can be said; nothing where only labels tell. */
function fromText(source: Request['source']): string | undefined {
  if (source.kind !== 'workload') return '';
  const { service, version, namespace, labels } = source;
  if (service !== undefined) return ` from ${keyText(service)}${version === undefined ? '' : `@${writeName(version)}`}`;
  if (Object.keys(labels).length > 0) return undefined;
  return namespace === undefined ? '' : ` from namespace ${writeName(namespace)}`;
}

const keyText = (key: string): string => key.split('/').map(writeName).join('/');

function factsText({ headers, cookies }: Request): string {
  const facts = [
    ...[...headers].flatMap(([name, values]) => values.map((value) => `header ${quote(name)} == ${quote(value)}`)),
    ...[...cookies].flatMap(([name, values]) => values.map((value) => `cookie ${quote(name)} == ${quote(value)}`)),
  ];
  return facts.length > 0 ? ` when ${facts.join(' and ')}` : '';
}

function expectedText(outcome: Decision['outcome']): string | undefined {
  switch (outcome.kind) {
    case 'respond':
      return `respond ${outcome.status}`;
    case 'redirect':
      return `redirect ${outcome.code}`;
    case 'forward': {
      const [first, ...others] = outcome.shares;
      if (!first || others.length > 0) return undefined;
      const { target, version } = first.destination;
      return `${keyText(target)}${version === undefined ? '' : `@${writeName(version)}`}`;
    }
    default:
      return undefined;
  }
}
