// What the server says that it can do.
import {
  CodeActionKind,
  type FileOperationRegistrationOptions,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type { Client } from './client.ts';
import { commandNames } from './commands.ts';
import { tokenModifiers, tokenTypes } from './features/semantic-tokens.ts';

/** Files of a project, and folders that may be of one. */
const ours: FileOperationRegistrationOptions = {
  filters: [
    { scheme: 'file', pattern: { glob: '**/*.{mesh,yaml,yml,json}', matches: 'file' } },
    { scheme: 'file', pattern: { glob: '**', matches: 'folder' } },
  ],
};
const fileOperations = { willRename: ours, didRename: ours, didCreate: ours, didDelete: ours };

export function capabilitiesFor(client: Client): ServerCapabilities {
  return {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
    ...(client.pull
      ? { diagnosticProvider: { identifier: 'mesh', interFileDependencies: true, workspaceDiagnostics: false } }
      : {}),
    completionProvider: { triggerCharacters: ['@', '/', ':', '"', '>'] },
    signatureHelpProvider: { triggerCharacters: ['(', ',', ' '] },
    hoverProvider: true,
    definitionProvider: true,
    declarationProvider: true,
    typeDefinitionProvider: true,
    implementationProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    callHierarchyProvider: true,
    renameProvider: { prepareProvider: true },
    documentFormattingProvider: true,
    documentRangeFormattingProvider: { rangesSupport: true },
    documentOnTypeFormattingProvider: { firstTriggerCharacter: '}', moreTriggerCharacter: [';', '\n'] },
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    documentLinkProvider: {},
    codeActionProvider: {
      codeActionKinds: [
        CodeActionKind.QuickFix,
        CodeActionKind.RefactorExtract,
        CodeActionKind.RefactorInline,
        CodeActionKind.RefactorRewrite,
        CodeActionKind.SourceFixAll,
      ],
    },
    codeLensProvider: {},
    inlayHintProvider: true,
    semanticTokensProvider: {
      legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
      full: { delta: true },
      range: true,
    },
    executeCommandProvider: { commands: [...commandNames] },
    workspace: {
      workspaceFolders: { supported: true, changeNotifications: true },
      ...(client.fileOperations ? { fileOperations } : {}),
      ...(client.contents ? { textDocumentContent: { schemes: ['mesh-explain', 'mesh-std', 'mesh-output'] } } : {}),
    },
  };
}
