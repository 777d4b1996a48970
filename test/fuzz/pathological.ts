// Inputs made by hand to be hard: one thing that has no end, as often as fits into so many characters.
import type { Kind } from './entry-points.ts';

/** A part by its number, until the text is long enough. */
function many(size: number, part: (index: number) => string, between = ''): string {
  const parts: string[] = [];
  for (let index = 0, length = 0; length < size; index++) {
    const one = part(index);
    parts.push(one);
    length += one.length + between.length;
  }
  return parts.join(between);
}

const around = (size: number, open: string, close: string): string => {
  const times = Math.floor(size / (open.length + close.length));
  return open.repeat(times) + close.repeat(times);
};

type Make = (size: number) => string;

const shop = 'service a { port 80 http; version v1, v2 }\nservice b { port 80 http }\ngateway web { port 80 http }\n';
/** Rules of a route that decides all. */
const rules = (part: string): string => `${shop}route a {\n${part}\n  else -> v1\n}\n`;

export const programs: Readonly<Record<string, Make>> = {
  'one name': (size) => 'a'.repeat(size),
  'one number': (size) => '9'.repeat(size),
  'one text': (size) => `let a = "${'x'.repeat(size)}"`,
  'one comment': (size) => `//${' x'.repeat(size / 2)}`,
  'one blank': (size) => ' '.repeat(size),
  'line ends': (size) => '\n'.repeat(size),
  'carriage returns': (size) => '\r'.repeat(size),
  semicolons: (size) => `service a {${';'.repeat(size)}}`,
  'open braces': (size) => '{'.repeat(size),
  'open braces with words': (size) => 'route a { '.repeat(size / 10),
  'closed braces': (size) => '}'.repeat(size),
  'nested lists': (size) => `let a = ${around(size, '[', ']')}`,
  'nested conditions': (size) => `condition c = ${around(size, '(', ')')}`,
  negations: (size) => `condition c = ${'not '.repeat(size / 4)}path exists`,
  'nested settings': (size) => `service a { ${around(size, 'port 80 { ', '}')} }`,
  quotes: (size) => '"'.repeat(size),
  backquotes: (size) => '`'.repeat(size),
  arrows: (size) => rules('-> '.repeat(size / 3)),
  commas: (size) => `service a, ${','.repeat(size)} { }`,
  'bidirectional marks': (size) => '\u202e\u2066a\u2069\u202c'.repeat(size / 5),
  'zero-width signs': (size) => 'a\u200b\u200d\ufeff'.repeat(size / 4),
  'lone surrogates': (size) => `let a = "${'\ud800x'.repeat(size / 2)}"`,
  'right to left': (size) => 'שלום עולם '.repeat(size / 10),
  'combining marks': (size) => `let a${'\u0301'.repeat(size)} = 1`,
  escapes: (size) => `let a = "${'\\u{10FFFF}'.repeat(size / 10)}"`,
  'wrong escapes': (size) => `let a = "${'\\q'.repeat(size / 2)}"`,
  'a digit after the other': (size) => `service a { port ${'1'.repeat(size)} http }`,
  'a duration': (size) => `policy p { timeout ${'1h'.repeat(size / 2)} }`,
  'a reference': (size) => `use ${'a/'.repeat(size / 2)}`,
  'ports without end': (size) => `service a { ${many(size, (index) => `port ${index} http`, '; ')} }`,
  'versions without end': (size) => `service a { version ${many(size, (index) => `v${index}`, ', ')} }`,
  'services without end': (size) => many(size, (index) => `service s${index} { port 80 http }`, '\n'),
  'one service again': (size) => many(size, () => 'service s { port 80 http }', '\n'),
  'calls without end': (size) => `${shop}service c { calls ${many(size, () => 'a', ', ')} }`,
  'a chain of calls': (size) => many(size, (index) => `service s${index} { port 80 http; calls s${index + 1} }`, '\n'),
  'a chain of names': (size) => many(size, (index) => `let l${index} = l${index + 1}`, '\n'),
  'a chain of conditions': (size) =>
    `${many(size, (index) => `condition c${index} = c${index + 1} and c${index + 1}`, '\n')}\n${rules('when c0 -> v2')}`,
  'a chain of rules': (size) => many(size, (index) => `rules r${index} { -> rules r${index + 1} }`, '\n'),
  'lists that double': (size) =>
    `${shop}${many(size, (index) => `rules r${index} { -> rules r${index + 1}; -> rules r${index + 1} }`, '\n')}
route a { -> rules r0; else -> v1 }`,
  'routes to routes': (size) =>
    many(size, (index) => `service s${index} { port 80 http }\nroute s${index} -> route s${index + 1}`, '\n'),
  'rules without end': (size) => rules(many(size, (index) => `  when path == "/${index}" -> v2`, '\n')),
  'prefixes without end': (size) => rules(many(size, (index) => `  when path under "/${index}" -> v2`, '\n')),
  'the same rule': (size) => rules(many(size, () => '  when path == "/a" -> v2', '\n')),
  'values without end': (size) => rules(`  when path in (${many(size, (index) => `"/${index}"`, ', ')}) -> v2`),
  'headers without end': (size) => rules(`  when ${many(size, (index) => `header "h${index}" exists`, ' and ')} -> v2`),
  alternatives: (size) =>
    rules(`  when ${many(size, (index) => `(header "a${index}" exists or header "b${index}" exists)`, ' and ')} -> v2`),
  'shares without end': (size) => rules(`  when path exists -> ${many(size, () => '1 to v2', ', ')}`),
  'a long regular expression': (size) => rules(`  when path matches \`${many(size, (index) => `a${index}|`)}b\` -> v2`),
  'a deep regular expression': (size) => rules(`  when path matches \`${around(size, '(', ')*')}\` -> v2`),
  'a regular expression that repeats': (size) =>
    rules(`  when path matches \`${'(a{1000})'.repeat(Math.min(size, 10_000) / 9)}\` -> v2`),
  'regular expressions that multiply': (size) =>
    rules(many(Math.min(size, 20_000), (index) => `  when path matches \`.*a.{${(index % 90) + 1}}b.*\` -> v2`, '\n')),
  'a regular expression of classes': (size) => rules(`  when path matches \`${'[^a-z\\W]'.repeat(size / 8)}\` -> v2`),
  'hosts without end': (size) => `${shop}ingress ${many(size, (index) => `"h${index}.example.com"`, ', ')} on web -> a`,
  'ingresses without end': (size) => shop + many(size, (index) => `ingress "h${index}.example.com" on web -> a`, '\n'),
  wildcards: (size) => shop + many(size, (index) => `ingress "*.${'x.'.repeat(index % 50)}com" on web -> a`, '\n'),
  'a long host': (size) => `${shop}ingress "${'a.'.repeat(size / 2)}com" on web -> a`,
  'settings without end': (size) =>
    `${shop}route a -> v1 { ${many(size, (index) => `request header set "x${index}" "y"`, '; ')} }`,
  'policies without end': (size) => `policy p { timeout 1s }\n${shop}route a -> v1 with ${many(size, () => 'p', ', ')}`,
  'samples without end': (size) =>
    `${rules('')}test "t" {\n${many(size, (index) => `  GET "/${index}" to a -> v1`, '\n')}\n}`,
  'claims without end': (size) =>
    `${rules('')}expect "e" {\n${many(size, () => '  every request to a -> v1', '\n')}\n}`,
  'declarations that end nowhere': (size) => many(size, (index) => `route r${index} {`, '\n'),
  'messages without end': (size) => `service a { ${'port port '.repeat(size / 10)} }`,
  'unknown names': (size) => `service a { calls ${many(size, (index) => `b${index}`, ', ')} }`,
};

export const manifests: Readonly<Record<string, Make>> = {
  'one scalar': (size) => 'a'.repeat(size),
  'one key': (size) => `${'a'.repeat(size)}: 1`,
  'keys without end': (size) => many(size, (index) => `k${index}: 1`, '\n'),
  'the same key': (size) => many(size, () => 'k: 1', '\n'),
  'items without end': (size) => many(size, () => '- a', '\n'),
  'documents without end': (size) => many(size, (index) => `a: ${index}`, '\n---\n'),
  'empty documents': (size) => '---\n'.repeat(size / 4),
  'nested lists': (size) => around(size, '[', ']'),
  'nested maps': (size) => around(size, '{a: ', '}'),
  'open lists': (size) => '['.repeat(size),
  'closed lists': (size) => ']'.repeat(size),
  'nested blocks': (size) => many(size, (index) => `${' '.repeat(index)}a:`, '\n'),
  'nested dashes': (size) => '- '.repeat(size / 2),
  'explicit keys': (size) => '? '.repeat(size / 2),
  tags: (size) => '!a '.repeat(size / 3),
  anchors: (size) => many(size, (index) => `- &a${index} b`, '\n'),
  aliases: (size) => `- &a b\n${many(size, () => '- *a', '\n')}`,
  'aliases that multiply': (size) =>
    many(
      Math.min(size, 100_000),
      (index) =>
        index === 0 ? 'a0: &a0 [x, x]' : `a${index}: &a${index} [${`*a${index - 1}, `.repeat(9)}*a${index - 1}]`,
      '\n',
    ),
  'merges that multiply': (size) =>
    many(
      Math.min(size, 100_000),
      (index) =>
        index === 0 ? 'a0: &a0 {x: 1}' : `a${index}: &a${index} {<<: [*a${index - 1}, *a${index - 1}], k${index}: 1}`,
      '\n',
    ),
  'a block scalar': (size) => `a: |\n${many(size, () => '  x', '\n')}`,
  quotes: (size) => '"'.repeat(size),
  comments: (size) => '#\n'.repeat(size / 2),
  tabs: (size) => '\t'.repeat(size),
  'control signs': (size) => '\u0001'.repeat(size),
  'bidirectional marks': (size) => `a: "${'\u202e\u2066'.repeat(size / 2)}"`,
  'lone surrogates': (size) => `a: "${'\ud800'.repeat(size)}"`,
  numbers: (size) => `a: ${'9'.repeat(size)}`,
  exponents: (size) => `a: [${many(size, () => '1e999999', ', ')}]`,
  templates: (size) => many(size, () => 'a: {{ .Values.x }}', '\n'),
  'pods without end': (size) =>
    many(
      size,
      (index) => `apiVersion: v1\nkind: Pod\nmetadata: {name: p${index}}\nspec: {containers: [{name: a, image: b}]}`,
      '\n---\n',
    ),
  'a pod of many containers': (size) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n${many(size, (index) => `  - {name: c${index}, image: b}`, '\n')}`,
  'annotations without end': (size) =>
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n${many(size, (index) => `    a${index}: b`, '\n')}\nspec: {containers: [{name: a, image: b}]}`,
  'routes without end': (size) =>
    `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n  hosts: [a]\n  http:\n${many(size, (index) => `  - {match: [{uri: {exact: /${index}}}], route: [{destination: {host: a}}]}`, '\n')}`,
  'matches without end': (size) =>
    `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n  hosts: [a]\n  http:\n  - match:\n${many(size, (index) => `    - {uri: {prefix: /${index}}}`, '\n')}\n    route: [{destination: {host: a}}]`,
  'hosts without end': (size) =>
    `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n  hosts: [${many(size, (index) => `h${index}`, ', ')}]\n  http: [{route: [{destination: {host: a}}]}]`,
  'services without end': (size) =>
    many(
      size,
      (index) => `apiVersion: v1\nkind: Service\nmetadata: {name: s${index}}\nspec: {ports: [{port: 80, name: http}]}`,
      '\n---\n',
    ),
  'virtual services without end': (size) =>
    many(
      size,
      (index) =>
        `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v${index}}\nspec: {hosts: [s], http: [{route: [{destination: {host: s${index}}}]}]}`,
      '\n---\n',
    ),
  'a regular expression': (size) =>
    `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec: {hosts: [a], http: [{match: [{uri: {regex: "${many(size, (index) => `a${index}|`)}b"}}], route: [{destination: {host: a}}]}]}`,
  'a dtab': (size) =>
    `routers:\n- protocol: http\n  dtab: |\n${many(size, (index) => `    /a${index} => /b${index};`, '\n')}`,
  'inputs without end': (size) =>
    `environments:\n  a:\n    inputs:\n${many(size, (index) => `      i${index}: 1`, '\n')}`,
  'targets without end': (size) => `targets: [${many(size, () => 'istio', ', ')}]`,
  'a list of functions': (size) =>
    `kind: ResourceList\nfunctionConfig: {spec: {files: {${many(size, (index) => `f${index}.mesh: "let a = 1"`, ', ')}}}}\nitems: []`,
};

export const pathological: Readonly<Record<Kind, Readonly<Record<string, Make>>>> = {
  program: programs,
  manifest: manifests,
};
