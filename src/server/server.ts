// The language server: messages of the protocol → workspace and features, and back. Every handler is caught: a mistake of ours is one
// failed answer, never the end of the server. Runs on any connection and any host.
import {
  type Connection,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import { capabilitiesFor } from './capabilities.ts';
import { type Client, clientOf } from './client.ts';
import type { Host } from './host.ts';
import { progressOf } from './progress.ts';
import { publishedAll } from './published.ts';
import { forgetTokens, requests } from './requests.ts';
import { type Settings, settingsOf } from './settings.ts';
import { answerInSteps, areSteps } from './steps.ts';
import { pathOfUri } from './uri.ts';
import { Workspace } from './workspace.ts';

/** What a request handler gets besides its parameters. */
export interface Session {
  readonly workspace: Workspace;
  readonly client: Client;
  readonly settings: Settings;
  readonly host: Host;
}

export interface ServerInfo {
  readonly version: string;
}

/** Serves an editor until it says goodbye. */
export function serve(connection: Connection, host: Host, { version }: ServerInfo): void {
  let client = clientOf(undefined);
  let settings = settingsOf(undefined);
  let state: 'new' | 'running' | 'over' = 'new';
  const progress = progressOf(connection, () => client.progress);
  const workspace = new Workspace(host, {
    publish: ({ uri, version: of, diagnostics }) => {
      if (client.pull || state !== 'running') return;
      const shown = publishedAll(diagnostics, client);
      ignore(connection.sendDiagnostics({ uri, diagnostics: shown, ...(of === undefined ? {} : { version: of }) }));
    },
    refresh: () => refresh(connection, client),
    loading: (project) => progress(project),
    failed: (what, error) => complain(connection, what, error),
  });

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    client = clientOf(params);
    settings = settingsOf(params.initializationOptions);
    workspace.settings = settings;
    workspace.folders = foldersOf(params);
    state = 'running';
    connection.onNotification('workspace/didChangeWorkspaceFolders', (change: FoldersChange) =>
      notified('changing folders', () => {
        workspace.folders = changedFolders(workspace.folders, change);
      }),
    );
    return { capabilities: capabilitiesFor(client), serverInfo: { name: 'mesh', version } };
  });
  connection.onInitialized(() => {
    register(connection, client);
    void configure();
  });
  connection.onShutdown(() => {
    state = 'over';
    workspace.stop();
  });

  const configure = async (): Promise<void> => {
    if (!client.configuration) return;
    const answer = await connection
      .sendRequest('workspace/configuration', { items: [{ section: 'mesh' }] })
      .catch(() => null);
    if (state === 'running') take(Array.isArray(answer) ? answer[0] : undefined);
  };
  const take = (value: unknown): void => {
    if (value === null || value === undefined) return;
    settings = settingsOf(value);
    workspace.settings = settings;
    refresh(connection, client);
  };

  const session = (): Session => ({ workspace, client, settings, host });
  const notified = (what: string, work: () => void): void => {
    try {
      work();
    } catch (error) {
      complain(connection, what, error);
    }
  };

  connection.onDidOpenTextDocument(({ textDocument: it }) =>
    notified('opening', () => workspace.open(it.uri, it.languageId, it.version, it.text)),
  );
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) =>
    notified('changing', () => workspace.change(textDocument.uri, textDocument.version ?? 0, contentChanges)),
  );
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) =>
    notified('closing', () => {
      workspace.close(uri);
      forgetTokens(session(), uri);
    }),
  );
  connection.onDidSaveTextDocument(() => {});
  connection.onDidChangeWatchedFiles(({ changes }) =>
    notified('watching', () => workspace.watched(changes.map(({ uri }) => uri))),
  );
  for (const method of ['workspace/didRenameFiles', 'workspace/didCreateFiles', 'workspace/didDeleteFiles'])
    connection.onNotification(method, ({ files }: MovedFiles) =>
      notified('moving files', () =>
        workspace.moved(
          (files ?? []).flatMap(({ uri, oldUri, newUri }) =>
            [uri, oldUri, newUri].filter((each) => each !== undefined),
          ),
        ),
      ),
    );
  connection.onDidChangeConfiguration(({ settings: given }) => {
    if (client.configuration) void configure();
    else notified('configuring', () => take((given as { readonly mesh?: unknown } | null | undefined)?.mesh));
  });
  connection.onNotification('$/setTrace', () => {});

  for (const [method, handle] of Object.entries(requests))
    connection.onRequest(method, (params: unknown, token) => {
      if (state === 'new') return new ResponseError(ErrorCodes.ServerNotInitialized, 'not initialized yet');
      if (state === 'over') return new ResponseError(ErrorCodes.InvalidRequest, 'shut down already');
      if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      try {
        const answer = handle(session(), (params ?? {}) as never) ?? null;
        if (!areSteps(answer)) return answer;
        const { edits } = workspace;
        const waiting = { host, token, isStale: () => workspace.edits !== edits };
        return answerInSteps(answer, waiting).catch((error) => failure(method, error));
      } catch (error) {
        return failure(method, error);
      }
    });
  const failure = (method: string, error: unknown): ResponseError<void> => {
    if (error instanceof ResponseError) return error;
    complain(connection, method, error);
    return new ResponseError(ErrorCodes.InternalError, `mesh failed in ${method}: ${String(error)}`);
  };
  connection.listen();
}

interface MovedFiles {
  readonly files?: readonly { readonly uri?: string; readonly oldUri?: string; readonly newUri?: string }[];
}

interface Folder {
  readonly uri: string;
}
interface FoldersChange {
  readonly event?: { readonly added?: readonly Folder[]; readonly removed?: readonly Folder[] };
}

function foldersOf({ workspaceFolders, rootUri, rootPath }: InitializeParams): readonly string[] {
  if (workspaceFolders && workspaceFolders.length > 0) return workspaceFolders.map(({ uri }) => uri);
  if (rootUri) return [rootUri];
  return rootPath ? [rootPath] : [];
}

function changedFolders(before: readonly string[], { event }: FoldersChange): readonly string[] {
  const removed = new Set((event?.removed ?? []).map(({ uri }) => pathOfUri(uri)));
  return [...before.filter((path) => !removed.has(path)), ...(event?.added ?? []).map(({ uri }) => uri)];
}

/** Clients may refuse; then files are read again when they are opened. */
function register(connection: Connection, client: Client): void {
  const watchers = [{ globPattern: '**/*.mesh' }, { globPattern: '**/mesh.yaml' }];
  const registrations = [
    ...(client.registersConfiguration
      ? [{ id: 'mesh-configuration', method: 'workspace/didChangeConfiguration', registerOptions: { section: 'mesh' } }]
      : []),
    ...(client.watchedFiles
      ? [{ id: 'mesh-files', method: 'workspace/didChangeWatchedFiles', registerOptions: { watchers } }]
      : []),
  ];
  if (registrations.length > 0) ignore(connection.sendRequest('client/registerCapability', { registrations }));
}

function refresh(connection: Connection, { refresh: can, pull }: Client): void {
  if (can.codeLens) ignore(connection.sendRequest('workspace/codeLens/refresh'));
  if (can.inlayHint) ignore(connection.sendRequest('workspace/inlayHint/refresh'));
  if (can.diagnostics && pull) ignore(connection.sendRequest('workspace/diagnostic/refresh'));
}

/** What the client answers does not matter, nor that it refuses. */
function ignore(answer: Promise<unknown>): void {
  answer.catch(() => {});
}

/** Our own mistakes go to the editor's log, with the place, once each time. */
function complain(connection: Connection, what: string, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  connection.console.error(`mesh failed while ${what}: ${text}`);
}
