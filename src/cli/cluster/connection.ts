// One cluster to talk to: JSON over HTTP(S), sent and read by ourselves. Repeats what was refused for the moment; whatever ends the
// conversation is thrown as a ClusterFault that says it in words.
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent, type AgentOptions, request as httpsRequest } from 'node:https';
import { catalogue } from '../../diagnostics/index.ts';
import { VERSION } from '../version.ts';
import { credentialsOf } from './credentials.ts';
import { type ClusterFault, fault } from './fault.ts';
import type { ClusterAccess } from './kubeconfig.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Kubernetes' `Status`: what an answer other than success holds. */
export interface Status {
  readonly message?: string;
  readonly reason?: string;
  readonly details?: {
    readonly kind?: string;
    readonly name?: string;
    readonly causes?: readonly { readonly reason?: string; readonly field?: string; readonly message?: string }[];
  };
}

export interface Answer {
  readonly status: number;
  readonly body: Json;
  /** Texts of the Warning headers. */
  readonly warnings: readonly string[];
}

export interface Question {
  readonly method: 'GET' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** In words, for messages. */
  readonly what: string;
}

export interface Cluster {
  readonly server: string;
  /** Answers of 2xx, 4xx but 401, 403 and 429, and patches with fields that a kind does not have; everything else is thrown. */
  readonly ask: (question: Question) => Promise<Answer>;
  readonly close: () => void;
}

const TRIES = 4;
/** Milliseconds without a byte before a connection counts as dead. */
const SILENCE = 30_000;
const APPLY = 'application/apply-patch+yaml';

/** `pace`: milliseconds before something is asked again; twice as long each time. */
export function connect(access: ClusterAccess, pace = 600): Cluster {
  const { authorization, certificate, key } = credentialsOf(access);
  const options: AgentOptions = {
    keepAlive: true,
    maxSockets: 16,
    rejectUnauthorized: !access.insecure,
    ...(access.certificateAuthority === undefined ? {} : { ca: access.certificateAuthority }),
    ...(access.serverName === undefined ? {} : { servername: access.serverName }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
  };
  const secure = access.server.startsWith('https:');
  const agent = secure ? new Agent(options) : new HttpAgent({ keepAlive: true, maxSockets: 16 });
  const headers = {
    accept: 'application/json',
    'user-agent': `mesh/${VERSION}`,
    ...(authorization === undefined ? {} : { authorization }),
  };
  const once = (question: Question): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const url = new URL(access.server + question.path);
      for (const [name, value] of Object.entries(question.query ?? {})) url.searchParams.set(name, value);
      const body = question.body === undefined ? undefined : JSON.stringify(question.body);
      const type = question.method === 'PATCH' ? APPLY : 'application/json';
      const sent = (secure ? httpsRequest : httpRequest)(
        url,
        {
          method: question.method,
          agent,
          headers: {
            ...headers,
            ...(body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
          },
        },
        (answer) => read(answer).then(resolve, reject),
      );
      sent.setTimeout(SILENCE, () => sent.destroy(Object.assign(new Error('silence'), { code: 'ETIMEDOUT' })));
      sent.once('error', reject);
      sent.end(body);
    });
  return {
    server: access.server,
    ask: (question) => persistently(once, access.server, question, pace),
    close: () => agent.destroy(),
  };
}

async function read(answer: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const status = answer.statusCode ?? 0;
  const warnings = [...(answer.headers.warning ?? '').toString().matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(
    ([, message]) => (message as string).replace(/\\(.)/g, '$1'),
  );
  return { status, body: parsed(text), warnings, ...retryAfter(answer) };
}

/** A body that is no JSON object stands under `message`: a proxy's page, or a plain line. */
function parsed(text: string): Json {
  try {
    const body = JSON.parse(text) as unknown;
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Json;
  } catch {}
  return {
    message: text
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 200),
    noJson: true,
  };
}

const retryAfter = (answer: IncomingMessage): object => {
  const seconds = Number(answer.headers['retry-after']);
  return Number.isFinite(seconds) ? { retryAfter: seconds } : {};
};

async function persistently(
  once: (question: Question) => Promise<Answer>,
  server: string,
  question: Question,
  pace: number,
): Promise<Answer> {
  for (let tried = 1; ; tried++) {
    let answer: Answer;
    try {
      answer = await once(question);
    } catch (error) {
      if (tried < TRIES && passing.has((error as NodeJS.ErrnoException).code ?? '')) {
        await pause(pace * 2 ** (tried - 1));
        continue;
      }
      throw connectionFault(server, error as NodeJS.ErrnoException);
    }
    const ended = faultOf(server, question, answer);
    if (!ended) return answer;
    const busy = answer.status === 429 || answer.status >= 500;
    if (!busy || tried >= TRIES) throw ended;
    await pause(
      Math.min(10_000, ((answer as { retryAfter?: number }).retryAfter ?? 0) * 1000 || pace * 2 ** (tried - 1)),
    );
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** A connection that was there and broke off: another one may last. */
const passing = new Set(['ECONNRESET', 'EPIPE']);

function faultOf(server: string, { what }: Question, { status, body }: Answer): ClusterFault | undefined {
  const reason = (body as Status).message || `HTTP status ${status}`;
  if (status === 401)
    return fault(catalogue.cluster.clusterRefuses, server, {
      what,
      reason: 'it does not accept these credentials (401); they may have run out',
    });
  if (status === 403) return fault(catalogue.cluster.clusterRefuses, server, { what, reason });
  // An API server's word for a field that the kind does not have, of all things: asking again does not help.
  if (status === 500 && isUntypedPatch(reason)) return undefined;
  if (status === 429 || status >= 500) return fault(catalogue.cluster.clusterBusy, server, { what, reason });
  const isNoServer = body.noJson === true && !isUnknownPath(status, reason);
  if (status < 200 || (status >= 300 && status < 400) || isNoServer)
    return fault(catalogue.cluster.clusterUnreachable, server, {
      server,
      reason: `what answers there is no Kubernetes API server (HTTP status ${status}: ${reason})`,
    });
  return undefined;
}

/** What an API server says, in plain text, of a group that it does not have. */
const isUnknownPath = (status: number, reason: string): boolean => status === 404 && reason === '404 page not found';

const isUntypedPatch = (reason: string): boolean => reason.startsWith('failed to create typed patch object');

function connectionFault(server: string, { code = '', message }: NodeJS.ErrnoException): ClusterFault {
  const tls = tlsReason(code, message);
  if (tls !== undefined) return fault(catalogue.cluster.clusterUntrusted, server, { server, reason: tls });
  return fault(catalogue.cluster.clusterUnreachable, server, { server, reason: networkReason(code, message) });
}

function tlsReason(code: string, message: string): string | undefined {
  if (code === 'CERT_HAS_EXPIRED') return 'it ran out';
  if (code === 'CERT_NOT_YET_VALID') return 'it is not valid yet; is the clock of this machine right?';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'it is for another name than that of the address';
  if (/ALERT.*EXPIRED|alert certificate expired/i.test(code + message)) return 'the client certificate ran out';
  if (/ALERT|alert/.test(code + message)) return `the server refuses the client's certificate (${message.trim()})`;
  if (/SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|CERT_/.test(code))
    return 'it is not signed by the certificate authority of the kubeconfig';
  return undefined;
}

function networkReason(code: string, message: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its name is not known';
    case 'ETIMEDOUT':
      return 'no answer in time';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'there is no way to it from here';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'it broke off the connection, several times';
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return 'it does not speak TLS; is the address right?';
    default:
      return message;
  }
}
