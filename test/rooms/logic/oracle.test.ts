// Everything the decision procedure says about random tables, against brute force; 2,000 tables, 100,000 when deep.
import { expect, test } from 'vitest';
import { type Counts, compareTable, newCounts } from './oracle/compare.ts';

const tables = process.env.MESH_TABLES ? Number(process.env.MESH_TABLES) : process.env.MESH_DEEP ? 100_000 : 2_000;

function summary({ faults, ...counts }: Counts): string {
  return `${JSON.stringify(counts)} faults: ${faults.length}`;
}

test(`${tables} random tables against brute force`, { timeout: 3_600_000 }, () => {
  const counts = newCounts();
  for (let seed = 1; seed <= tables && counts.faults.length < 20; seed++) compareTable(seed, {}, counts);
  console.log(summary(counts));
  expect(counts.faults).toEqual([]);
  expect(counts.tablesWithDead / counts.tables).toBeGreaterThan(0.2);
  expect(counts.unknown / counts.verdicts).toBeLessThan(0.05);
  expect(Math.min(counts.gaps, counts.differing, counts.equal, counts.needless, counts.takers)).toBeGreaterThan(
    tables / 20,
  );
});

test('subjects with more values than can be enumerated', { timeout: 3_600_000 }, () => {
  const counts = newCounts();
  for (let seed = 1; seed <= tables / 2 && counts.faults.length < 20; seed++) compareTable(seed, {}, counts, true);
  console.log(summary(counts));
  expect(counts.faults).toEqual([]);
  expect(counts.unknown / counts.verdicts).toBeLessThan(0.05);
});

test('with tiny limits, what is not unknown is still right', () => {
  const counts = newCounts();
  const limits = { states: 3, products: 3, steps: 60, conflicts: 3, totalConflicts: 40 };
  for (let seed = 1; seed <= tables / 10; seed++) compareTable(seed, limits, counts);
  console.log(summary(counts));
  expect(counts.faults).toEqual([]);
  expect(counts.unknown).toBeGreaterThan(tables / 20);
});
