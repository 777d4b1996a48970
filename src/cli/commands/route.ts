// `mesh route [PROJECT] METHOD URL …`: what happens to one request, which rule decides and why no earlier one did.
import { existsSync } from 'node:fs';
import { decide, decisionData, explainDecision, parseRequest } from '../../meaning/index.ts';
import { compiled } from '../compiled.ts';
import type { ProjectOptions } from '../project.ts';
import { type ExitCode, product, Stop } from '../terminal.ts';

export interface RouteOptions extends ProjectOptions {
  readonly header?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly sni?: string;
  readonly json?: boolean;
}

export async function route(words: readonly string[], options: RouteOptions): Promise<ExitCode> {
  const [first = ''] = words;
  const hasProject = words.length > 2 || (words.length > 1 && existsSync(first));
  const compilation = await compiled(hasProject ? [first] : [], options);
  if (typeof compilation === 'number') return compilation;
  const parsed = parseRequest(compilation.mesh, [...(hasProject ? words.slice(1) : words), ...requestOptions(options)]);
  if (parsed.problem !== undefined) throw new Stop(`${parsed.problem}.`);
  const decisions = parsed.requests.map((request) => decide(compilation.mesh, request));
  if (options.json) product(`${JSON.stringify(decisions.map(decisionData), undefined, 2)}\n`);
  else product(`${decisions.map(explainDecision).join('\n\n')}\n`);
  return 0;
}

const requestOptions = ({ header = [], from, to, sni }: RouteOptions): string[] => [
  ...header.flatMap((each) => ['-H', each]),
  ...(from === undefined ? [] : ['--from', from]),
  ...(to === undefined ? [] : ['--to', to]),
  ...(sni === undefined ? [] : ['--sni', sni]),
];
