// `mesh diff OLD [NEW]`: which requests two programs decide differently, with an example each, or the proof that there are none.
import { existsSync } from 'node:fs';
import type { Compilation } from '../../compile.ts';
import { diff as difference, differenceData, explainDifference } from '../../meaning/index.ts';
import type { Mesh } from '../../model/index.ts';
import { compiled } from '../compiled.ts';
import { type FindingsOptions, tell } from '../findings.ts';
import { type ExitCode, product, Stop, talk } from '../terminal.ts';

export interface DiffOptions extends FindingsOptions {
  readonly env?: string;
  readonly oldEnv?: string;
  readonly newEnv?: string;
  readonly set?: readonly string[];
  readonly json?: boolean;
  readonly markdown?: boolean;
}

export async function diff(before: string, after: string | undefined, options: DiffOptions): Promise<ExitCode> {
  const old = await side(before, 'old', options.oldEnv ?? options.env, options);
  const fresh = await side(after ?? '.', 'new', options.newEnv ?? options.env, options);
  if (typeof old === 'number' || typeof fresh === 'number') return 2;
  const found = difference(old, fresh);
  if (options.report && options.report !== 'text') {
    tell((await import('../diff-findings.ts')).diffFindings(found, after ?? '.'), options);
  } else if (options.json) product(`${JSON.stringify(differenceData(found), undefined, 2)}\n`);
  else
    product(
      options.markdown ? (await import('../diff-markdown.ts')).diffMarkdown(found) : `${explainDifference(found)}\n`,
    );
  return found.same ? 0 : 1;
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
  talk(`The ${which} side (\`${place}\`) does not compile, so there is nothing to compare.\n`);
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
