// Colours for the YAML that the compiler writes and for mesh.yaml: keys, texts, numbers, comments.
import { StreamLanguage } from '@codemirror/language';

export const yamlLanguage = StreamLanguage.define<null>({
  name: 'yaml',
  token: (stream) => {
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/)) return 'comment';
    if (stream.sol() && stream.match(/^---/)) return 'meta';
    if (stream.match(/^(?:"(?:\\.|[^"])*"|'[^']*'|[\w./$@~-]+)(?=\s*:(?:\s|$))/)) return 'propertyName';
    if (stream.match(/^"(?:\\.|[^"])*"|^'(?:''|[^'])*'/)) return 'string';
    if (stream.match(/^(?:true|false|null)(?=\s*(?:[,\]}#]|$))/)) return 'bool';
    if (stream.match(/^-?\d+(?:\.\d+)?(?=\s*(?:[,\]}#]|$))/)) return 'number';
    if (stream.match(/^[-:,[\]{}|>](?=\s|$)/)) return 'punctuation';
    if (!stream.match(/^[^\s,[\]{}#]+/)) stream.next();
    return null;
  },
});
