// Findings of the family M10xx (syntax): text that is not a program, whatever the names in it mean.
import { entry } from '../entry.ts';

export const unexpected = entry<{ readonly expected: string; readonly found: string }>({
  code: 'M1001',
  slug: 'unexpected-syntax',
  severity: 'error',
  message: ({ expected, found }) => `expected ${expected}, found ${found}`,
  why: 'The text does not follow the grammar at this place, so nobody can say what it means.',
  fix: 'Write what is expected here; `mesh explain` and the language page list the forms there are.',
  bad: 'namespace shop\nservice reviews { port 9080 http }\nroute reviews {\n  wen path == "/" -> reviews\n  else -> respond 404\n}\n',
  good: 'namespace shop\nservice reviews { port 9080 http }\nroute reviews {\n  when path == "/" -> reviews\n  else -> respond 404\n}\n',
});

export const missingItemEnd = entry<{ readonly next: string }>({
  code: 'M1002',
  slug: 'missing-item-end',
  severity: 'error',
  message: ({ next }) => `put a line end or \`;\` before ${next}`,
  why: 'Settings and rules end at the end of their line, at a ; or before }. Two of them in a row read as one, and could mean something else.',
  fix: 'Begin a new line, or write ; between the two.',
  bad: 'namespace shop\nservice reviews { port 9080 http version v1 }\n',
  good: 'namespace shop\nservice reviews { port 9080 http; version v1 }\n',
});

export const mixedOperators = entry({
  code: 'M1003',
  slug: 'mixed-and-or',
  severity: 'error',
  message: () => '`and` and `or` side by side can be read in two ways',
  why: 'Some people read `a or b and c` from left to right, others let `and` bind tighter. A rule that sends traffic must not depend on that.',
  fix: 'Put parentheses around the part that belongs together.',
  bad: 'namespace shop\nservice reviews { port 9080 http }\nroute reviews {\n  when path == "/a" or path == "/b" and method == GET -> reviews\n  else -> respond 404\n}\n',
  good: 'namespace shop\nservice reviews { port 9080 http }\nroute reviews {\n  when (path == "/a" or path == "/b") and method == GET -> reviews\n  else -> respond 404\n}\n',
});

export const unclosedText = entry<{ readonly quote: string }>({
  code: 'M1004',
  slug: 'unclosed-text',
  severity: 'error',
  message: ({ quote }) => `this text is not closed: ${quote} is missing before the end of the line`,
  why: 'Text in quotes and regular expressions in backquotes end on the line they begin on.',
  fix: 'Close the text on its line. A line break within a text is written \\n.',
  bad: 'namespace shop\nlet api = "/api\n',
  good: 'namespace shop\nlet api = "/api"\nservice reviews { port 9080 http }\nroute reviews {\n  when path under api -> reviews\n  else -> respond 404\n}\n',
});

export const unclosedBrace = entry<{ readonly opening: string }>({
  code: 'M1005',
  slug: 'unclosed-brace',
  severity: 'error',
  message: ({ opening }) => `the block of ${opening} is not closed: \`}\` is missing`,
  why: 'Every { needs its }. Without it nobody can say where the block ends.',
  fix: 'Add the }, usually at the end of the last line that belongs to the block.',
  bad: 'namespace shop\nservice reviews {\n  port 9080 http\n',
  good: 'namespace shop\nservice reviews {\n  port 9080 http\n}\n',
});

export const strayClosing = entry<{ readonly found: string }>({
  code: 'M1006',
  slug: 'stray-closing',
  severity: 'error',
  message: ({ found }) => `nothing is open that this ${found} could close`,
  why: 'There is one closing character more than there are opening ones. Often a block was closed twice, or its beginning is missing.',
  fix: 'Remove it, or add what is missing before it.',
  bad: 'namespace shop\nservice reviews { port 9080 http }\n}\n',
  good: 'namespace shop\nservice reviews { port 9080 http }\n',
});

export const invalidCharacter = entry<{ readonly name: string; readonly where?: string }>({
  code: 'M1007',
  slug: 'invalid-character',
  severity: 'error',
  message: ({ name, where }) => `${name} cannot stand ${where ?? 'here'}`,
  why: 'The character has no meaning in the language. Invisible ones usually come from a web page or a word processor.',
  fix: 'Remove it. Within text in quotes most characters are allowed; control characters are written \\t, \\n or \\u{…}.',
  bad: 'namespace shop\nservice reviews { port 9080 http $ }\n',
  good: 'namespace shop\nservice reviews { port 9080 http }\n',
});

export const foreignOperator = entry<{ readonly found: string; readonly instead: string }>({
  code: 'M1008',
  slug: 'foreign-operator',
  severity: 'error',
  message: ({ found, instead }) => `\`${found}\` is written \`${instead}\` here`,
  why: 'Other languages write it that way; this one has one way to write each thing.',
  fix: 'Write it as the message says.',
  bad: 'namespace shop\nservice reviews { port 9080 http }\nroute reviews {\n  when path == "/a" && method == GET -> reviews\n  else -> respond 404\n}\n',
  good: 'namespace shop\nservice reviews { port 9080 http }\nroute reviews {\n  when path == "/a" and method == GET -> reviews\n  else -> respond 404\n}\n',
});

export const nestedTooDeep = entry<{ readonly limit: number }>({
  code: 'M1009',
  slug: 'nested-too-deep',
  severity: 'error',
  message: ({ limit }) => `nested more than ${limit} deep; what is inside is not read`,
  why: 'Nobody can read a condition or block that is nested this deep, and reading it could exhaust the memory of the compiler.',
  fix: 'Give parts of it a name with `condition` or `policy` and use the names.',
  bad: `namespace shop\nlet deep = ${'['.repeat(101)}${']'.repeat(101)}\n`,
  good: 'namespace shop\nservice reviews { port 9080 http }\n',
});

export const unknownEscape = entry<{ readonly found: string }>({
  code: 'M1010',
  slug: 'unknown-escape',
  severity: 'error',
  message: ({ found }) => `${found} means nothing in a text`,
  why: 'In text a backslash begins \\" \\\\ \\n \\r \\t, \\u{…} or \\1 to \\9 (a group of a rewritten path).',
  fix: 'Write \\\\ for one backslash, or put regular expressions in backquotes, where a backslash is itself.',
  bad: 'namespace shop\nservice reviews { port 9080 http }\nroute reviews {\n  when header "x-mode" == "a\\d" -> reviews\n  else -> respond 404\n}\n',
  good: 'namespace shop\nservice reviews { port 9080 http }\nroute reviews {\n  when header "x-mode" matches `a\\d` -> reviews\n  else -> respond 404\n}\n',
});

export const binaryFile = entry({
  code: 'M1011',
  slug: 'binary-file',
  severity: 'error',
  message: () => 'this is not a text file',
  why: 'The file holds zero bytes, which no text has.',
  fix: 'Check the path. Files in UTF-16 must be saved as UTF-8.',
  bad: 'namespace shop\0',
  good: 'namespace shop\nservice reviews { port 9080 http }\n',
});

export const ruleAmongSettings = entry({
  code: 'M1012',
  slug: 'rule-among-settings',
  severity: 'error',
  message: () => 'a rule cannot stand here: this block takes settings only',
  why: 'Rules stand in `route`, `ingress`, `rules` and `gateway`. A service, a policy and the block after an action hold settings.',
  fix: 'Move the rule to the route of the service, or make a `rules` list of it.',
  bad: 'namespace shop\nservice reviews {\n  port 9080 http\n  else -> respond 404\n}\n',
  good: 'namespace shop\nservice reviews { port 9080 http }\nroute reviews -> respond 404\n',
});

export const foreignComment = entry<{ readonly found: string }>({
  code: 'M1013',
  slug: 'foreign-comment',
  severity: 'error',
  message: ({ found }) => `a comment begins with \`//\` here, not with \`${found}\``,
  why: 'There is one kind of comment: from // to the end of the line (/// for documentation).',
  fix: 'Write // at the beginning of each line of the comment.',
  bad: 'namespace shop\n# the reviews\nservice reviews { port 9080 http }\n',
  good: 'namespace shop\n// the reviews\nservice reviews { port 9080 http }\n',
});

export const foreignQuotes = entry<{ readonly found: string }>({
  code: 'M1014',
  slug: 'foreign-quotes',
  severity: 'error',
  message: ({ found }) => `text stands in \`"…"\` here, not in \`${found}\``,
  why: 'Text stands in double quotes, regular expressions in backquotes; other quotation marks have no meaning.',
  fix: 'Use " on both sides.',
  bad: "namespace shop\nservice billing { host 'billing.local'; port 80 http }\n",
  good: 'namespace shop\nservice billing { host "billing.local"; port 80 http }\n',
});

export const settingWithSign = entry<{ readonly sign: string; readonly word: string }>({
  code: 'M1015',
  slug: 'setting-with-sign',
  severity: 'error',
  message: ({ sign, word }) => `no \`${sign}\` after ${word}: a setting is its word, a blank and its value`,
  why: 'Settings read like `timeout 5s`. Only labels (`pods { app: "x" }`) and types take a colon, only constants an =.',
  fix: 'Remove the sign.',
  bad: 'namespace shop\nservice reviews {\n  port 9080 http\n  timeout: 5s\n}\n',
  good: 'namespace shop\nservice reviews {\n  port 9080 http\n  timeout 5s\n}\n',
});

export const nameCharacters = entry<{ readonly name: string }>({
  code: 'M1016',
  slug: 'name-characters',
  severity: 'error',
  message: ({ name }) => `the name ${name} holds characters that names cannot have`,
  why: 'Names are letters a to z, digits, - and _, and begin with a letter: platforms accept nothing else, and look-alike letters would make two names look the same.',
  fix: 'Use other letters, or quote the name where a platform really has it.',
  bad: 'namespace shop\ncondition größe = method == GET\nservice reviews { port 9080 http }\nroute reviews {\n  when größe -> reviews\n  else -> respond 404\n}\n',
  good: 'namespace shop\ncondition size = method == GET\nservice reviews { port 9080 http }\nroute reviews {\n  when size -> reviews\n  else -> respond 404\n}\n',
});

export const halfReference = entry<{ readonly written: string; readonly sign: string; readonly part: string }>({
  code: 'M1017',
  slug: 'half-reference',
  severity: 'error',
  message: ({ written, sign, part }) => `\`${written}\` lacks ${part} behind \`${sign}\``,
  why: '`/` stands between a namespace and a name, `@` before a version, `:` before a port; with nothing behind it nothing is named.',
  fix: 'Write what is missing, or remove the sign.',
  bad: 'namespace shop\nservice reviews { port 9080 http; version v1 }\nroute reviews {\n  else -> reviews@\n}\n',
  good: 'namespace shop\nservice reviews { port 9080 http; version v1 }\nroute reviews {\n  else -> reviews@v1\n}\n',
});

export const unknownSetting = entry<{ readonly word: string; readonly place: string }>({
  code: 'M1020',
  slug: 'unknown-setting',
  severity: 'error',
  message: ({ word, place }) => `${place} has no setting ${word}`,
  why: 'Each place has its own settings; one that nobody knows would silently do nothing.',
  fix: 'Write the setting that was meant, or move it to the place it belongs to.',
  bad: 'namespace shop\nservice reviews {\n  port 9080 http\n  ballance random\n}\n',
  good: 'namespace shop\nservice reviews {\n  port 9080 http\n  balance random\n}\n',
});

export const missingPart = entry<{ readonly word: string; readonly part: string }>({
  code: 'M1021',
  slug: 'missing-part',
  severity: 'error',
  message: ({ word, part }) => `${word} still needs ${part}`,
  why: 'Without it the setting does not say what to do.',
  fix: 'Add it; the form of the setting stands below.',
  bad: 'namespace shop\nservice reviews { port 9080 http }\nroute reviews {\n  else -> reviews { rewrite prefix "/api" }\n}\n',
  good: 'namespace shop\nservice reviews { port 9080 http }\nroute reviews {\n  when path under "/api" -> reviews { rewrite prefix "/api" to "/" }\n  else -> reviews\n}\n',
});

export const extraPart = entry<{ readonly word: string }>({
  code: 'M1022',
  slug: 'extra-part',
  severity: 'error',
  message: ({ word }) => `${word} does not take this`,
  why: 'What a setting has no place for would silently do nothing.',
  fix: 'Remove it, or write it in the form the setting has.',
  bad: 'namespace shop\nservice reviews {\n  port 9080 http\n  balance random fast\n}\n',
  good: 'namespace shop\nservice reviews {\n  port 9080 http\n  balance random\n}\n',
});

export const wrongBlock = entry<{ readonly word: string; readonly wanted: string }>({
  code: 'M1023',
  slug: 'wrong-block',
  severity: 'error',
  message: ({ word, wanted }) => `${word} takes ${wanted}, not this`,
  why: 'Settings and labels look alike, but settings have no colons and labels no words in front.',
  fix: 'Write the block in the form the setting has.',
  bad: 'namespace shop\nservice reviews {\n  port 9080 http\n  balance random { slow 1s }\n}\n',
  good: 'namespace shop\nservice reviews {\n  port 9080 http\n  balance random\n}\n',
});
