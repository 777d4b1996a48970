// What every editor on the page looks like and does.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab, toggleComment } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { meshLanguage } from './mesh-language.ts';
import { yamlLanguage } from './yaml-language.ts';

const colours = HighlightStyle.define([
  { tag: tags.docComment, color: 'var(--code-doc)', fontStyle: 'italic' },
  { tag: tags.comment, color: 'var(--code-comment)', fontStyle: 'italic' },
  { tag: tags.string, color: 'var(--code-string)' },
  { tag: tags.regexp, color: 'var(--code-regexp)' },
  { tag: [tags.number, tags.bool], color: 'var(--code-number)' },
  { tag: tags.definitionKeyword, color: 'var(--code-keyword)', fontWeight: '600' },
  { tag: tags.keyword, color: 'var(--code-keyword)' },
  { tag: tags.operator, color: 'var(--code-operator)' },
  { tag: tags.typeName, color: 'var(--code-name)', fontWeight: '600' },
  { tag: tags.propertyName, color: 'var(--code-property)' },
  { tag: [tags.meta, tags.punctuation], color: 'var(--code-comment)' },
]);

const theme = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--card)', color: 'var(--ink)', fontSize: '13.5px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6' },
  '.cm-gutters': { backgroundColor: 'var(--card)', color: 'var(--faint)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--active)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--selected)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--card)',
    color: 'var(--ink)',
    border: '1px solid var(--edge)',
    borderRadius: '8px',
    boxShadow: 'var(--shadow)',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete ul li': { padding: '3px 8px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)' },
  '.cm-lsp-hover-tooltip, .cm-tooltip-hover': { maxWidth: '38rem', maxHeight: '22rem', overflow: 'auto' },
  '.cm-tooltip pre, .cm-tooltip code': { fontFamily: 'var(--mono)', fontSize: '12px' },
  '.cm-panels': { backgroundColor: 'var(--card)', color: 'var(--ink)', borderColor: 'var(--edge)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--selected)', outline: 'none' },
});

const looks: Extension = [theme, syntaxHighlighting(colours), drawSelection(), bracketMatching(), lineNumbers()];

/** For a file of the program; Escape then Tab leaves the editor. */
export const writing = (path: string, label: string): Extension => [
  looks,
  path.endsWith('.yaml') ? yamlLanguage : meshLanguage,
  history(),
  indentUnit.of('  '),
  indentOnInput(),
  closeBrackets(),
  autocompletion(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  EditorView.contentAttributes.of({ 'aria-label': label }),
  keymap.of([
    { key: 'Mod-/', run: toggleComment },
    ...closeBracketsKeymap,
    ...completionKeymap,
    ...lintKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...defaultKeymap,
    indentWithTab,
  ]),
];

/** For what the compiler wrote. */
export const reading = (label: string): Extension => [
  looks,
  yamlLanguage,
  EditorState.readOnly.of(true),
  EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
  keymap.of([...searchKeymap, ...defaultKeymap]),
];
