// Annotations of a route → the timeouts and retries of all its rules.
import type { Retry, RetryCondition, Settings } from '../../../model/index.ts';
import { durationOf, type Fields, sourced } from '../../shared/reading/index.ts';

const GRPC = ['cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable'] as const;

export function readAnnotations(metadata: Fields | undefined): Settings {
  const annotations = metadata?.fields('annotations');
  if (!annotations) return {};
  const duration = (key: string) => {
    const text = annotations.text(key);
    const value = text === undefined ? undefined : durationOf(text);
    if (text !== undefined && value === undefined)
      annotations.notes.add(annotations.pathOf(key), annotations.span, `\`${text}\` is no duration`);
    return value;
  };
  const timeout = duration('timeout.linkerd.io/request');
  const perTry = duration('retry.linkerd.io/timeout');
  const limit = annotations.text('retry.linkerd.io/limit');
  const http = annotations.text('retry.linkerd.io/http');
  const grpc = annotations.text('retry.linkerd.io/grpc');
  annotations.leave(['timeout.linkerd.io/response', 'timeout.linkerd.io/idle'], 'limits of answers and of silence');
  annotations.leave(
    annotations.keys.filter((key) => !/^(retry|timeout)\.linkerd\.io\//.test(key)),
    'mesh writes no annotations of its own objects',
    'extra',
  );
  annotations.done();
  const said = [perTry, limit, http, grpc].some((one) => one !== undefined);
  const retry: Retry = {
    attempts: Number(limit ?? 1),
    on: [...conditions(http), ...conditions(grpc)],
    ...(perTry === undefined ? {} : { perTry }),
  };
  return {
    ...(timeout === undefined ? {} : { timeout: sourced(timeout, annotations.span) }),
    ...(said && retry.attempts > 0 ? { retry: sourced(retry, annotations.span) } : {}),
  };
}

/** Words, codes, and ranges of codes. */
function conditions(text: string | undefined): readonly RetryCondition[] {
  if (text === undefined) return [];
  return text.split(',').flatMap((part): readonly RetryCondition[] => {
    const word = part.trim().toLowerCase();
    if (word === '5xx' || word === 'gateway-error') return [word];
    const call = GRPC.find((one) => one === word);
    if (call) return [call];
    const [, first, last = first] = /^(\d{3})(?:-(\d{3}))?$/.exec(word) ?? [];
    return first === undefined ? [] : codes(Number(first), Number(last));
  });
}

export const codes = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at);
