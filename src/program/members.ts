// A block's `version` and `port` lines → the members of a service, egress or gateway. Reads names and numbers only; what else
// stands in the lines is the checker's.
import { type Block, type Setting, type Value, wordOfSetting } from '../syntax/index.ts';
import type { Span } from '../text/index.ts';
import type { MemberSymbol, Members } from './symbol.ts';

export const noMembers: Members = { versions: new Map(), ports: new Map(), repeated: [] };

/** The versions and ports that `block` declares for the thing with key `owner`. */
export function readMembers(owner: string, block: Block | undefined): Members {
  if (!block) return noMembers;
  const members = { versions: new Map(), ports: new Map(), repeated: [] } satisfies Members as Draft;
  for (const item of block.items) {
    if (item.kind !== 'setting') continue;
    const word = wordOfSetting(item);
    if (word === 'version') addVersions(owner, item, members);
    else if (word === 'port') addPort(owner, item, members);
  }
  return members;
}

interface Draft {
  readonly versions: Map<string, MemberSymbol>;
  readonly ports: Map<string, MemberSymbol>;
  readonly repeated: { member: MemberSymbol; first: MemberSymbol }[];
}

function addVersions(owner: string, setting: Setting, members: Draft): void {
  for (const value of setting.parts[0] ?? []) {
    const name = plainName(value);
    if (!name) continue;
    const member = memberSymbol('version', `${owner}@${name}`, name, value.span, owner, setting);
    const first = members.versions.get(name);
    if (first) members.repeated.push({ member, first });
    else members.versions.set(name, member);
  }
}

function addPort(owner: string, setting: Setting, members: Draft): void {
  const { name, number } = portNames(setting);
  if (!number) return;
  const written = name ?? number;
  const member = memberSymbol('port', `${owner}:${written.text}`, written.text, written.span, owner, setting);
  for (const key of name ? [number.text, name.text] : [number.text]) {
    const first = members.ports.get(key);
    if (!first) members.ports.set(key, member);
    else if (first !== member) members.repeated.push({ member, first });
  }
}

interface Written {
  readonly text: string;
  readonly span: Span;
}
/** `port [name] number …`: the two as written. */
export function portNames(setting: Setting): { readonly name?: Written; readonly number?: Written } {
  const first = setting.parts[0]?.[0];
  if (!first) return {};
  if (first.kind === 'number') return { number: first };
  const second = setting.parts[1]?.[0];
  const name = plainName(first);
  return {
    ...(name ? { name: { text: name, span: first.span } } : {}),
    ...(second?.kind === 'number' ? { number: second } : {}),
  };
}

const memberSymbol = (
  kind: MemberSymbol['kind'],
  key: string,
  name: string,
  nameSpan: Span,
  owner: string,
  declaration: Setting,
): MemberSymbol => ({
  kind,
  key,
  name,
  nameSpan,
  owner,
  declaration,
  ...(declaration.doc === undefined ? {} : { doc: declaration.doc }),
});

/** The name that a value consists of, quoted or not; `undefined` for anything else. */
export function plainName(value: Value): string | undefined {
  if (value.kind === 'text') return value.value;
  if (value.kind === 'word') return value.text;
  if (value.kind !== 'call' || value.arguments) return undefined;
  const { namespace, name, version, port } = value.reference;
  return namespace || version || port || name.text === '' ? undefined : name.text;
}
