export { type Cell, cellOf, type Effect, FEATURES, type Feature, READERS, type Reader } from './matrix.ts';
export {
  callersThrough,
  envoyReader,
  hasLinkerd,
  LINKERD_READERS,
  planeName,
  type ReaderInUse,
  readerOf,
  readersOf,
  versioned,
} from './readers.ts';
