export { toNode, toPlain } from './plain.ts';
export type { AliasUse, Problem, ProblemKind } from './read-node.ts';
export { type ReadDocument, type ReadOptions, readYaml } from './read-yaml.ts';
export type { DocumentRange } from './split-documents.ts';
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
