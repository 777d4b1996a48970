// One request: asked for in a box, explained in a document beside, the deciding rule marked in the program.
import {
  EventEmitter,
  type ExtensionContext,
  Range,
  type TextDocumentContentProvider,
  TextEditorRevealType,
  ThemeColor,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { Explanation, Place, Problem, Server } from './server';

export const EXPLANATION = 'mesh-explanation';
const LAST = 'mesh.lastRequest';

export class Explain implements TextDocumentContentProvider {
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #server: () => Server;
  readonly #context: ExtensionContext;
  readonly #mark = window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor('editor.rangeHighlightBackground'),
    overviewRulerColor: new ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
  });

  constructor(context: ExtensionContext, server: () => Server) {
    this.#context = context;
    this.#server = server;
  }

  async provideTextDocumentContent({ query }: Uri): Promise<string> {
    const { source, request } = JSON.parse(query) as { source: string; request: string };
    const answer = await this.#server().ask<Explanation | Problem>('mesh.explainRequest', source, request);
    return 'problem' in answer ? `${request}\n  ${answer.problem}\n` : `${answer.text}\n`;
  }

  async ask(source: Uri): Promise<void> {
    const request = await window.showInputBox({
      title: 'Explain a request',
      prompt: "A method and a URL; headers with -H 'name: value', the sender with --from, a callee with --to",
      placeHolder: "GET https://shop.example.com/ -H 'x-user: a'",
      value: this.#context.workspaceState.get<string>(LAST, ''),
      ignoreFocusOut: true,
    });
    if (!request) return;
    await this.#context.workspaceState.update(LAST, request);
    const answer = await this.#server().ask<Explanation | Problem>('mesh.explainRequest', source.toString(), request);
    if ('problem' in answer) {
      void window.showErrorMessage(`mesh: ${answer.problem}`);
      return;
    }
    const query = JSON.stringify({ source: source.toString(), request });
    const document = await workspace.openTextDocument(Uri.from({ scheme: EXPLANATION, path: '/request.txt', query }));
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true });
    const [place] = answer.places;
    if (place) await this.#reveal(place);
  }

  async #reveal({ uri, range: { start, end } }: Place): Promise<void> {
    const range = new Range(start.line, start.character, end.line, end.character);
    const shown = window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === Uri.parse(uri).toString(),
    );
    const editor = shown ?? (await window.showTextDocument(Uri.parse(uri), { viewColumn: ViewColumn.One }));
    editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
    editor.setDecorations(this.#mark, [range]);
    setTimeout(() => editor.setDecorations(this.#mark, []), 4000);
  }

  /** Some program changed. */
  refresh(): void {
    for (const { uri } of workspace.textDocuments) if (uri.scheme === EXPLANATION) this.#changed.fire(uri);
  }
}
