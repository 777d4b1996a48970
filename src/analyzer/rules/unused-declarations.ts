// Declarations that nothing refers to, as whoever knows the names found them.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import type { UnusedDeclaration } from '../analyze.ts';
import { removal } from '../edits.ts';

export const unusedDeclarations = (unused: readonly UnusedDeclaration[]): Diagnostic[] =>
  unused.map(({ kind, name, span, whole }) => {
    if (kind === 'parameter') return diagnose(catalogue.analysis.unusedParameter, span, { name });
    const fixes = whole ? removal(whole, `Remove the ${kind}`) : [];
    return diagnose(catalogue.analysis.unusedDeclaration, span, { kind, name }, { fixes });
  });
