// `mesh diff --cluster [PROJECT]`: what `mesh apply --prune` would change in a cluster, object by object as YAML lines. Exit 1 if anything.
import { Report } from '../../diagnostics/index.ts';
import { type MapNode, toNode, writeYaml } from '../../documents/index.ts';
import type { Json } from '../cluster/connection.ts';
import type { Plan } from '../cluster/plan.ts';
import { type SessionOptions, withPlan } from '../cluster/session.ts';
import { type FindingsOptions, tell } from '../findings.ts';
import { objectText } from '../kubernetes-objects.ts';
import { lineDiff } from '../line-diff.ts';
import { type ExitCode, product } from '../terminal.ts';

export async function diffCluster(
  paths: readonly string[],
  options: SessionOptions & FindingsOptions & { readonly json?: boolean },
): Promise<ExitCode> {
  const report = new Report();
  let differs = false;
  await withPlan(paths, options, report, async (plan) => {
    const changes = changesOf(plan);
    differs = changes.length > 0;
    if (options.json) product(`${JSON.stringify(changes, undefined, 2)}\n`);
    else product(differs ? changes.map(changeText).join('') : 'The cluster is as the program says.\n');
  });
  const code = tell(report.sorted(), options);
  return code === 0 && differs ? 1 : code;
}

interface ClusterChange {
  readonly object: string;
  readonly change: 'created' | 'changed' | 'deleted';
  readonly before?: Json;
  readonly after?: Json;
}

const changesOf = ({ objects, stale }: Plan): ClusterChange[] => [
  ...objects.flatMap(({ name, change, before, after }) =>
    change === 'unchanged' ? [] : [{ object: objectText(name), change, ...(before ? { before } : {}), after }],
  ),
  ...stale.map(({ name, before }) => ({ object: objectText(name), change: 'deleted' as const, before })),
];

function changeText({ object, change, before, after }: ClusterChange): string {
  return `${object} would be ${change}\n${lineDiff(`${object} in the cluster`, yaml(before), yaml(after), `${object} of the program`)}\n`;
}

const yaml = (object: Json | undefined): string =>
  object === undefined ? '' : writeYaml([{ path: '', root: toNode(object) as MapNode }]);
