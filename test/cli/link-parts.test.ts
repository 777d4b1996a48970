// The parts of the bundled command, linked into one script, do what the modules did.
import { runInThisContext } from 'node:vm';
import { expect, test } from 'vitest';
import { linkParts } from '../../scripts/link-parts.ts';

function run(texts: Record<string, string>, ran: unknown[] = []) {
  const parts = Object.entries(texts).map(([name, text]) => ({ name, text }));
  const { near, far } = linkParts(parts, 'main.mjs', ({ name }) => name.includes('often'));
  return { near, ...runInThisContext(near)('file:///mesh.js', ran, () => runInThisContext(far)) };
}

test('parts run when first asked for, once, and see each other by the names they chose', async () => {
  const ran: unknown[] = [];
  const { main, near } = run(
    {
      'main.mjs':
        'import{a as x,b}from"./parts/one.mjs";import"./parts/two.mjs";var m=async()=>[x,b,(await import("./parts/late.mjs")).z];export{m as main};\n',
      'parts/one.mjs': 'globalThis.__times=(globalThis.__times??0)+1;var q=1,r=2;export{q as a,r as b};',
      'parts/two.mjs': 'import{a as y}from"./one.mjs";if(y!==1)throw new Error("no");',
      'parts/often.mjs': 'var often=1;export{often};',
      'parts/late.mjs': 'import{b as y}from"./one.mjs";var z=`${y}import`;export{z};',
    },
    ran,
  );
  expect(ran.filter(() => true)).toHaveLength(3);
  expect(near).toContain('often');
  expect(near).not.toContain('}import`');
  expect(await main()).toEqual([1, 2, '2import']);
  expect(ran.filter(() => true)).toHaveLength(4);
  expect((globalThis as { __times?: number }).__times).toBe(1);
});

test('a part that is waited for runs when it is asked for', () => {
  const ran: unknown[] = [];
  const { main } = run(
    { 'main.mjs': 'var m=()=>__now("later-0.mjs").z;export{m as main};', 'parts/later-0.mjs': 'var z=3;export{z};' },
    ran,
  );
  expect(ran.filter(() => true)).toHaveLength(1);
  expect(main()).toBe(3);
  expect(ran.filter(() => true)).toHaveLength(2);
});

test('what is not as esbuild writes it is refused', () => {
  expect(() => run({ 'main.mjs': 'import*as x from"./one.mjs";export{x as main};' })).toThrow('as expected');
  expect(() => run({ 'main.mjs': 'import{x}from"./two.mjs";export{x as main};' })).toThrow('no part ./two.mjs');
  expect(() => run({ 'main.mjs': 'var x=1;export default x;' })).toThrow('as expected');
});
