export { decide } from './decide.ts';
export { reachOf } from './question.ts';
export { tablesOf } from './table.ts';
