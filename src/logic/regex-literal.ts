// Is a compiled expression one literal? Read from its program: a chain of single characters.
import { Op, type Program } from './regex.ts';

/** The only word of the program, if it is plainly a literal without assertions or folding. */
export function literalOf(program: Program): string | undefined {
  let text = '';
  let at = program.start;
  for (let count = 0; count <= program.instructions.length; count++) {
    const { op, out, runes, arg } = program.instructions[at]!;
    if (op === Op.match) return text;
    if (op === Op.rune1 && arg === 0 && runes.length > 0 && [...runes].every((rune) => rune === runes[0]))
      text += String.fromCodePoint(runes[0]!);
    else if (op !== Op.nop && op !== Op.capture) return undefined;
    at = out;
  }
  return undefined;
}
