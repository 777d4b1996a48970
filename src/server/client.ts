// What the editor at the other end can do, read once from its capabilities; everything absent means no.
import type { ClientCapabilities, InitializeParams } from 'vscode-languageserver';

export interface Client {
  readonly tags: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescriptions: boolean;
  readonly snippets: boolean;
  /** Hover as Markdown. */
  readonly markdown: boolean;
  /** Documentation of completion items as Markdown. */
  readonly documentation: boolean;
  readonly hierarchicalSymbols: boolean;
  readonly configuration: boolean;
  readonly watchedFiles: boolean;
  /** Settings that changed are announced only to who registered. */
  readonly registersConfiguration: boolean;
  /** It tells of files that are renamed in it, and asks before. */
  readonly fileOperations: boolean;
  readonly progress: boolean;
  /** It shows documents that the server makes up. */
  readonly contents: boolean;
  readonly pull: boolean;
  readonly refresh: {
    readonly semanticTokens: boolean;
    readonly codeLens: boolean;
    readonly inlayHint: boolean;
    readonly diagnostics: boolean;
  };
}

export function clientOf(params: Partial<InitializeParams> | undefined): Client {
  const all = (params?.capabilities ?? {}) as ClientCapabilities;
  const { workspace, textDocument, window } = all;
  const options = params?.initializationOptions as { readonly diagnostics?: unknown } | null | undefined;
  const diagnostics = textDocument?.publishDiagnostics;
  const documentation = textDocument?.hover?.contentFormat;
  return {
    tags: diagnostics?.tagSupport != null,
    relatedInformation: diagnostics?.relatedInformation === true,
    codeDescriptions: diagnostics?.codeDescriptionSupport === true && workspace?.textDocumentContent != null,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    markdown: !Array.isArray(documentation) || documentation.includes('markdown'),
    documentation: textDocument?.completion?.completionItem?.documentationFormat?.includes('markdown') === true,
    hierarchicalSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchedFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    fileOperations: workspace?.fileOperations?.willRename === true || workspace?.fileOperations?.didRename === true,
    contents: workspace?.textDocumentContent != null,
    progress: window?.workDoneProgress === true,
    pull: textDocument?.diagnostic != null && options?.diagnostics === 'pull',
    refresh: {
      semanticTokens: workspace?.semanticTokens?.refreshSupport === true,
      codeLens: workspace?.codeLens?.refreshSupport === true,
      inlayHint: workspace?.inlayHint?.refreshSupport === true,
      diagnostics: workspace?.diagnostics?.refreshSupport === true,
    },
  };
}
