// Measures the analysis and the difference of whole programs; run by hand: node bench/analysis.ts
import { analyze } from '../src/analyzer/index.ts';
import { compile } from '../src/compile.ts';
import { diff, runExpectations, runTests } from '../src/meaning/index.ts';
import type { Mesh } from '../src/model/index.ts';
import { Source } from '../src/text/index.ts';

/** Small fixed generator, so that every run measures the same programs. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

/** One ingress with so many rules; `dead` of a hundred are below a rule before them. */
function broadIngress(count: number, dead: number): string {
  const random = generator(7);
  const rules = Array.from({ length: count }, (_, i) => {
    const path = random(100) < dead ? `/team${(i >> 1) % 200}/service${i >> 1}/below` : `/team${i % 200}/service${i}`;
    const test = i % 2 === 0 ? `path == "${path}/item"` : `path under "${path}"`;
    const also = random(20) === 0 ? ` and header "h${random(5)}" == "on"` : '';
    return `  when ${test}${also} -> s@v${random(3)}`;
  });
  return `service s { port 80 http; version v0, v1, v2 }\ngateway g { port 80 http }\ningress "a.example.com" on g {\n${rules.join('\n')}\n  else -> s\n}\n`;
}

/** Services with three rules each, every one calling the next few. */
function manyServices(count: number, timeout = '3s'): string {
  return Array.from({ length: count }, (_, i) => {
    const next = [1, 7].map((step) => i + step).filter((to) => to < count);
    const calls = next.length > 0 ? `; calls ${next.map((to) => `s${to}`).join(', ')}` : '';
    return `service s${i} { port 80 http; version v1, v2${calls} }
route s${i} {
  timeout ${i === count >> 1 ? timeout : '3s'}
  when path under "/a${i % 13}" and header "x" == "1" -> v1
  when from s${(i * 31) % count} and path under "/b"     -> v2
  else -> 90% to v1, 10% to v2
}
`;
  }).join('');
}

/** As after an edit of one declaration: everything else is the same object. */
const edited = (mesh: Mesh): Mesh => ({
  ...mesh,
  routes: mesh.routes.map((route, at) => (at === 3 ? { ...route, rules: [...route.rules] } : route)),
});

function measure<T>(name: string, work: () => T, told: (result: T) => string): T {
  globalThis.gc?.();
  const start = performance.now();
  const result = work();
  const time = performance.now() - start;
  console.log(`${name.padEnd(60)} ${time.toFixed(0).padStart(6)} ms   ${told(result)}`);
  return result;
}

const compiled = (name: string, text: string): Mesh =>
  measure(
    `${name}: compile without analysis`,
    () => compile([new Source('main.mesh', text)], { withoutAnalysis: true }),
    (c) => `${text.length >> 10} KiB, ${c.diagnostics.length} findings`,
  ).mesh;

const codes = (found: readonly { readonly code: string }[]): string =>
  [...Map.groupBy(found, (one) => one.code)].map(([code, all]) => `${all.length} ${code}`).join(', ') || 'nothing';

for (const [name, text] of [
  ['1,000 services that all retry', manyServices(1000).replaceAll('timeout 3s', 'timeout 3s; retry 2 each 1s')],
  ['10,000 rules in one ingress', broadIngress(10_000, 0)],
  ['10,000 rules, 3 % below others', broadIngress(10_000, 3)],
  ['1,000 services of 3 rules', manyServices(1000)],
] as const) {
  const mesh = compiled(name, text);
  measure(`${name}: analyze`, () => analyze(mesh), codes);
  measure(`${name}: again, with one rule list changed`, () => analyze(edited(mesh)), codes);
}
const [old, fresh] = ['3s', '4s'].map((timeout) => compiled('1,000 services', manyServices(1000, timeout)));
measure(
  'difference of two 1,000-service programs',
  () => diff(old!, fresh!),
  (d) => `${d.changes.length} changes, ${d.equal} of ${d.compared} tables equal`,
);
const big = [7, 8].map((_, i) =>
  compiled('4,500 rules', broadIngress(4500, 0).replace('s@v1\n', i === 0 ? 's@v1\n' : 's@v2\n')),
);
measure(
  'difference of two 4,500-rule ingresses',
  () => diff(big[0]!, big[1]!),
  (d) => `${d.changes.length} changes`,
);
const claims = compiled(
  'claims',
  `${manyServices(300)}expect "e" {\n  s0 never reaches s299@v2\n  every request to s5 is answered within 3s\n  every request to s7 is decided\n}\n`,
);
measure(
  'three expectations over 300 services',
  () => runExpectations(claims),
  (all) => all.map((one) => one.verdict).join(', '),
);
measure(
  'no tests over 300 services',
  () => runTests(claims),
  (r) => `${r.coverage.rules.length} rules`,
);
console.log(`${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);
