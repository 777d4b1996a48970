// What a segment declares and what it mentions, as labels: plain names, whatever they name. Two segments hang together when one
// mentions a label that the other declares. Coarse on purpose: a label too many costs time, one too few would cost the truth.
import type { PlacedSegment } from '../../program/index.ts';
import { childrenOf, type Declaration, type Node, type Segment, type Setting, type Value } from '../../syntax/index.ts';
import { spanText } from '../../text/index.ts';

/** How a change of what is declared spreads. */
export type Spread =
  /** Constants, conditions, policies, rule lists, routes that are called: they become part of whoever mentions them. */
  | 'content'
  /** Services, egresses, gateways, namespaces: only whoever mentions them is concerned. */
  | 'face';

export interface Labels {
  readonly declares: ReadonlyMap<string, Spread>;
  /** What others see of a declared label, as text; a label without is seen whole. */
  readonly faces: ReadonlyMap<string, string>;
  readonly mentions: readonly string[];
}

const noFaces: ReadonlyMap<string, string> = new Map();

export function labelsOf({ placed, segment }: PlacedSegment): Labels {
  const declares = new Map<string, Spread>();
  const faces = new Map<string, string>();
  const mentions = new Set<string>();
  for (const { declaration, scope, symbols } of placed) {
    const face = segment.problems.length > 0 ? undefined : faceOf(declaration);
    for (const symbol of symbols) {
      declares.set(symbol.name, isFace(symbol.kind) ? 'face' : 'content');
      if (face !== undefined) faces.set(symbol.name, `${symbol.kind} ${symbol.key} ${face}`);
    }
    declareMore(declaration, declares, faces);
    if (declaration.kind === 'namespace') declares.set(scope.namespace, 'face');
    mention(declaration, mentions);
  }
  if (segment.problems.length > 0)
    for (const word of wordsOf(segment)) if (!declares.has(word)) declares.set(word, 'face');
  return { declares, faces: faces.size > 0 ? faces : noFaces, mentions: [...mentions] };
}

/** What syntax could not read may declare any of the names that stand at the beginning of its lines. */
function wordsOf({ anchor, length }: Segment): readonly string[] {
  const text = anchor.source.text.slice(anchor.offset, anchor.offset + length);
  return text.split(/\r?\n/).flatMap((line) => (/^ ?[A-Za-z]/.test(line) ? (line.match(/[A-Za-z][\w-]*/g) ?? []) : []));
}

/** Words of a service or egress that nobody sees who mentions it. */
const unseen = new Set(['calls', 'connections', 'balance', 'eject', 'visible', 'tls', 'proxy']);
const seen = new Set(['port', 'version', 'host', 'at', 'through']);

/** The lines that others see; nothing where there are settings, which become part of others' rules. */
function faceOf(declaration: Declaration): string | undefined {
  if (declaration.kind !== 'service' && declaration.kind !== 'egress') return undefined;
  const lines: string[] = [];
  for (const item of declaration.block?.items ?? []) {
    if (item.kind !== 'setting') return undefined;
    if (seen.has(item.word.text)) lines.push(spanText(item.span));
    else if (!unseen.has(item.word.text)) return undefined;
  }
  return lines.join('\n');
}

const isFace = (kind: string): boolean => kind === 'service' || kind === 'egress' || kind === 'gateway';

export const routeLabel = (name: string): string => `route ${name}`;
const hostLabel = (host: string): string => `host ${host.toLowerCase()}`;

function declareMore(declaration: Declaration, declares: Map<string, Spread>, faces: Map<string, string>): void {
  switch (declaration.kind) {
    case 'route': {
      const { name, port } = declaration.reference;
      declares.set(routeLabel(name.text), 'content');
      if (declares.has(name.text)) return;
      declares.set(name.text, 'face');
      faces.set(name.text, `route ${spanText(declaration.reference.span)} ${port?.text ?? ''}`);
      return;
    }
    case 'ingress':
      for (const host of declaration.hosts) declareHost(host, declares);
      return;
    case 'telemetry':
      declares.set('telemetry', 'face');
      return;
    case 'service':
    case 'egress':
      for (const item of declaration.block?.items ?? [])
        if (item.kind === 'setting' && item.word.text === 'host') declareHosts(item, declares);
      return;
  }
}

const declareHosts = ({ parts }: Setting, declares: Map<string, Spread>): void => {
  for (const value of parts[0] ?? []) declareHost(value, declares);
};

/** A host behind a name may be any: all such hosts share a label. */
function declareHost(value: Value, declares: Map<string, Spread>): void {
  declares.set(value.kind === 'text' ? hostLabel(value.value) : hostLabel('?'), 'face');
}

/** Every name below a node, and every text that could name something. */
function mention(node: Node, mentions: Set<string>): void {
  if (node.kind === 'name') mentions.add(node.text);
  else if (node.kind === 'text') mentions.add(node.value);
  else if (node.kind === 'entry') mention(node.value, mentions);
  else {
    if (node.kind === 'route-call') mentions.add(routeLabel(node.reference.name.text));
    // The word of a setting is no name.
    for (const part of childrenOf(node)) if (node.kind !== 'setting' || part.kind !== 'name') mention(part, mentions);
  }
}
