export { type ReadBack, readBack, readBackText } from './read-back.ts';
