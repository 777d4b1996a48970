// Random programs that Gateway API mostly takes, as text: rules by path, method, header and query, most of them in the order of precedence
// or close to it; and programs of calls.
import type { Random } from './random.ts';

const frame = `namespace shop
service a { port 80 http; version v1, v2 }
service b { port 80 http }
service g { port 90 grpc; version v1, v2 }
gateway web { port 80 http; port 443 https { certificate "c" } }
gateway calls { port 90 grpc }
`;
export const PATHS = ['/', '/a', '/a/b', '/a/b/c', '/ab', '/x', '/x/'];
export const VALUES = ['1', '2'];

function condition(random: Random, depth: number): string {
  if (depth > 0 && random.chance(0.45)) {
    const parts = [condition(random, depth - 1), condition(random, depth - 1)];
    return `(${parts.join(random.pick([' and ', ' or ']))})`;
  }
  if (random.chance(0.12)) return `not ${leaf(random)}`;
  return leaf(random);
}

function leaf(random: Random): string {
  switch (random.below(8)) {
    case 0:
      return `path == ${JSON.stringify(random.pick(PATHS))}`;
    case 1:
    case 2:
      return `path under ${JSON.stringify(random.pick(PATHS.slice(1, 6)))}`;
    case 3:
      return `method == ${random.pick(['GET', 'POST'])}`;
    case 4:
      return `query "q" == "${random.pick(VALUES)}"`;
    case 6:
      return `path starts ${JSON.stringify(random.pick(['/a/', '/a/b/', '/x/']))}`;
    case 5:
      return `scheme == ${random.pick(['http', 'https'])}`;
    default:
      return `header "${random.pick(['x', 'y'])}" == "${random.pick(VALUES)}"`;
  }
}

const action = (random: Random): string =>
  random.pick([
    'a@v1',
    'a@v2',
    'b',
    '25% to a@v1, rest to b',
    'b { rewrite path "/new" }',
    'b { rewrite host "other.example.org" }',
    'redirect 302 { path "/moved" }',
    'redirect 301 { scheme https; host "secure.example.org" }',
  ]);

function list(random: Random): string {
  const rules = random.times(1, 4, () => `  when ${condition(random, 2)} -> ${action(random)}`);
  const under = random.chance(0.4) ? ['  when path under "/a" -> b { rewrite prefix "/a" to "/z" }'] : [];
  return [...rules, ...under, `  else -> ${random.pick(['a@v1', 'b'])}`].join('\n');
}

export const routesProgram = (random: Random): string =>
  `${frame}route a {\n${list(random)}\n}\ningress "a.example.org" on web {\n${list(random)}\n}\ningress "*.example.org" on web {\n${list(random)}\n}\n`;

export const SERVICES = ['shop.A', 'shop.AB', 'x.A'];
export const METHODS = ['Get', 'List'];

function callLeaf(random: Random): string {
  switch (random.below(6)) {
    case 0:
    case 1:
      return `rpc == "${random.pick(SERVICES)}/${random.pick(METHODS)}"`;
    case 2:
      return `rpc under "${random.pick(SERVICES)}"`;
    case 3:
      return `rpc matches \`[^/]+/${random.pick(METHODS)}\``;
    default:
      return `header "${random.pick(['x', 'y'])}" == "${random.pick(VALUES)}"`;
  }
}

function callCondition(random: Random, depth: number): string {
  if (depth > 0 && random.chance(0.45))
    return `(${[callCondition(random, depth - 1), callCondition(random, depth - 1)].join(random.pick([' and ', ' or ']))})`;
  return random.chance(0.15) ? `not ${callLeaf(random)}` : callLeaf(random);
}

const callAction = (random: Random): string =>
  random.pick(['g@v1:90', 'g@v2:90', '25% to g@v1:90, rest to g@v2:90', 'g:90 { request header set "h" "1" }']);

function callList(random: Random, last: string): string {
  const rules = random.times(1, 5, () => `  when ${callCondition(random, 2)} -> ${callAction(random)}`);
  const odd = random.chance(0.1) ? ['  when path under "/shop" -> g@v2:90'] : [];
  return [...rules, ...odd, last].join('\n');
}

export const callsProgram = (random: Random): string =>
  `${frame}route g {\n${callList(random, '  else -> g@v1')}\n}\ningress "g.example.org" on calls {\n${callList(random, '  else -> respond 404')}\n}\ningress "c.example.org" on web:80 {\n  when rpc under "shop.A" -> g@v1:90\n  when rpc == "shop.AB/Get" and ${callLeaf(random)} -> g@v2:90\n}\n`;
