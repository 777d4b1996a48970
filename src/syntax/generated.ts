// The files that are made from the grammar and the word tables. Pure; whoever generates writes them.
import { lookaheadFile } from './lookahead-tables.ts';
import { textMateGrammar } from './textmate.ts';

/** Path from the project's root and text of each generated file of this room. */
export const generatedFiles = (): readonly { readonly path: string; readonly text: string }[] => [
  { path: 'src/syntax/lookahead.gen.ts', text: lookaheadFile() },
  { path: 'grammar/mesh.tmLanguage.json', text: textMateGrammar() },
];
