// The parser with recovery, for what is not read at once: programs with mistakes, and completion. What stands behind this import is loaded
// when it is first asked for: a run over a program without mistakes never does (scripts/bundle.ts).
import { MeshParser } from './grammar-declarations.ts';

let shared: MeshParser | undefined;

export const fullParser = (): MeshParser => {
  shared ??= new MeshParser();
  return shared;
};
