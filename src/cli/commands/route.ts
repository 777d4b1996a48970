// `mesh route [PROJECT] METHOD URL …`: what happens to one request, which rule decides and why no earlier one did.
import { existsSync } from 'node:fs';
import { decide, decisionData, explainDecision, parseRequest } from '../../meaning/index.ts';
import { compiled } from '../compiled.ts';
import { leftToCallees } from '../left-to-callees.ts';
import type { ProjectOptions } from '../project.ts';
import { type ExitCode, product, Stop } from '../terminal.ts';

export interface RouteOptions extends ProjectOptions {
  readonly header?: readonly string[];
  readonly cookie?: readonly string[];
  readonly from?: string;
  readonly label?: readonly string[];
  readonly to?: string;
  readonly gateway?: string;
  readonly port?: string;
  readonly sni?: string;
  readonly json?: boolean;
}

export async function route(words: readonly string[], options: RouteOptions): Promise<ExitCode> {
  const [first = ''] = words;
  const hasProject = words.length > 1 && !/^[A-Z]+$/.test(first) && (existsSync(first) || words.length > 2);
  const compilation = await compiled(hasProject ? [first] : [], options);
  if (typeof compilation === 'number') return compilation;
  const parsed = parseRequest(compilation.mesh, [...(hasProject ? words.slice(1) : words), ...requestOptions(options)]);
  if (parsed.problem !== undefined) throw new Stop(`${parsed.problem}.`);
  const left = leftToCallees(compilation);
  const decisions = parsed.requests.map((request) => decide(compilation.mesh, request, { left }));
  if (options.json) product(`${JSON.stringify(decisions.map(decisionData), undefined, 2)}\n`);
  else product(`${decisions.map(explainDecision).join('\n\n')}\n`);
  return 0;
}

/** Back to the words that the request's own reader takes. */
function requestOptions({ header, cookie, label, from, to, gateway, port, sni }: RouteOptions): string[] {
  const several = { '-H': header, '-b': cookie, '--label': label };
  const single = { '--from': from, '--to': to, '--gateway': gateway, '--port': port, '--sni': sni };
  return [
    ...Object.entries(several).flatMap(([flag, values]) => (values ?? []).flatMap((value) => [flag, value])),
    ...Object.entries(single).flatMap(([flag, value]) => (value === undefined ? [] : [flag, value])),
  ];
}
