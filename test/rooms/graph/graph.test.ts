// The mesh as a graph: what becomes a node, a row, an edge; and the forms it is written in.
import { expect, test } from 'vitest';
import { compile } from '../../../src/compile.ts';
import { graphData, graphDot, graphMermaid, graphOf, graphSvg } from '../../../src/graph/index.ts';
import { Source } from '../../../src/text/index.ts';
import { compileFolder, projectFolders } from '../../support/programs.ts';

const program = `
namespace shop
service web { port 80 http; calls reviews }
service reviews { port 80 http; version v1, v2; calls ratings, web }
service ratings { port 80 http }
egress pay { host "pay.example.org"; port 443 tls }
gateway door { port 80 http }
ingress "shop.example.com" on door {
  when path == "/old" -> redirect 301 { path "/new" }
  when header "x" == "<\\"&>" -> ratings
  else -> web
}
route reviews {
  when header "user" == "jason" -> v2
  else -> 90% to v1, 10% to v2
}
`;
const graph = () => graphOf(compile([new Source('shop.mesh', program)], { withoutAnalysis: true }).mesh);

test('versions say which rules lead to them; answers are rows of the host', () => {
  const rows = Object.fromEntries(graph().nodes.map(({ id, rows: each }) => [id, each]));
  expect(rows['service shop/reviews']).toEqual([
    { kind: 'version', name: 'v1', says: ['90%'] },
    { kind: 'version', name: 'v2', says: ['when header "user" == "jason"', '10%'] },
  ]);
  expect(rows['host shop.example.com shop/door:80']?.map(({ name }) => name)).toEqual(['redirect 301 { path "/new" }']);
});

test('edges are doors, rules that send elsewhere, and calls', () => {
  expect(graph().edges.map(({ from, kind, to }) => `${from} ${kind} ${to}`)).toEqual([
    'gateway shop/door door host shop.example.com shop/door:80',
    'host shop.example.com shop/door:80 routes service shop/ratings',
    'host shop.example.com shop/door:80 routes service shop/web',
    'service shop/reviews calls service shop/ratings',
    'service shop/reviews calls service shop/web',
    'service shop/web calls service shop/reviews',
  ]);
});

test('the picture holds every node, escaped, even where calls go in a circle', () => {
  const svg = graphSvg(graph());
  for (const { id } of graph().nodes) expect(svg).toContain(`data-id="${id}"`);
  expect(svg).toContain('&lt;');
  expect(svg).not.toMatch(/NaN|undefined|Infinity|<\\?"/);
});

test('boxes do not lie on each other', () => {
  const directions = ['right', 'down'] as const;
  const drawn = projectFolders().flatMap((folder) => {
    const whole = graphOf(compileFolder(folder).mesh);
    return directions.map((direction) => [folder, graphSvg(whole, direction)] as const);
  });
  for (const [folder, svg] of drawn) {
    const boxes = [
      ...svg.matchAll(/transform="translate\(([\d.]+) ([\d.]+)\)".*?<rect class="card" width="(\d+)" height="(\d+)"/g),
    ].map((match) => match.slice(1).map(Number) as [number, number, number, number]);
    const touching = boxes.flatMap(([x, y, w, h], i) =>
      boxes.filter(([x2, y2, w2, h2], j) => j > i && x < x2 + w2 && x2 < x + w && y < y2 + h2 && y2 < y + h),
    );
    expect(touching, folder).toEqual([]);
  }
});

test('other tools get the same nodes and edges', () => {
  const { nodes, edges } = graph();
  expect(graphDot(graph()).match(/->/g)?.length).toBe(edges.length);
  expect(graphMermaid(graph()).match(/-->|-\.->/g)?.length).toBe(edges.length);
  expect(graphMermaid(graph())).not.toContain('<\\');
  expect(graphData(graph())).toMatchObject({ nodes: nodes.map(({ id }) => ({ id })) });
});

test('thousands of services are drawn in part, soon, and it is said', () => {
  const many = Array.from({ length: 3000 }, (_, i) => `service s${i} { port 80 http; calls s${(i * 7 + 1) % 3000} }`);
  const { mesh } = compile([new Source('many.mesh', many.join('\n'))], { withoutAnalysis: true });
  const before = performance.now();
  expect(graphSvg(graphOf(mesh))).toContain('2750 more are not drawn');
  expect(performance.now() - before).toBeLessThan(5000);
});
