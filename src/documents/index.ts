export { toNode, toPlain } from './plain.ts';
export type { AliasUse, Problem, ProblemKind } from './read-node.ts';
export { type ReadDocument, type ReadOptions, readYaml } from './read-yaml.ts';
export type { Sink, ToldDocument } from './sink.ts';
export type { DocumentRange } from './split-documents.ts';
export { treeDocument, treeOf } from './told-tree.ts';
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
export { told, writeYaml, writeYamlWithMap, type YamlWriter, yamlWriter } from './write-yaml.ts';
export type { LineMapping, WriteOptions } from './yaml-sink.ts';
