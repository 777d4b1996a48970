// The package's API: compile sources, emit documents, write them; findings as plain data.
export { type Compilation, type CompileOptions, compile, type Emission, emit } from './compile.ts';
export { allEntries, type Diagnostic, renderDiagnostic, renderJson, renderSarif } from './diagnostics/index.ts';
export { type Document, writeJson, writeYaml } from './documents/index.ts';
export { format } from './formatter/index.ts';
export { parseFile } from './syntax/index.ts';
export { chooseTarget, targetNames } from './targets/index.ts';
export { Source } from './text/index.ts';
