export { dynamicDocuments, staticDocument } from './bootstrap.ts';
