// What a Linkerd 1.x does with a request, as far as its configuration decides it: the name that the identifier gives it, what the dtab makes of the
// name, and the limits of its prefix. Written from the description of the format; shares no code with what writes it.
import { parse } from 'yaml';

export interface LinkerdRequest {
  readonly method: string;
  /** The Host header. */
  readonly host: string;
  /** Without a query. */
  readonly path: string;
}
export type LinkerdAnswer =
  /** Endpoints by their bound name, with weights. */
  | {
      readonly kind: 'bound';
      readonly branches: readonly { readonly name: string; readonly weight: number }[];
      readonly limits: Limits;
    }
  /** No name, or none that leads anywhere. */
  | { readonly kind: 'refused'; readonly because: 'path' | 'no-route' | 'fail' };
export interface Limits {
  readonly totalTimeoutMs?: number;
  readonly retries?: { readonly budget: { readonly percentCanRetry: number; readonly minRetriesPerSec: number } };
}

// biome-ignore lint/suspicious/noExplicitAny: plain YAML
type Json = any;

/** `gone` are bound names without endpoints. */
export function linkerdAnswer(
  yaml: string,
  port: number,
  request: LinkerdRequest,
  gone: ReadonlySet<string> = new Set(),
): LinkerdAnswer {
  const { router, dtab } = routerOf(yaml, port);
  const name = identify(router.identifier, request);
  if (!name) return { kind: 'refused', because: 'path' };
  const bound = bind(dtab, name, gone, 0);
  if (bound.kind !== 'leaves') return { kind: 'refused', because: bound.kind === 'fail' ? 'fail' : 'no-route' };
  return { kind: 'bound', branches: bound.leaves, limits: limitsOf(router.service, name) };
}

interface Router {
  readonly router: Json;
  readonly dtab: readonly Dentry[];
}
const known = new Map<string, Router>();

/** Read once for many requests. */
function routerOf(yaml: string, port: number): Router {
  const key = `${port} ${yaml}`;
  const found = known.get(key);
  if (found) return found;
  const router: Json = parse(yaml).routers.find(({ servers }: Json) => servers.some((one: Json) => one.port === port));
  const read = { router, dtab: readDtab(router.dtab) };
  known.clear();
  known.set(key, read);
  return read;
}

const LABEL = /^[A-Za-z0-9_.:#$%-]+$/;

function identify({ kind, httpUriInDst }: Json, { method, host, path }: LinkerdRequest): readonly string[] | undefined {
  if (kind !== 'io.l5d.methodAndHost') throw new Error(`identifier ${kind}`);
  const uri = httpUriInDst && path !== '/' ? path.slice(1).split('/') : [];
  return uri.every((label) => LABEL.test(label)) ? ['svc', '1.1', method, host.toLowerCase(), ...uri] : undefined;
}

// ---- dtab

type Tree =
  | { readonly kind: 'alt'; readonly trees: readonly Tree[] }
  | { readonly kind: 'union'; readonly trees: readonly { readonly weight: number; readonly tree: Tree }[] }
  | { readonly kind: 'leaf'; readonly path: readonly string[] }
  | { readonly kind: 'neg' | 'fail' };
interface Dentry {
  readonly prefix: readonly string[];
  readonly tree: Tree;
}

export function readDtab(text: string): readonly Dentry[] {
  return text
    .replace(/^\s*#.*$/gm, '')
    .split(';')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [prefix, tree] = line.split('=>').map((part) => part.trim()) as [string, string];
      return { prefix: prefix.slice(1).split('/'), tree: readTree(tree) };
    });
}

const readTree = (text: string): Tree => alternatives(text.split('|').map((part) => readUnion(part.trim())));

const alternatives = (trees: readonly Tree[]): Tree =>
  trees.length === 1 ? (trees[0] as Tree) : { kind: 'alt', trees };

function readUnion(text: string): Tree {
  const parts = text.split('&').map((part) => part.trim());
  if (parts.length === 1 && !parts[0]?.includes('*')) return readSimple(text);
  return {
    kind: 'union',
    trees: parts.map((part) => {
      const [, weight = '1', path = ''] = /^(?:(\d*\.?\d+)\s*\*)?\s*(.*)$/.exec(part) ?? [];
      return { weight: Number(weight), tree: readSimple(path) };
    }),
  };
}

const readSimple = (text: string): Tree =>
  text === '!' ? { kind: 'fail' } : text === '~' ? { kind: 'neg' } : { kind: 'leaf', path: text.slice(1).split('/') };

type Bound =
  | { readonly kind: 'leaves'; readonly leaves: readonly { readonly name: string; readonly weight: number }[] }
  | { readonly kind: 'neg' | 'fail' };

/** Later entries first; `*` in a prefix stands for any one segment. */
function lookUp(dtab: readonly Dentry[], name: readonly string[]): Tree {
  const fitting = dtab.filter(
    ({ prefix }) => prefix.length <= name.length && prefix.every((label, at) => label === '*' || label === name[at]),
  );
  return {
    kind: 'alt',
    trees: fitting.reverse().map(({ prefix, tree }) => behind(tree, name.slice(prefix.length))),
  };
}

function behind(tree: Tree, residual: readonly string[]): Tree {
  switch (tree.kind) {
    case 'alt':
      return { kind: 'alt', trees: tree.trees.map((one) => behind(one, residual)) };
    case 'union':
      return { kind: 'union', trees: tree.trees.map((one) => ({ ...one, tree: behind(one.tree, residual) })) };
    case 'leaf':
      return { kind: 'leaf', path: [...tree.path, ...residual] };
    default:
      return tree;
  }
}

function bind(dtab: readonly Dentry[], name: readonly string[], gone: ReadonlySet<string>, depth: number): Bound {
  if (depth > 100) throw new Error(`too deep: ${name.join('/')}`);
  const [first, kind = '', ...rest] = name;
  if (first === '#') return bindName(`/#/${[kind, ...rest.slice(0, lengthOf(kind))].join('/')}`, gone);
  if (first === '$') return bindBuiltIn(dtab, kind, rest, gone, depth);
  return evaluate(dtab, lookUp(dtab, name), gone, depth);
}

/** How many segments name the endpoints; what comes after them is left over. */
function lengthOf(namer: string): number {
  const lengths: Readonly<Record<string, number>> = {
    'io.l5d.k8s': 3,
    'io.l5d.fs': 1,
    'io.l5d.consul': 2,
    'io.l5d.consul.tagged': 3,
  };
  const length = lengths[namer];
  if (length === undefined) throw new Error(`no namer ${namer}`);
  return length;
}

const bindName = (name: string, gone: ReadonlySet<string>): Bound =>
  gone.has(name) ? { kind: 'neg' } : { kind: 'leaves', leaves: [{ name, weight: 1 }] };

function bindBuiltIn(
  dtab: readonly Dentry[],
  kind: string,
  rest: readonly string[],
  gone: ReadonlySet<string>,
  depth: number,
): Bound {
  switch (kind) {
    case 'inet':
      return bindName(`/$/inet/${rest.slice(0, 2).join('/')}`, gone);
    case 'io.buoyant.rinet': {
      const [port = '', host = ''] = rest;
      return bindName(`/$/inet/${host}/${port}`, gone);
    }
    case 'io.buoyant.porthostPfx': {
      const [prefix = '', hostPort = '', ...more] = rest;
      const [, host, port] = /^(.*):(\d+)$/.exec(hostPort) ?? [];
      return host === undefined || port === undefined
        ? { kind: 'neg' }
        : bind(dtab, [prefix, port, host, ...more], gone, depth + 1);
    }
    default:
      throw new Error(`no built-in namer ${kind}`);
  }
}

function evaluate(dtab: readonly Dentry[], tree: Tree, gone: ReadonlySet<string>, depth: number): Bound {
  switch (tree.kind) {
    case 'leaf':
      return bind(dtab, tree.path, gone, depth + 1);
    case 'alt':
      for (const one of tree.trees) {
        const found = evaluate(dtab, one, gone, depth);
        if (found.kind !== 'neg') return found;
      }
      return { kind: 'neg' };
    case 'union': {
      const leaves = tree.trees.flatMap(({ weight, tree: one }) => {
        const found = evaluate(dtab, one, gone, depth);
        return found.kind === 'leaves' ? found.leaves.map((leaf) => ({ ...leaf, weight: leaf.weight * weight })) : [];
      });
      return leaves.length === 0 ? { kind: 'neg' } : { kind: 'leaves', leaves };
    }
    default:
      return { kind: tree.kind };
  }
}

/** Later entries win, key by key. */
function limitsOf(service: Json, name: readonly string[]): Limits {
  const found: Record<string, unknown> = {};
  for (const { prefix, ...says } of service?.configs ?? []) {
    const labels: string[] = prefix.slice(1).split('/');
    if (labels.length <= name.length && labels.every((label, at) => label === '*' || label === name[at]))
      Object.assign(found, says);
  }
  return found as Limits;
}
