// The extension: starts the server, and ties commands to what shows their answers. Knows nothing of the language.
import {
  commands,
  type ExtensionContext,
  Location,
  Position as Place,
  ProcessExecution,
  Range,
  Task,
  tasks,
  Uri,
  window,
  workspace,
} from 'vscode';
import { EXPLANATION, Explain } from './explain';
import { GraphPanel } from './graph';
import { meshCommand } from './mesh-command';
import { PREVIEW, Preview } from './preview';
import { makeServer, type Position, type Server, type Place as ServerPlace } from './server';

let server: Server | undefined;
/** Milliseconds after the last of several keystrokes until documents beside are made anew. */
const PAUSE = 150;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel('mesh', { log: true });
  const running = (): Server => {
    if (!server) throw new Error('it does not run');
    return server;
  };
  const preview = new Preview(running);
  const explain = new Explain(context, running);
  const graph = new GraphPanel(running);
  const ofProgram = (work: (uri: Uri) => Promise<void>) => async () => {
    const uri = programUri();
    if (!uri) void window.showInformationMessage('mesh: open a .mesh file first.');
    else await work(uri).catch(failed);
  };
  context.subscriptions.push(
    log,
    workspace.registerTextDocumentContentProvider(PREVIEW, preview),
    workspace.registerTextDocumentContentProvider(EXPLANATION, explain),
    commands.registerCommand(
      'mesh.preview',
      ofProgram((uri) => preview.show(uri)),
    ),
    commands.registerCommand(
      'mesh.chooseTarget',
      ofProgram((uri) => preview.chooseTarget(uri)),
    ),
    commands.registerCommand(
      'mesh.explain',
      ofProgram((uri) => explain.ask(uri)),
    ),
    commands.registerCommand(
      'mesh.showGraph',
      ofProgram((uri) => graph.show(uri)),
    ),
    commands.registerCommand(
      'mesh.build',
      ofProgram((uri) => build(context, uri)),
    ),
    commands.registerCommand('mesh.showLog', () => log.show()),
    commands.registerCommand('mesh.showReferences', showReferences),
    commands.registerCommand('mesh.restartServer', async () => {
      await server?.client.stop().catch(() => {});
      await start();
    }),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document.languageId === 'mesh' || document.uri.path.endsWith('/mesh.yaml')) soon();
    }),
  );
  let waiting: NodeJS.Timeout | undefined;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      preview.refresh();
      explain.refresh();
      void graph.refresh();
    }, PAUSE);
  };
  const start = async () => {
    server = undefined;
    const command = await meshCommand(context).catch((error: Error) => void window.showErrorMessage(error.message));
    if (!command) return;
    server = makeServer(command, log);
    log.info(`starting ${[command.command, ...command.args].join(' ')}`);
    await server.client.start().then(soon, (error) => void failed(error));
  };
  void commands.executeCommand('setContext', 'mesh.active', true);
  await start();
}

/** The log knows the cause: an old Node.js, a path that leads nowhere. */
async function failed(error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  const chosen = await window.showErrorMessage(`mesh: the server does not answer: ${text}`, 'Show the Log');
  if (chosen) await commands.executeCommand('mesh.showLog');
}

export const deactivate = (): Promise<void> | undefined => server?.client.stop();

/** The program that is being written, also when its preview has the focus. */
function programUri(): Uri | undefined {
  const active = window.activeTextEditor?.document;
  if (active?.languageId === 'mesh') return active.uri;
  const visible = window.visibleTextEditors.find(({ document }) => document.languageId === 'mesh');
  return (visible?.document ?? workspace.textDocuments.find(({ languageId }) => languageId === 'mesh'))?.uri;
}

/** `mesh build` of the folder with the nearest mesh.yaml, else of the file's workspace folder, as a task. */
async function build(context: ExtensionContext, uri: Uri): Promise<void> {
  const folder = workspace.getWorkspaceFolder(uri);
  const project = await projectOf(uri, folder?.uri ?? Uri.joinPath(uri, '..'));
  const { command, args, env } = await meshCommand(context);
  const execution = new ProcessExecution(command, [...args, 'build', project.fsPath], {
    cwd: project.fsPath,
    env: { ...env },
  });
  await tasks.executeTask(new Task({ type: 'mesh' }, folder ?? 2, 'build', 'mesh', execution));
}

async function projectOf(file: Uri, top: Uri): Promise<Uri> {
  for (let at = Uri.joinPath(file, '..'); ; at = Uri.joinPath(at, '..')) {
    const found = await workspace.fs.stat(Uri.joinPath(at, 'mesh.yaml')).then(
      () => true,
      () => false,
    );
    if (found) return at;
    if (at.path === top.path || at.path === '/') return top;
  }
}

/** Of the server's code lens: its plain places as the editor's own. */
function showReferences(uri: string, { line, character }: Position, places: readonly ServerPlace[]): void {
  const locations = places.map(
    ({ uri: each, range: { start, end } }) =>
      new Location(Uri.parse(each), new Range(start.line, start.character, end.line, end.character)),
  );
  void commands.executeCommand('editor.action.showReferences', Uri.parse(uri), new Place(line, character), locations);
}
