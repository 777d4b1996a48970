// Names that stand for other names until somebody fills them in: `<your-host>`, `${VERSION}`, `$HOST`, `{{ .Values.host }}`.
import type { Node } from '../documents/index.ts';
import type { Fault } from './schema-check.ts';

/** Fields whose values name something; texts and expressions of other fields may hold anything. */
const naming: ReadonlySet<string> = new Set(
  'name namespace host hosts hostnames hostname service subset version credentialName gateways gatewayClassName destination'.split(
    ' ',
  ),
);
const placeholder = /^<[a-z][^<>]*>|\$\{\w+\}|^\$[A-Z][A-Z0-9_]*$|\{\{/i;

export function placeholderIn(node: Node, path = '', isName = false): Fault | undefined {
  if (node.kind === 'scalar') {
    const { value, origin } = node;
    if (!isName || typeof value !== 'string' || !placeholder.test(value)) return undefined;
    return { path, reason: `\`${value}\` is a placeholder: put in what it stands for`, span: origin };
  }
  if (node.kind === 'list') {
    for (const [at, item] of node.items.entries()) {
      const found = placeholderIn(item, `${path}[${at}]`, isName);
      if (found) return found;
    }
    return undefined;
  }
  for (const { key, value } of node.entries) {
    const found = placeholderIn(value, path === '' ? key : `${path}.${key}`, naming.has(key));
    if (found) return found;
  }
  return undefined;
}
