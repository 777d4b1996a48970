// The words after `mesh route` to the requests they can mean in a mesh: `GET https://shop.example.com/cart -H 'x-user: a' --from
// web`. What is no request is said in words, with what to write instead.
import type { Fact, Mesh, SampleRequest } from '../../model/index.ts';
import { similar } from '../../text/index.ts';
import { type LooseRequest, placeRequest } from './place.ts';
import { pairsOf, parseQuery, type Request, type RequestSource } from './request.ts';
import { workloadOf } from './source.ts';

export type ParsedRequest =
  | { readonly requests: readonly Request[]; readonly problem?: undefined }
  | { readonly problem: string };

class Mistake extends Error {}
const mistake = (text: string): never => {
  throw new Mistake(text);
};

/** All requests that the words can mean: one per door that takes it, or what it is addressed to inside the mesh. */
export function parseRequest(mesh: Mesh, words: readonly string[]): ParsedRequest {
  try {
    return placeRequest(mesh, looseRequest(mesh, words));
  } catch (error) {
    if (error instanceof Mistake) return { problem: error.message };
    throw error;
  }
}

interface Options {
  readonly method: string;
  readonly url: string;
  readonly values: ReadonlyMap<Option, readonly string[]>;
}
type Option = 'header' | 'cookie' | 'from' | 'to' | 'gateway' | 'sni' | 'label' | 'port';
const options: Readonly<Record<string, Option>> = {
  '-H': 'header',
  '--header': 'header',
  '-b': 'cookie',
  '--cookie': 'cookie',
  '--from': 'from',
  '--to': 'to',
  '--gateway': 'gateway',
  '--sni': 'sni',
  '--label': 'label',
  '--port': 'port',
};

function readOptions(words: readonly string[]): Options {
  const plain: string[] = [];
  const values = new Map<Option, string[]>();
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (!word.startsWith('-') || word === '-') plain.push(word);
    else {
      const [flag, inline] = word.startsWith('--') && word.includes('=') ? cut(word, '=') : [word, undefined];
      const option = options[flag] ?? mistake(unknownOption(flag));
      if (inline === undefined) i++;
      const value = inline ?? words[i] ?? mistake(`${flag} needs a value`);
      values.set(option, [...(values.get(option) ?? []), value]);
    }
  }
  const [first, second, ...more] = plain;
  if (more.length > 0) mistake(`"${more[0]}" is one word too many: quote headers, as in -H 'x-user: a'`);
  if (first === undefined) mistake('say which request: GET https://shop.example.com/cart');
  if (second === undefined)
    return { method: 'GET', url: isMethod(first!) ? mistake(`${first} what? Add a URL or a path`) : first!, values };
  return {
    method: isMethod(first!)
      ? first!
      : mistake(`"${first}" is no method: write GET, POST, … in capitals, then the URL`),
    url: second,
    values,
  };
}

const isMethod = (word: string): boolean => /^[A-Z]+$/.test(word);

function unknownOption(flag: string): string {
  const near = similar(flag, Object.keys(options));
  return `there is no option ${flag}${near ? `; did you mean ${near}?` : ''}`;
}

function looseRequest(mesh: Mesh, words: readonly string[]): LooseRequest {
  const { method, url, values } = readOptions(words);
  const last = (option: Option) => values.get(option)?.at(-1);
  const [from, to, gateway, sni, port] = (['from', 'to', 'gateway', 'sni', 'port'] as const).map(last);
  const labels = (values.get('label') ?? []).map((label) => pair(label, '=', '--label key=value'));
  const source = sourceFrom(mesh, from, Object.fromEntries(labels.map(({ name, value }) => [name, value])));
  return {
    method,
    ...(method === 'TLS' || method === 'TCP' ? connection(url) : location(url)),
    headers: (values.get('header') ?? []).map((header) => headerFact(header)),
    cookies: (values.get('cookie') ?? []).map((cookie) => pair(cookie, '=', "--cookie 'name=value'")),
    ...(sni === undefined ? {} : { sni }),
    ...(port === undefined ? {} : { port: portNumber(port) }),
    ...(source ? { source } : {}),
    ...(gateway === undefined ? {} : { gateway: keyOf(mesh, 'gateway', gateway) }),
    ...(to === undefined ? {} : { to: addressee(mesh, to) }),
  };
}

type Location = Pick<SampleRequest, 'scheme' | 'host' | 'port' | 'path' | 'query'>;

function location(url: string): Location {
  if (url.startsWith('/')) return { ...pathAndQuery(url) };
  const parts = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?([^/?#]*)([^#]*)/.exec(url)!;
  const scheme = (parts[1] ?? 'http').toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') return mistake(`${parts[1]}:// is not HTTP: write http:// or https://`);
  const rest = parts[3] ?? '';
  return { scheme, ...authority(parts[2] ?? '', url), ...pathAndQuery(rest.startsWith('/') ? rest : `/${rest}`) };
}

function connection(url: string): Location {
  return { ...authority(url, url), path: '/', query: [] };
}

function authority(text: string, url: string): Pick<SampleRequest, 'host' | 'port'> {
  const parts = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(text);
  const host = parts?.[1]?.toLowerCase();
  if (!parts || !host || /[\s@,]/.test(host))
    return mistake(`${JSON.stringify(url)} has no host: write https://host/path, or /path with --to`);
  return { ...(host === '*' ? {} : { host }), ...(parts[2] === undefined ? {} : { port: portNumber(parts[2]) }) };
}

function pathAndQuery(text: string): Pick<SampleRequest, 'path' | 'query'> {
  const [path, query] = cut(text.replace(/#.*$/s, ''), '?');
  const facts = query === undefined ? [] : [...pairsOf(parseQuery(query))].map(([name, value]) => ({ name, value }));
  return { path, query: facts };
}

function portNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > 65535)
    return mistake(`"${text}" is no port: a number from 1 to 65535`);
  return number;
}

function headerFact(text: string): Fact {
  const { name, value } = pair(text, ':', "-H 'name: value'");
  return { name: name.toLowerCase(), value: value.trim() };
}

function pair(text: string, separator: string, example: string): Fact {
  const [name, value] = cut(text, separator);
  if (value === undefined || name.trim() === '') return mistake(`${JSON.stringify(text)} is no pair: write ${example}`);
  return { name: name.trim(), value };
}

function cut(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

function sourceFrom(
  mesh: Mesh,
  from: string | undefined,
  labels: Readonly<Record<string, string>>,
): RequestSource | undefined {
  if (from === undefined) return Object.keys(labels).length > 0 ? { kind: 'workload', labels } : undefined;
  const [kind, name] = cut(from, ' ');
  if (kind === 'namespace' && name) return { kind: 'workload', namespace: name, labels };
  if (kind === 'gateway' && name) return { kind: 'gateway', gateway: keyOf(mesh, 'gateway', name) };
  const [service, version] = cut(from, '@');
  const key = keyOf(mesh, 'service', service);
  const declared = mesh.services.find((candidate) => candidate.key === key)?.versions.map((one) => one.name) ?? [];
  if (version !== undefined && !declared.includes(version))
    return mistake(`${key} has no version ${version}: it has ${declared.join(', ') || 'none'}`);
  return workloadOf(mesh, key, version, labels);
}

function addressee(mesh: Mesh, to: string): NonNullable<SampleRequest['to']> {
  const [name, port] = cut(to, ':');
  const kind =
    mesh.egresses.some((egress) => isCalled(egress, name)) && !mesh.services.some((service) => isCalled(service, name))
      ? 'egress'
      : 'service';
  const target = keyOf(mesh, kind, name);
  return { kind, target, ...(port === undefined ? {} : { port: portOf(mesh, kind, target, port) }) };
}

function portOf(mesh: Mesh, kind: 'service' | 'egress', key: string, port: string): number {
  const callee = (kind === 'service' ? mesh.services : mesh.egresses).find((candidate) => candidate.key === key);
  return callee?.ports.find((candidate) => candidate.name === port)?.number ?? portNumber(port);
}

const isCalled = (one: { readonly key: string; readonly name: string }, text: string): boolean =>
  one.key === text || one.name === text;

/** The key of what the text names: the whole key, a name of the mesh's own namespace, or a name that only one thing has. */
function keyOf(mesh: Mesh, kind: 'service' | 'egress' | 'gateway', text: string): string {
  const all = kind === 'gateway' ? mesh.gateways : kind === 'egress' ? mesh.egresses : mesh.services;
  const own = all.find((one) => one.key === text || one.key === `${mesh.namespace}/${text}`);
  const named = all.filter((one) => one.name === text);
  if (own ?? (named.length === 1 && named[0])) return (own ?? named[0]!).key;
  if (named.length > 1) return mistake(`${text} is the name of several: ${named.map((one) => one.key).join(', ')}`);
  const near = similar(
    text,
    all.flatMap((one) => [one.name, one.key]),
  );
  return mistake(`there is no ${kind} ${text}${near ? `; did you mean ${near}?` : ''}`);
}
