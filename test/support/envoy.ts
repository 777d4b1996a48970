// A real Envoy on this machine: validates configurations, serves them on loopback or on sockets in a folder, and is asked raw
// HTTP/1.1 requests, so that paths and headers arrive as they are written.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunningEnvoy {
  readonly folder: string;
  readonly stop: () => Promise<void>;
}

/** What Envoy says against a configuration (YAML or JSON text); empty if nothing. */
export function validate(binary: string, config: string, folder: string, name = 'config'): string {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, config);
  try {
    execFileSync(binary, ['--mode', 'validate', '-l', 'error', '-c', file], { stdio: 'pipe', timeout: 60_000 });
    return '';
  } catch (problem) {
    return String((problem as { stderr?: unknown }).stderr ?? problem);
  }
}

/** Starts an Envoy with a configuration and waits until `ready` exists or answers. */
export async function startEnvoy(
  binary: string,
  config: string,
  folder: string,
  ready: Address,
): Promise<RunningEnvoy> {
  const file = join(folder, 'bootstrap.json');
  writeFileSync(file, config);
  const child = spawn(binary, ['-c', file, '--concurrency', '1', '--disable-hot-restart', '-l', 'error'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let talk = '';
  child.stderr?.on('data', (text: Buffer) => {
    talk += text.toString();
  });
  for (let tries = 0; !(await answers(ready)); tries++) {
    if (child.exitCode !== null || tries > 400) {
      child.kill('SIGKILL');
      throw new Error(`Envoy did not start: ${talk}`);
    }
    await sleep(25);
  }
  return { folder, stop: () => stopped(child) };
}

export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    child.once('exit', () => done());
    child.kill('SIGKILL');
  });
}

/** A socket path, or `port` on 127.0.0.1. */
export type Address = string | number;

const open = (address: Address) =>
  typeof address === 'number' ? connect(address, '127.0.0.1') : connect({ path: address });

function answers(address: Address): Promise<boolean> {
  if (typeof address === 'string' && !existsSync(address)) return Promise.resolve(false);
  return new Promise((done) => {
    const socket = open(address);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

/** A folder for sockets and files, short enough for a socket's path. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'mesh-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface RawRequest {
  readonly method: string;
  /** As in the request line: path and query, or a whole URL. */
  readonly target: string;
  readonly host: string;
  readonly headers: readonly (readonly [string, string])[];
}
export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const rawText = ({ method, target, host, headers }: RawRequest): string =>
  `${[`${method} ${target} HTTP/1.1`, `Host: ${host}`, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n`;

const CONNECTIONS = 8;

/** Sends the requests over a few connections that are kept open, and gives the answers in order. */
export async function askAll(address: Address, requests: readonly RawRequest[]): Promise<readonly RawResponse[]> {
  const answers: RawResponse[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < requests.length) {
      await converse(address, (answer) => {
        if (answer) answers[answer.at] = answer.response;
        if (next >= requests.length) return undefined;
        const at = next++;
        return { at, request: requests[at] as RawRequest };
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONNECTIONS, requests.length) }, worker));
  return answers;
}

interface Turn {
  readonly at: number;
  readonly request: RawRequest;
}
type Talk = (answer?: { readonly at: number; readonly response: RawResponse }) => Turn | undefined;

/** One connection, request after answer, until there are no more or the other side closes it (as after a request it refuses). */
function converse(address: Address, talk: Talk): Promise<void> {
  return new Promise((done, fail) => {
    const socket = open(address);
    let turn = talk();
    let text = '';
    if (!turn) return done();
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer for 10 s')));
    socket.on('data', (data: Buffer) => {
      text += data.toString('latin1');
      const found = takeResponse(text, turn?.request.method === 'HEAD');
      if (!found || !turn) return;
      text = found.rest;
      turn = talk({ at: turn.at, response: found.response });
      if (!turn || found.response.headers.connection === 'close') return end();
      write(turn);
    });
    const end = (): void => {
      const left = turn;
      turn = undefined;
      socket.destroy();
      // What was taken and not yet sent goes over a connection of its own.
      if (left) converse(address, once(left, talk)).then(done, fail);
      else done();
    };
    const write = ({ request }: Turn): void => {
      socket.write(Buffer.from(rawText(request), 'latin1'));
    };
    socket.on('error', fail);
    socket.on('close', () => turn && fail(new Error(`closed without an answer to ${rawText(turn.request)}`)));
    write(turn);
  });
}

/** First the turn that is left, then as before. */
function once(left: Turn, talk: Talk): Talk {
  let first: Turn | undefined = left;
  return (answer) => {
    if (answer || !first) return talk(answer);
    const turn = first;
    first = undefined;
    return turn;
  };
}

function takeResponse(text: string, isHead: boolean): { response: RawResponse; rest: string } | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const status = Number(first.split(' ')[1]);
  const rest = text.slice(end + 4);
  const taken = isHead || status === 304 ? { body: '', rest } : takeBody(rest, headers);
  return taken && { response: { status, headers, body: taken.body }, rest: taken.rest };
}

/** By its length, or chunk by chunk; `undefined` until all of it is there. */
function takeBody(text: string, headers: RawResponse['headers']): { body: string; rest: string } | undefined {
  if (headers['transfer-encoding'] !== 'chunked') {
    const length = Number(headers['content-length'] ?? 0);
    return text.length < length ? undefined : { body: text.slice(0, length), rest: text.slice(length) };
  }
  let body = '';
  for (let rest = text; ; ) {
    const [size] = /^[0-9a-fA-F]+\r\n/.exec(rest) ?? [];
    if (size === undefined) return undefined;
    const length = Number.parseInt(size, 16);
    const end = size.length + length + 2;
    if (rest.length < end) return undefined;
    body += rest.slice(size.length, size.length + length);
    rest = rest.slice(end);
    if (length === 0) return { body, rest };
  }
}

/** Certificates that a configuration names, made once with openssl where it is there. */
export function secretsFolder(folder: string): string | undefined {
  const made = join(folder, 'secrets');
  if (existsSync(made)) return made;
  mkdirSync(made);
  try {
    const files = ['-keyout', join(made, 'tls.key'), '-out', join(made, 'tls.crt')];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=DNS:localhost,DNS:*.example.com',
        ...files,
      ],
      { stdio: 'ignore' },
    );
    execFileSync('cp', [join(made, 'tls.crt'), join(made, 'ca.crt')]);
  } catch {
    rmSync(made, { recursive: true, force: true });
    return undefined;
  }
  return made;
}

/** The configuration with mounted secrets and the system's authorities replaced by files in `secrets`. */
export const withSecrets = (config: string, secrets: string): string =>
  config
    .replaceAll(/\/etc\/mesh\/secrets\/[^/\s"']+\//g, `${secrets}/`)
    .replaceAll('/etc/ssl/certs/ca-certificates.crt', `${secrets}/ca.crt`);
