// `mesh diff OLD [NEW]`: which requests two programs decide differently, with an example each, or the proof that there are none.
import { existsSync } from 'node:fs';
import type { Compilation } from '../../compile.ts';
import { diff as difference, differenceData, explainDifference } from '../../meaning/index.ts';
import type { Mesh } from '../../model/index.ts';
import { compiled } from '../compiled.ts';
import { type FindingsOptions, tell } from '../findings.ts';
import { shownPath } from '../read-files.ts';
import { type ExitCode, product, Stop, talk } from '../terminal.ts';
import type { ComparedSide } from '../yaml-side.ts';

export interface DiffOptions extends FindingsOptions {
  readonly env?: string;
  readonly oldEnv?: string;
  readonly newEnv?: string;
  readonly set?: readonly string[];
  readonly json?: boolean;
  readonly markdown?: boolean;
}

export async function diff(before: string, after: string | undefined, options: DiffOptions): Promise<ExitCode> {
  const { isYamlSide } = await import('../yaml-side.ts');
  const [oldYaml, newYaml] = [before, after ?? '.'].map(isYamlSide);
  const program = (place: string, which: 'old' | 'new', env: string | undefined) => side(place, which, env, options);
  const oldProgram = oldYaml ? undefined : await program(before, 'old', options.oldEnv ?? options.env);
  const newProgram = newYaml ? undefined : await program(after ?? '.', 'new', options.newEnv ?? options.env);
  if (typeof oldProgram === 'number' || typeof newProgram === 'number') return 2;
  const found = await compared(before, after ?? '.', oldProgram, newProgram);
  if (options.report && options.report !== 'text') {
    tell((await import('../diff-findings.ts')).diffFindings(found, after ?? '.'), options);
  } else if (options.json) product(`${JSON.stringify(differenceData(found), undefined, 2)}\n`);
  else
    product(
      options.markdown ? (await import('../diff-markdown.ts')).diffMarkdown(found) : `${explainDifference(found)}\n`,
    );
  return found.same ? 0 : 1;
}

/** Programs by `diff`; where a side is YAML, what may be said in two forms is no difference. */
async function compared(before: string, after: string, old: Mesh | undefined, fresh: Mesh | undefined) {
  if (old && fresh) return difference(old, fresh);
  const { compareSides, yamlSide } = await import('../yaml-side.ts');
  const { provedOutput } = await import('../proved-output.ts');
  const proof = old ? provedOutput(old, after) : fresh && provedOutput(fresh, before);
  if (proof) return proof;
  const programSide = async (place: string, mesh: Mesh): Promise<ComparedSide> => ({
    mesh,
    open: [],
    carries: place.startsWith('git:') ? () => false : await (await import('../carried.ts')).carriedBy(place),
  });
  const first = old ? await programSide(before, old) : yamlSide(before, fresh);
  const second = fresh ? await programSide(after, fresh) : yamlSide(after, first.mesh, !old);
  return compareSides(first, second);
}

async function side(
  place: string,
  which: 'old' | 'new',
  env: string | undefined,
  options: DiffOptions,
): Promise<Mesh | ExitCode> {
  const set = options.set ? { set: options.set } : {};
  const project = { ...(env === undefined ? {} : { env }), ...set };
  if (place.startsWith('git:')) return atRevision(place.slice('git:'.length), which, project);
  if (!existsSync(place)) throw new Stop(`there is no \`${place}\`; for a git revision write git:${place}.`);
  return meshAt(place, which, project);
}

async function meshAt(place: string, which: 'old' | 'new', project: object): Promise<Mesh | ExitCode> {
  const compilation: Compilation | ExitCode = await compiled([place], project);
  if (typeof compilation !== 'number') return compilation.mesh;
  talk(`The ${which} side (\`${shownPath(place)}\`) does not compile, so there is nothing to compare.\n`);
  return compilation;
}

async function atRevision(text: string, which: 'old' | 'new', project: object): Promise<Mesh | ExitCode> {
  const { checkedOut } = await import('../git.ts');
  const { folder, remove } = checkedOut(text);
  try {
    return await meshAt(folder, which, project);
  } finally {
    remove();
  }
}
