// Long answers in small steps: between two stretches of work whoever waits gets a turn, and an answer that nobody wants any more, or
// that is about a text of before, is given up.
import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Host } from './host.ts';

export type Steps<T> = Generator<void, T>;

/** The answer at once, for whoever has the time. */
export function finished<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** What `map` makes of each, one step for each. */
export function* flatMapInSteps<T, R>(items: Iterable<T>, map: (item: T) => readonly R[]): Steps<R[]> {
  const found: R[] = [];
  for (const item of items) {
    for (const each of map(item)) found.push(each);
    yield;
  }
  return found;
}

export const areSteps = (answer: unknown): answer is Steps<unknown> =>
  typeof answer === 'object' && answer !== null && 'next' in answer && Symbol.iterator in answer;

/** How long one stretch may hold up others, in milliseconds. */
const STRETCH = 12;

export interface Waiting {
  readonly host: Host;
  readonly token: CancellationToken;
  /** The program is another than when the work began. */
  readonly isStale: () => boolean;
}

/** The answer, or why there is none. */
export async function answerInSteps(steps: Steps<unknown>, { host, token, isStale }: Waiting): Promise<unknown> {
  for (;;) {
    const begun = host.now();
    do {
      const { done, value } = steps.next();
      if (done) return value;
    } while (host.now() - begun < STRETCH);
    await new Promise<void>((goOn) => host.later(0, goOn));
    if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    if (isStale()) return new ResponseError(LSPErrorCodes.ContentModified, 'the program changed meanwhile');
  }
}
