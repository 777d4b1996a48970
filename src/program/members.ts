// A block's `version` and `port` lines → the members of a service, egress or gateway. Reads names and numbers only; what else
// stands in the lines is the checker's.
import { type Block, firstValueOf, plainName, plainNamesOf, type Setting, wordOfSetting } from '../syntax/index.ts';
import type { Span } from '../text/index.ts';
import { noTable, TableDraft } from './member-table.ts';
import type { MemberSymbol, Members } from './symbol.ts';

const noRepeats: Repeated[] = [];
const noMembers: Members = { versions: noTable, ports: noTable, repeated: noRepeats };

/** What is being read. */
const versions = new TableDraft();
const ports = new TableDraft();
let repeated = noRepeats;

interface Repeated {
  readonly member: MemberSymbol;
  readonly first: MemberSymbol;
}

/** The versions and ports that `block` declares for the thing with key `owner`. */
export function readMembers(owner: string, block: Block | undefined): Members {
  if (!block) return noMembers;
  repeated = noRepeats;
  const { items } = block;
  for (let at = 0; at < items.length; at++) {
    const item = items[at] as Block['items'][number];
    if (item.kind !== 'setting') continue;
    const word = wordOfSetting(item);
    if (word === 'version') addVersions(owner, item);
    else if (word === 'port') addPort(owner, item);
  }
  return { versions: versions.finish(), ports: ports.finish(), repeated };
}

/** A version or port; where it stands is looked up when somebody asks. */
class Member implements MemberSymbol {
  readonly kind: 'version' | 'port';
  readonly name: string;
  readonly owner: string;
  readonly declaration: Setting;
  /** Of a version: which of the values; of a port: which part. */
  readonly at: number;

  constructor(kind: 'version' | 'port', name: string, owner: string, declaration: Setting, at: number) {
    this.kind = kind;
    this.name = name;
    this.owner = owner;
    this.declaration = declaration;
    this.at = at;
  }

  get key(): string {
    return `${this.owner}${this.kind === 'version' ? '@' : ':'}${this.name}`;
  }

  get nameSpan(): Span {
    const { declaration, at } = this;
    const value = this.kind === 'version' ? declaration.parts[0]?.[at] : firstValueOf(declaration, at);
    return (value ?? declaration).span;
  }

  get doc(): string {
    return this.declaration.doc as string;
  }
}

function addVersions(owner: string, setting: Setting): void {
  const names = plainNamesOf(setting);
  for (let at = 0; at < names.length; at++) {
    const name = names[at];
    if (name) add(versions, name, new Member('version', name, owner, setting, at));
  }
}

function addPort(owner: string, setting: Setting): void {
  const { name, number, isFirst } = portNames(setting);
  if (!number) return;
  const member = new Member('port', (name ?? number).text, owner, setting, name || isFirst ? 0 : 1);
  add(ports, number.text, member);
  if (name) add(ports, name.text, member);
}

function add(table: TableDraft, name: string, member: MemberSymbol): void {
  const first = table.add(name, member);
  if (!first || first === member) return;
  if (repeated === noRepeats) repeated = [];
  repeated.push({ member, first });
}

interface Written {
  readonly text: string;
  readonly span: Span;
}
interface PortNames {
  readonly name?: Written;
  readonly number?: Written;
  /** The number is the first part. */
  readonly isFirst?: boolean;
}

/** `port [name] number …`: the two as written. */
export function portNames(setting: Setting): PortNames {
  const first = firstValueOf(setting, 0);
  if (!first) return {};
  if (first.kind === 'number') return { number: first, isFirst: true };
  const second = firstValueOf(setting, 1);
  const name = plainName(first);
  return {
    ...(name ? { name: { text: name, span: first.span } } : {}),
    ...(second?.kind === 'number' ? { number: second } : {}),
  };
}
