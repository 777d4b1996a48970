// The TextMate grammar for editors without a language server, made from the word tables. Colours by place where one line can tell
// (a setting's word, a declaration's name), else by the look of a word.
import { settingWords } from './shapes.ts';
import { contextualWords, declarationWords, listTestWords, namedSubjectWords, plainSubjectWords } from './tokens.ts';

interface Pattern {
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly include?: string;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
  readonly beginCaptures?: Readonly<Record<string, { readonly name: string }>>;
  readonly patterns?: readonly Pattern[];
}

/** Longer words first, so that `in` does not take the beginning of `input`. */
const oneOf = (words: readonly string[]): string =>
  [...new Set(words)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join('|');
const word = (words: readonly string[]): string => `(?<![\\w/@:-])(?:${oneOf(words)})(?![\\w/@-]|:\\w)`;

const subjects = [...plainSubjectWords, ...namedSubjectWords];
const tests = [...listTestWords, 'exists', 'in'];
const operators = ['and', 'or', 'not', 'when', 'else', 'from', 'with', 'to', 'on', 'rest'];
const actions = ['redirect', 'respond', 'rules', 'route'];
const claims = contextualWords.filter((one) =>
  ['every', 'request', 'never', 'routes', 'reaches', 'is', 'answered', 'within', 'decided'].includes(one),
);

const comments: readonly Pattern[] = [
  { name: 'comment.line.documentation.mesh', match: '///(?!/).*$' },
  { name: 'comment.line.double-slash.mesh', match: '//.*$' },
];
const literals: readonly Pattern[] = [
  {
    name: 'string.quoted.double.mesh',
    begin: '"',
    end: '"|$',
    patterns: [{ name: 'constant.character.escape.mesh', match: '\\\\(?:u\\{[0-9A-Fa-f]{1,6}\\}|.)' }],
  },
  { name: 'string.regexp.mesh', begin: '`', end: '`|$' },
  { name: 'constant.numeric.mesh', match: '(?<![\\w-])[0-9](?:[0-9A-Za-z_]|[.-](?=[0-9A-Za-z]))*%?' },
  { name: 'constant.language.boolean.mesh', match: word(['true', 'false']) },
];
const declarations: readonly Pattern[] = [
  {
    match: `^\\s*(${oneOf(declarationWords)})\\b(?:\\s+([A-Za-z][\\w/@:-]*))?`,
    captures: { '1': { name: 'keyword.declaration.mesh' }, '2': { name: 'entity.name.type.mesh' } },
  },
];
const words: readonly Pattern[] = [
  { name: 'keyword.operator.arrow.mesh', match: '->' },
  { name: 'keyword.operator.comparison.mesh', match: '==|!=' },
  {
    match: `(->)\\s*(${oneOf(actions)})(?=\\s+[\\w"])`,
    captures: { '1': { name: 'keyword.operator.arrow.mesh' }, '2': { name: 'keyword.control.action.mesh' } },
  },
  { name: 'keyword.control.mesh', match: word(operators) },
  { name: 'keyword.operator.test.mesh', match: word(tests) },
  { name: 'keyword.other.claim.mesh', match: word(claims) },
  { name: 'variable.language.subject.mesh', match: `${word(subjects)}(?=\\s+(?:==|!=|"|${oneOf(tests)}))` },
  {
    match: `(?:^|[{;])\\s*(${oneOf(settingWords())})(?![\\w/@:-])`,
    captures: { '1': { name: 'support.type.property-name.mesh' } },
  },
  { match: '([A-Za-z][\\w-]*)\\s*:(?=\\s)', captures: { '1': { name: 'variable.parameter.mesh' } } },
  { name: 'variable.other.mesh', match: '[A-Za-z][\\w-]*(?:[/@:][\\w"-]+)*' },
];

/** The text of grammar/mesh.tmLanguage.json. */
export function textMateGrammar(): string {
  const arrowFirst = [...words.filter(({ match }) => match?.startsWith('(->)')), ...words];
  const grammar = {
    name: 'mesh',
    scopeName: 'source.mesh',
    fileTypes: ['mesh'],
    patterns: [
      ...comments,
      ...literals,
      ...declarations,
      ...arrowFirst.filter((one, i, all) => all.indexOf(one) === i),
    ],
  };
  return `${JSON.stringify(grammar, null, 2).replace(/\[\s+"mesh"\s+\]/, '["mesh"]')}\n`;
}
