// Fields as protocol buffers take them in JSON: `http_req_timeout` is `httpReqTimeout`. Names that users give are left as they are.
import type { MapNode, Node } from '../../../documents/index.ts';
import type { InputObject } from '../../shared/reading/index.ts';

/** The same object where no field is written the other way. */
export function inCamelCase(object: InputObject): InputObject {
  const root = changed(object.root);
  return root === object.root ? object : { ...object, root };
}

/** Maps whose keys are labels or names of headers. */
const named: ReadonlySet<string> = new Set(['metadata', 'labels', 'tags', 'source_tags', 'sourceTags', 'headers']);
const headers: ReadonlySet<string> = new Set(['http_headers', 'httpHeaders', 'append_headers', 'appendHeaders']);

function changed(node: Node): Node {
  if (node.kind === 'list') {
    const items = node.items.map(changed);
    return items.every((item, at) => item === node.items[at]) ? node : { ...node, items };
  }
  return node.kind === 'map' ? changedMap(node) : node;
}

function changedMap(node: MapNode): MapNode {
  const entries = node.entries.map((entry) => {
    const value = named.has(entry.key) || headers.has(entry.key) ? entry.value : changed(entry.value);
    const key = entry.key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    return key === entry.key && value === entry.value ? entry : { ...entry, key, value };
  });
  return entries.every((entry, at) => entry === node.entries[at]) ? node : { ...node, entries };
}
