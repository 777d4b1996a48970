// Runs the comparison on some tables and fails at the first fault: for copies of src/logic with a seeded mistake.
// Arguments: number of tables. Exit code 1: a fault, or an exception.
import { compareTable, newCounts } from './compare.ts';

const tables = Number(process.argv[2] ?? 1_000);
const tiny = { states: 3, products: 3, steps: 60, conflicts: 3, totalConflicts: 40 };
const counts = newCounts();

for (let seed = 1; seed <= tables && counts.faults.length === 0; seed++) {
  compareTable(seed, {}, counts);
  compareTable(seed, {}, counts, true);
  if (seed % 4 === 0) compareTable(seed, tiny, counts);
}
console.log(counts.faults[0] ?? 'no fault');
process.exitCode = counts.faults.length > 0 ? 1 : 0;
