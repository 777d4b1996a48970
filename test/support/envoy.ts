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
export async function startEnvoy(binary: string, config: string, folder: string, ready: string): Promise<RunningEnvoy> {
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

/** Sends requests one behind the other on one connection, all at once, and gives the answers in order. */
export async function askAll(address: Address, requests: readonly RawRequest[]): Promise<readonly RawResponse[]> {
  const found: RawResponse[] = [];
  while (found.length < requests.length) {
    const some = await askSome(address, requests.slice(found.length, found.length + 500));
    if (some.length === 0) throw new Error(`no answer to ${rawText(requests[found.length] as RawRequest)}`);
    found.push(...some);
  }
  return found;
}

/** As many answers as one connection gives: Envoy closes it after a request that it refuses. */
function askSome(address: Address, requests: readonly RawRequest[]): Promise<readonly RawResponse[]> {
  return new Promise((done, fail) => {
    const heads = requests.map(({ method }) => method === 'HEAD');
    const answersSoFar: RawResponse[] = [];
    let rest = '';
    const socket = open(address);
    socket.setTimeout(20_000, () => socket.destroy(new Error('no answer for 20 s')));
    socket.on('data', (data: Buffer) => {
      rest += data.toString('latin1');
      for (let next = takeResponse(rest, heads[answersSoFar.length] ?? false); next; ) {
        answersSoFar.push(next.response);
        rest = next.rest;
        next = takeResponse(rest, heads[answersSoFar.length] ?? false);
      }
      if (answersSoFar.length >= requests.length) socket.destroy();
    });
    socket.on('close', () => done(answersSoFar));
    socket.on('error', (problem) => (answersSoFar.length > 0 ? done(answersSoFar) : fail(problem)));
    socket.write(Buffer.from(requests.map(rawText).join(''), 'latin1'));
  });
}

function takeResponse(text: string, isHead: boolean): { response: RawResponse; rest: string } | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const length = isHead || first.includes(' 304 ') ? 0 : Number(headers['content-length'] ?? 0);
  const body = text.slice(end + 4, end + 4 + length);
  if (body.length < length) return undefined;
  return { response: { status: Number(first.split(' ')[1]), headers, body }, rest: text.slice(end + 4 + length) };
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
