// Rule lists that stand in a program beside what it means: those of objects which are not applied, and empty ones for objects that are
// not among the files.
import type { Mesh } from '../model/index.ts';
import type { RuleCall } from '../targets/index.ts';
import type { Span } from '../text/index.ts';
import { ruleLines, type Writer } from './declaration-text.ts';
import { freeName, namesBeside, nameText } from './names.ts';
import { isSpare, type SpareList } from './spare-lists.ts';

export interface UncalledText {
  readonly namespace: string;
  readonly text: (writer: Writer) => string;
  readonly owners: readonly Span[];
}

/** All of a mesh, each with a name of its own. */
export function uncalledTexts(mesh: Mesh): readonly UncalledText[] {
  const missing = missingLists(mesh);
  const taken = Map.groupBy(missing, ({ namespace }) => namespace);
  const names = new Map([...taken].map(([namespace, some]) => [namespace, namesBeside(some.map(({ name }) => name))]));
  const spares = mesh.ingresses.filter(isSpare).map((one) => {
    const own = names.get(one.namespace) ?? namesBeside([]);
    names.set(one.namespace, own);
    return spareText(one, freeName(one.spare.words, own, 48));
  });
  return [...missing, ...spares];
}

function missingLists({ routes, ingresses }: Mesh): readonly (UncalledText & { readonly name: string })[] {
  const rules: readonly RuleCall[] = [...routes, ...ingresses].flatMap((one) => one.rules);
  return [...new Set(rules.flatMap(({ calls }) => calls ?? []))].sort().map((key) => {
    const [namespace = '', name = ''] = key.split('/');
    return {
      namespace,
      name,
      owners: [],
      text: () => `// The rules of VirtualService ${name}, which was not among the files.\nrules ${nameText(name)} {}`,
    };
  });
}

const spareText = (list: SpareList, name: string): UncalledText => ({
  namespace: list.namespace,
  owners: [list.origin, ...list.rules.map(({ origin }) => origin)],
  text: (writer) =>
    [
      ...writer.remarks(list.origin).map((line) => `// ${line}`),
      `// mesh-allow unused-declaration: not applied, ${list.spare.why}`,
      `rules ${nameText(name)} {`,
      ...ruleLines(list.rules, writer).map((line) => `  ${line}`),
      '}',
    ].join('\n'),
});
