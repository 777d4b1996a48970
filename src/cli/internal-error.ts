// What is said when mesh itself fails: one finding with the phase, the reason and the command that shows it again. The stack only on request.
import { catalogue, diagnose, renderDiagnostic } from '../diagnostics/index.ts';
import { Source, spanIn } from '../text/index.ts';

let phase = 'starting';

/** Says what is being done, for the message of a failure. */
export function during<T>(name: string, work: () => T): T {
  phase = name;
  return work();
}

export function internalError(error: unknown, args: readonly string[]): string {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const command = ['mesh', ...args].map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : `'${part}'`)).join(' ');
  const span = spanIn(new Source('mesh', ''), 0, 0);
  const text = renderDiagnostic(diagnose(catalogue.files.internal, span, { phase, message, command }), false);
  return process.env.MESH_DEBUG ? `${text}${stack}\n` : `${text}  = MESH_DEBUG=1 shows the stack\n`;
}
