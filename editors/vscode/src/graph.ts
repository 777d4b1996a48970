// The mesh drawn in a panel, in the colours of the editor; a box leads to its declaration.
import { randomUUID } from 'node:crypto';
import { Range, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { Drawing, Problem, Server } from './server';

export class GraphPanel {
  readonly #server: () => Server;
  #panel: WebviewPanel | undefined;
  #source: Uri | undefined;
  #drawing: Drawing | undefined;

  constructor(server: () => Server) {
    this.#server = server;
  }

  async show(source: Uri): Promise<void> {
    this.#source = source;
    this.#drawing = undefined;
    this.#panel ??= this.#open();
    this.#panel.reveal(undefined, true);
    await this.refresh();
  }

  #open(): WebviewPanel {
    const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    const panel = window.createWebviewPanel('mesh.graph', 'Mesh', column, { enableScripts: true });
    panel.onDidDispose(() => {
      this.#panel = undefined;
    });
    panel.webview.onDidReceiveMessage((id: unknown) => void this.#follow(id));
    return panel;
  }

  async refresh(): Promise<void> {
    if (!this.#panel || !this.#source) return;
    const answer = await this.#server().ask<Drawing | Problem>('mesh.graph', this.#source.toString(), 'down');
    if (!this.#panel) return;
    if ('problem' in answer) {
      if (!this.#drawing) this.#panel.webview.html = page(`<p>${escaped(answer.problem)}</p>`);
      return;
    }
    if (answer.svg === this.#drawing?.svg) return;
    this.#drawing = answer;
    this.#panel.webview.html = page(answer.svg);
  }

  async #follow(id: unknown): Promise<void> {
    const node = this.#drawing?.nodes.find((each) => each.id === id);
    if (!node) return;
    const selection = new Range(node.line, 0, node.line, 0);
    await window.showTextDocument(Uri.parse(node.uri), { viewColumn: ViewColumn.One, selection });
  }
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function page(content: string): string {
  const nonce = randomUUID();
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'">
<style>
body { padding: 0; margin: 0; --mesh-ink: var(--vscode-editor-foreground); --mesh-soft: var(--vscode-descriptionForeground);
  --mesh-line: var(--vscode-editorIndentGuide-activeBackground1, #888); --mesh-card: var(--vscode-editorWidget-background);
  --mesh-back: var(--vscode-editor-background); --mesh-gateway: var(--vscode-charts-purple); --mesh-host: var(--vscode-charts-green);
  --mesh-service: var(--vscode-charts-blue); --mesh-egress: var(--vscode-charts-orange); }
svg { display: block; } .box { cursor: pointer; }
</style></head><body>${content}
<script nonce="${nonce}">
const editor = acquireVsCodeApi();
const svg = document.querySelector('svg');
const whole = svg && { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };
const kept = editor.getState();
let scale = kept ? kept.scale : 0;
const size = () => {
  if (!svg) return;
  const used = scale || Math.max(0.5, Math.min(1.2, innerWidth / whole.width));
  svg.setAttribute('width', whole.width * used);
  svg.setAttribute('height', whole.height * used);
};
addEventListener('resize', size);
addEventListener('wheel', (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  scale = Math.min(4, Math.max(0.1, (scale || svg.width.baseVal.value / whole.width) * (event.deltaY < 0 ? 1.1 : 0.9)));
  editor.setState({ scale });
  size();
}, { passive: false });
const follow = (target) => { const box = target.closest('[data-id]'); if (box) editor.postMessage(box.dataset.id); };
addEventListener('click', (event) => follow(event.target));
addEventListener('keydown', (event) => { if (event.key === 'Enter') follow(event.target); });
size();
</script></body></html>`;
}
