export { toNode, toPlain } from './plain.ts';
export {
  bool,
  type Document,
  type Entry,
  entry,
  type ListNode,
  list,
  type MapNode,
  map,
  member,
  memberAt,
  type Node,
  number,
  type Scalar,
  type ScalarValue,
  scalar,
  text,
} from './tree.ts';
export { writeJson } from './write-json.ts';
export { type LineMapping, type WriteOptions, writeYaml, writeYamlWithMap } from './write-yaml.ts';
