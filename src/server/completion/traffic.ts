// Whether what comes to a list of rules can be sent to a thing at all: HTTP to a port that speaks it, bytes to any that does not.
import { type Protocol, type Traffic, trafficOf } from '../../model/index.ts';
import type { DeclaredSymbol, MemberSymbol } from '../../program/index.ts';
import { bareWord, type Declaration, type Node, protocols, type Reference } from '../../syntax/index.ts';

type Owner = (reference: Reference) => DeclaredSymbol | undefined;

/** Everything, where it is not known what comes. */
export function canBeSent(declaration: Node | undefined, ownerOf: Owner): (symbol: DeclaredSymbol) => boolean {
  const coming = new Set(comingTo(declaration as Declaration | undefined, ownerOf));
  if (coming.size === 0) return () => true;
  return (symbol) => {
    const ports = portsOf(symbol).flatMap((port) => traffic(port, false));
    return ports.length === 0 || ports.some((port) => (port === 'http' ? coming.has('http') : hasBytes(coming)));
  };
}

const hasBytes = (coming: ReadonlySet<Traffic>): boolean => coming.has('tcp') || coming.has('tls');

function comingTo(declaration: Declaration | undefined, ownerOf: Owner): readonly Traffic[] {
  const references =
    declaration?.kind === 'route' ? [declaration.reference] : declaration?.kind === 'ingress' ? declaration.doors : [];
  return references.flatMap((reference) => {
    const owner = ownerOf(reference);
    const ends = owner?.kind === 'gateway';
    return owner ? portsOf(owner, reference.port?.text).flatMap((port) => traffic(port, ends)) : [];
  });
}

function portsOf(symbol: DeclaredSymbol, name?: string): readonly MemberSymbol[] {
  if (!('members' in symbol)) return [];
  const { ports } = symbol.members;
  const chosen = name === undefined ? undefined : ports.get(name);
  return chosen ? [chosen] : [...new Set(ports.values())];
}

/** A gateway ends the TLS of `https`. */
function traffic({ declaration }: MemberSymbol, endsTls: boolean): readonly Traffic[] {
  const word = declaration.parts.at(-1)?.[0];
  const protocol = word && bareWord(word);
  return protocol !== undefined && (protocols as readonly string[]).includes(protocol)
    ? [endsTls && protocol === 'https' ? 'http' : trafficOf(protocol as Protocol)]
    : [];
}
