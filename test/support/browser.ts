// A Chromium without a screen, driven over the DevTools protocol; and a server of one folder on the loopback interface.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

/** Debian's or any other on the PATH; `undefined` without one. */
export function chromiumBinary(): string | undefined {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome'])
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      // The next name.
    }
  return undefined;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

export interface Served {
  readonly address: string;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
  readonly close: () => void;
}

export async function serveFolder(folder: string): Promise<Served> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    asked.push(path);
    const file = join(folder, path === '/' ? 'index.html' : path);
    try {
      response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
      response.end(readFileSync(file));
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export class Browser {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (answer: Answer) => void>();
  /** Messages of the console, exceptions and refused requests. */
  readonly complaints: string[] = [];
  /** Addresses of everything that the page asked for. */
  readonly requests: string[] = [];
  #last = 0;

  private constructor(process: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#take(JSON.parse(String(data)));
  }

  /** With one empty page. */
  static async start(binary: string, { width, height }: { readonly width: number; readonly height: number }) {
    const profile = mkdtempSync(join(tmpdir(), 'mesh-browser-'));
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
    const process = spawn(
      binary,
      [
        ...flags,
        `--window-size=${width},${height}`,
        `--user-data-dir=${profile}`,
        '--remote-debugging-port=0',
        'about:blank',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const port = await debuggingPort(process);
    const pages = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as readonly Page[];
    const page = pages.find(({ type }) => type === 'page');
    if (!page) throw new Error('the browser has no page');
    const socket = new WebSocket(page.webSocketDebuggerUrl);
    await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
    const browser = new Browser(process, profile, socket);
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await browser.send(`${domain}.enable`);
    const metrics = { width, height, deviceScaleFactor: 1, mobile: false };
    await browser.send('Emulation.setDeviceMetricsOverride', metrics);
    return browser;
  }

  #take(message: Answer): void {
    if (message.id !== undefined) this.#answers.get(message.id)?.(message);
    else if (message.method === 'Network.requestWillBeSent') this.requests.push(message.params.request.url);
    else if (message.method === 'Runtime.exceptionThrown') this.complaints.push(JSON.stringify(message.params));
    else if (message.method === 'Log.entryAdded') this.complaints.push(message.params.entry.text);
    else if (message.method === 'Runtime.consoleAPICalled' && message.params.type === 'error')
      this.complaints.push(JSON.stringify(message.params.args));
  }

  send(method: string, params: object = {}): Promise<Answer['result']> {
    const id = ++this.#last;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve, reject) =>
      this.#answers.set(id, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result),
      ),
    );
  }

  async open(address: string): Promise<void> {
    await this.send('Page.navigate', { url: address });
  }

  /** The value of an expression of the page. */
  async evaluate<Value>(expression: string): Promise<Value> {
    const answer = await this.send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    if (answer.exceptionDetails) throw new Error(JSON.stringify(answer.exceptionDetails));
    return answer.result.value as Value;
  }

  /** The first value of an expression that counts as true. */
  async waitFor<Value>(expression: string, milliseconds = 20_000): Promise<Value> {
    const end = performance.now() + milliseconds;
    for (;;) {
      const value = await this.evaluate<Value>(expression);
      if (value) return value;
      if (performance.now() > end)
        throw new Error(`never true: ${expression}; the page complains: ${this.complaints.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async click(selector: string): Promise<void> {
    await this.waitFor(`document.querySelector(${JSON.stringify(selector)}) !== null`);
    await this.evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`);
  }

  /** As from a keyboard, where the focus is. */
  async type(text: string): Promise<void> {
    await this.send('Input.insertText', { text });
  }

  async press(key: string, code: number, modifiers = 0): Promise<void> {
    const event = { key, code: key, windowsVirtualKeyCode: code, modifiers };
    await this.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from((await this.send('Page.captureScreenshot', { format: 'png' })).data, 'base64');
  }

  async close(): Promise<void> {
    this.#socket.close();
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill();
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

// biome-ignore lint/suspicious/noExplicitAny: messages of the protocol have a shape for each method
type Answer = Readonly<Record<string, any>>;
interface Page {
  readonly type: string;
  readonly webSocketDebuggerUrl: string;
}

function debuggingPort(process: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    process.stderr?.on('data', (data) => {
      said += data;
      const [, port] = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(said) ?? [];
      if (port) resolve(port);
    });
    process.once('exit', () => reject(new Error(`the browser ended: ${said.slice(-500)}`)));
  });
}
