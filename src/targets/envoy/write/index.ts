export { staticDocument, watchedDocuments } from './bootstrap.ts';
