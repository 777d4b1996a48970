// Mistakes that brute force must notice, as replacements in files of src/logic.

export interface Mutant {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const mutants: readonly Mutant[] = [
  { file: 'atoms', from: "value[text.length] === '/'", to: 'true' },
  { file: 'atoms', from: 'return value.endsWith(text)', to: 'return value.includes(text)' },
  { file: 'cell', from: "case 'equal':\n      return false;", to: "case 'equal':\n      return true;" },
  { file: 'cell', from: 'return cone.startsWith(atom.text);', to: 'return atom.text.startsWith(cone);' },
  { file: 'cell', from: 'cone.startsWith(`${atom.text}/`)', to: 'cone.startsWith(atom.text)' },
  { file: 'frame', from: "|| head[piece.text.length] === '/'", to: '|| true' },
  { file: 'frame', from: 'inner, point: head.text }', to: 'inner, point: undefined }' },
  {
    file: 'word',
    from: "new Set([...question.positive.filter((atom) => atom.kind !== 'regex'), ...more])",
    to: 'new Set(more)',
  },
  { file: 'theory', from: '\n      mayBeAbsent && answer.is', to: '\n      false && answer.is' },
  { file: 'theory', from: 'mayBeAbsent ? core : core.slice(-1)', to: 'core.slice(-1)' },
  { file: 'theory', from: "positive.length <= 1 || together.is === 'yes'", to: 'true' },
  { file: 'theory', from: '`${keyOf(positive)}|${keyOf(negative)}`', to: 'keyOf([...positive, ...negative])' },
  { file: 'sat', from: 'else learnt.push(literal);', to: 'else if (learnt.length < 1) learnt.push(literal);' },
  { file: 'sat', from: 'this.#value(literal) !== -1);', to: 'this.#value(literal) === 0);' },
  { file: 'solver', from: 'return [negated(this.#doubt.literal), ...', to: 'return [...' },
  { file: 'solver', from: '[literal, ...parts.map(negated)]', to: '[literal, ...parts.slice(1).map(negated)]' },
  { file: 'justify', from: "value === (formula.kind === 'and')", to: "value !== (formula.kind === 'and')" },
  { file: 'list-questions', from: 'this.#asserted < i;', to: 'this.#asserted < i - 1;' },
  { file: 'list-questions', from: 'k < i; k++', to: 'k < i - 1; k++' },
  { file: 'regions', from: 'j < b.length && b[j]!.index < entry.index', to: 'false' },
  {
    file: 'pins',
    from: "atom.kind === 'under' && cone.startsWith(`${atom.text}/`)",
    to: "atom.kind === 'under' && cone.startsWith(atom.text)",
  },
  { file: 'regions', from: "if (variable.optional) visit({ kind: 'absent' }, lists);", to: '' },
  { file: 'pins', from: 'if (pins === undefined) return undefined;', to: 'if (pins === undefined) continue;' },
  { file: 'regions', from: '!pinsOf(formula, variable)', to: 'pinsOf(formula, variable)' },
  { file: 'difference', from: '&& this.#labelOf(0, a) === this.#labelOf(1, b)', to: '' },
  {
    file: 'difference',
    from: '#otherLabels(right, right.entries.length)',
    to: '#otherLabels(right, right.entries.length - 1)',
  },
  { file: 'redundancy', from: 'readonly covers = 2;', to: 'readonly covers = 1;' },
  { file: 'redundancy', from: 'any(i + 1, lo)', to: 'any(i + 1, lo - 1)' },
  { file: 'shared-answers', from: 'if (speaksOf(formula, place)) return', to: 'if (speaksOf(question, place)) return' },
  { file: 'shared-answers', from: 'node = childOf(node, formula);', to: 'childOf(node, formula);' },
  { file: 'takers', from: 'if (formula === TRUE) return;', to: 'if (formula !== TRUE) return;' },
  { file: 'session', from: 'k > i && taken', to: 'k > i + 1 && taken' },
  { file: 'questions', from: 'table.or([onlyA, onlyB])', to: 'table.or([onlyA])' },
  { file: 'segments', from: 'if ((hi & 1) === 1) nodes', to: 'if ((hi & 2) === 2) nodes' },
  { file: 'formula', from: "kind === 'and' ? '&' : '|'", to: "kind === 'and' ? '&' : '&'" },
  {
    file: 'automaton',
    from: 'boundary ? Assert.wordBoundary : Assert.noWordBoundary',
    to: 'boundary ? Assert.noWordBoundary : Assert.wordBoundary',
  },
  { file: 'automaton', from: 'isWord(codePoint) ? Context.afterWord : 0', to: '0' },
  {
    file: 'literal-automaton',
    from: 'insert(point).accepts = true',
    to: 'insert(point).full = true',
  },
  { file: 'product', from: '.accepts(state) === i < this.#wanted', to: '.accepts(state) || i >= this.#wanted' },
];
