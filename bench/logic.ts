// Measures the decision procedure on the lists of the design's table, in milliseconds of CPU: node bench/logic.ts [row]
import {
  analyse,
  difference,
  type Formula,
  type LabelledRule,
  needed,
  satisfiable,
  session,
  type TextVariable,
  takersOf,
  Universe,
} from '../src/logic/index.ts';

interface Place {
  readonly universe: Universe;
  readonly path: TextVariable;
  header(name: string): TextVariable;
}

function place(): Place {
  const universe = new Universe();
  const path = universe.text('path', { startsWith: '/', base: '/[!-~]*' });
  const headers = new Map<string, TextVariable>();
  const header = (name: string) => {
    const known = headers.get(name) ?? universe.text(name, { many: true });
    headers.set(name, known);
    return known;
  };
  return { universe, path, header };
}

/** Small fixed generator, so that every run measures the same lists. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

function broadIngress({ universe, path, header }: Place, count: number): LabelledRule[] {
  const random = generator(7);
  return Array.from({ length: count }, (_, i) => {
    const text = `/team${random(200)}/service${random(500)}${i % 3 === 0 ? '/item' : ''}`;
    const where = i % 2 === 0 ? universe.equal(path, `${text}/${i}`) : universe.under(path, text);
    const condition = random(20) === 0 ? universe.and(where, universe.equal(header(`h${random(5)}`), 'on')) : where;
    return { condition, label: `d${random(300)}` };
  });
}

function mixed({ universe, path, header }: Place, count: number): LabelledRule[] {
  const random = generator(11);
  return Array.from({ length: count }, (_, i) => {
    const parts: Formula[] = [];
    const kind = random(10);
    if (i % 17 === 0) parts.push(universe.matches(path, `/p[0-9]+/r${i}/.*|.*/x${i}[0-9]+`));
    else if (kind < 4) parts.push(universe.prefix(path, `/p${i}/`));
    else if (kind < 8) parts.push(universe.equal(path, `/p${random(500)}/${random(50)}`));
    if (kind >= 5) parts.push(universe.equal(header(`h${random(10)}`), `v${random(6)}`));
    if (kind === 9) parts.push(universe.not(universe.exists(header(`h${random(10)}`))));
    return { condition: universe.and(...parts), label: `d${random(50)}` };
  });
}

function headerRules({ universe, header }: Place, count: number, headers: number, each: number): LabelledRule[] {
  const random = generator(13);
  return Array.from({ length: count }, () => {
    const parts = Array.from({ length: each }, () => {
      const fact = universe.equal(header(`h${random(headers)}`), `v${random(6)}`);
      return random(4) === 0 ? universe.not(fact) : fact;
    });
    return { condition: universe.and(...parts), label: `d${random(20)}` };
  });
}

function changed(list: readonly LabelledRule[], reorders: number): LabelledRule[] {
  const random = generator(5);
  const copy = [...list];
  for (let n = 0; n < reorders; n++) {
    const i = random(copy.length - 1);
    [copy[i], copy[i + 1]] = [copy[i + 1]!, copy[i]!];
  }
  const at = Math.floor(copy.length / 2);
  copy[at] = { ...copy[at]!, label: 'another weight' };
  const leaf = copy.findIndex((rule, i) => i > at && rule.label === 'leaf');
  copy.splice(0, 0, ...copy.splice(leaf, 1));
  return copy;
}

function measure(name: string, bar: number | undefined, run: () => string): void {
  const before = process.cpuUsage();
  const result = run();
  const ms = process.cpuUsage(before).user / 1000;
  const ratio = bar === undefined ? '' : ` = ${(ms / bar).toFixed(2)} of ${bar} ms`;
  const memory = Math.round(process.memoryUsage().rss / 2 ** 20);
  console.log(`${name}: ${ms.toFixed(0)} ms${ratio}, ${memory} MB; ${result}`);
}

function count(universe: Universe, list: readonly LabelledRule[]): string {
  const { reach, gap } = analyse(universe, list);
  const of = (is: string) => reach.filter((verdict) => verdict.is === is).length;
  return `${of('yes')} reached, ${of('no')} dead, ${of('unknown')} unknown, gap ${gap.is}`;
}

function run(name: string, bar: number | undefined, make: (place: Place) => LabelledRule[]): void {
  const here = place();
  const list = make(here);
  measure(name, bar, () => count(here.universe, list));
}

const only = process.argv[2] ?? '';
const rows: Record<string, () => void> = {
  broad: () => run('10,000 exact and prefix rules, 5 % with a header', 2000, (here) => broadIngress(here, 10_000)),
  needed: () => {
    const here = place();
    const list = broadIngress(here, 10_000);
    measure('the same, which rules are needed', undefined, () => {
      return `${needed(here.universe, list).filter((verdict) => verdict.is === 'no').length} could go`;
    });
  },
  takers: () => {
    for (const make of [(here: Place) => broadIngress(here, 10_000), (here: Place) => mixed(here, 500)]) {
      const here = place();
      const list = make(here);
      const dead = analyse(here.universe, list).reach.flatMap((verdict, i) => (verdict.is === 'no' ? [i] : []));
      measure(`who takes the requests of ${dead.length} dead rules of ${list.length}`, undefined, () => {
        return `${[...takersOf(here.universe, list, dead, 3).values()].flat().length} takers`;
      });
    }
  },
  everywhere: () =>
    run('500 rules without a path before 12,000 paths', undefined, (here) => [
      ...headerRules(here, 500, 40, 3),
      ...Array.from({ length: 12_000 }, (_, i) => ({
        condition: here.universe.equal(here.path, `/p${i}`),
        label: 'x',
      })),
    ]),
  hosts: () =>
    run('10,000 rules over 1,000 hosts, a third wildcards, 100 paths', undefined, ({ universe, path }) => {
      const host = universe.text('host', { ignoreCase: true, base: '[a-z0-9.:-]+' });
      return Array.from({ length: 10_000 }, (_, i) => {
        const hosts = i % 3 ? universe.equal(host, `h${i % 1_000}`) : universe.suffix(host, `.h${i % 100}.org`);
        return { condition: universe.and(hosts, universe.under(path, `/p${(i * 7919) % 101}`)), label: 'x' };
      });
    }),
  single: () =>
    run('600 rules over 60 headers with one value, 2 each', 11_000, ({ universe }) => {
      const random = generator(17);
      const headers = Array.from({ length: 60 }, (_, i) => universe.text(`h${i}`, { optional: true }));
      const fact = () => universe.equal(headers[random(60)]!, `v${random(6)}`);
      return Array.from({ length: 600 }, () => ({ condition: universe.and(fact(), universe.not(fact())), label: 'x' }));
    }),
  mixed: () => run('500 rules, 10 headers mixed, 30 regexes', 1500, (here) => mixed(here, 500)),
  headers: () => run('1,000 rules over 20 headers, 6 each', 1500, (here) => headerRules(here, 1000, 20, 6)),
  pairs: () => run('600 rules over 60 headers, 2 each', 11_000, (here) => headerRules(here, 600, 60, 2)),
  difference: () => {
    const here = place();
    const list = broadIngress(here, 4_500);
    const wide = here.universe.under(here.path, '/team1/service1');
    const leaf = here.universe.equal(here.path, '/team1/service1/leaf');
    list.splice(2_000, 0, { condition: wide, label: 'wide' });
    list.splice(3_000, 0, { condition: leaf, label: 'leaf' });
    const other = changed(list, 200);
    measure('difference of two 4,500-rule lists', 500, () => {
      const { pairs, unknown } = difference(here.universe, list, other);
      return `${pairs.length} pairs, ${unknown.length} unknown`;
    });
  },
  edits: () => {
    const here = place();
    const list = [...broadIngress(here, 990), ...headerRules(here, 10, 5, 1)];
    const open = session(here.universe, list);
    open.analysis();
    const edit = (name: string, bar: number, i: number, condition: Formula) =>
      measure(`one rule of 1,000 edited: ${name}`, bar, () => open.edit(i, { condition }).gap.is);
    edit('exact leaf', 10, 400, here.universe.equal(here.path, '/team1/edited'));
    edit('exact leaf again', 10, 400, here.universe.equal(here.path, '/team1/edited2'));
    edit('broad prefix', 10, 500, here.universe.prefix(here.path, '/team1'));
    edit('no path', 30, 995, here.universe.equal(here.header('h1'), 'other'));
    edit('no path, first', 30, 0, here.universe.equal(here.header('h1'), 'first'));
  },
  regexes: () => {
    const { universe, header } = place();
    const value = header('x');
    const matches = (source: string) => universe.matches(value, source);
    const ask = (name: string, formula: Formula) =>
      measure(name, undefined, () => {
        const verdict = satisfiable(universe, formula);
        return verdict.is === 'unknown' ? verdict.reason : verdict.is;
      });
    const one = universe.text('one', {});
    const is = (source: string) => universe.matches(one, source);
    ask('.{500} minus .{1,500}', universe.and(is('.{500}'), universe.not(is('.{1,500}'))));
    ask('(a|b)*a(a|b){12} minus its twin', universe.and(is('(a|b)*a(a|b){12}'), universe.not(is('(b|a)*a(b|a){12}'))));
    ask('ten .*woNrd.* together', universe.and(...[...'abcdefghij'].map((letter) => is(`.*wo${letter}rd.*`))));
    ask('(a|a)*b minus a*b', universe.and(matches('(a|a)*b'), universe.not(matches('a*b'))));
    ask('wide expressions', universe.and(is('(.*a.{20}){3}'), is('.*b.{900}c.*'), universe.not(is('.*a.{15}b.*'))));
  },
};
for (const [name, row] of Object.entries(rows)) if (name.startsWith(only)) row();
