// The parts of the meaning that conformance tests need, from one place.
export { decide } from '../../src/meaning/decide.ts';
export { calleeByHost, tableFor } from '../../src/meaning/lookup.ts';
export { reachOf } from '../../src/meaning/question.ts';
export { normalisePath } from '../../src/meaning/request/normalise.ts';
export {
  makeRequest,
  multimap,
  pairsOf,
  parseCookies,
  parseQuery,
  type Request,
  type RequestSource,
} from '../../src/meaning/request/request.ts';
export { workloadOf } from '../../src/meaning/request/source.ts';
export { type Table, tablesOf } from '../../src/meaning/table.ts';
