// A test from a rule: a request that reaches it, with the decision that it gets, at the end of the file.
import { type Decision, decide, fromEverySource, type Request, reachOf, type Share } from '../../meaning/index.ts';
import type { Mesh } from '../../model/index.ts';
import { nodeAt, quote, type Rule, writeName } from '../../syntax/index.ts';
import { spanText } from '../../text/index.ts';
import { type Placing, placingsOf, withRealHost } from '../features/rules.ts';
import type { View } from '../workspace.ts';
import { type Change, insertion } from './refactor.ts';

export function makeTest(view: View, _start: number, end: number): readonly Change[] {
  const rule = nodeAt(view.tree, end).findLast((node): node is Rule => node.kind === 'rule');
  if (!rule || view.living.hasErrors) return [];
  const mesh = view.living.meshAround(rule.span.anchor);
  const sample = placingsOf(mesh, rule.span).flatMap((placing) => sampleOf(mesh, placing) ?? [])[0];
  if (sample === undefined) return [];
  const title = spanText(rule.when?.span ?? rule.action.span)
    .replace(/\s+/g, ' ')
    .replace(/["`\\]/g, "'");
  const gap = view.source.text.endsWith('\n') ? '\n' : '\n\n';
  const text = `${gap}test ${quote(title.slice(0, 60))} {\n  ${sample}\n}\n`;
  return [{ title: 'Make a test of this rule', edits: [insertion(view.source, view.source.text.length, text)] }];
}

/** A sample that the rule decides; nothing where none can be written. */
function sampleOf(mesh: Mesh, { table, index }: Placing): string | undefined {
  const verdict = reachOf(mesh, table).rules[index];
  if (verdict?.is !== 'yes' || verdict.value.protocol !== 'http') return undefined;
  const request = withRealHost(verdict.value);
  const decision = decide(mesh, request);
  if (decision.index !== index) return undefined;
  const from = isForAll(mesh, request, index) ? '' : fromText(request.source);
  return from === undefined ? undefined : sampleText(mesh, decision, from);
}

/** A sample without `from` must hold for every source. */
function isForAll(mesh: Mesh, request: Request, index: number): boolean {
  const open: Request = request.address.kind === 'gateway' ? request : { ...request, source: { kind: 'unknown' } };
  return fromEverySource(mesh, open).every((each) => decide(mesh, each, { reasons: false }).index === index);
}

/** `GET "/x" from a to b when header "x" == "y" -> c` */
function sampleText(mesh: Mesh, { request, outcome }: Decision, from: string): string | undefined {
  const expected = expectedText(outcome);
  if (expected === undefined) return undefined;
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
  if (source.kind !== 'workload') return undefined;
  const { service, version, namespace, labels } = source;
  if (service !== undefined) return ` from ${keyText(service)}${version === undefined ? '' : `@${writeName(version)}`}`;
  if (Object.keys(labels).length > 0) return undefined;
  return namespace === undefined ? undefined : ` from namespace ${writeName(namespace)}`;
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
    case 'forward':
      return splitText(outcome.shares);
    case 'not-found':
      return 'respond 404';
    default:
      return undefined;
  }
}

/** `reviews@v1`, or `9 to reviews@v1, 1 to reviews@v2`. */
function splitText(shares: readonly Share[]): string | undefined {
  const [first, ...others] = shares;
  if (!first) return undefined;
  if (others.length === 0) return destinationText(first);
  return shares.map((share) => `${share.weight} to ${destinationText(share)}`).join(', ');
}

const destinationText = ({ destination: { target, version } }: Share): string =>
  `${keyText(target)}${version === undefined ? '' : `@${writeName(version)}`}`;
