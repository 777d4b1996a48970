// Which request of the protocol is answered by which feature. Parameters come from outside: positions are clamped, documents that
// nobody knows give nothing. What may take long comes in steps.
import type { FileRename, Position, Range, SemanticTokens, TextDocumentIdentifier } from 'vscode-languageserver';
import { commandNames, execute } from './commands.ts';
import { contentOf } from './contents.ts';
import { incomingCalls, outgoingCalls, prepareCalls } from './features/calls.ts';
import { codeActions, configurationActions } from './features/code-actions.ts';
import { codeLensesInSteps } from './features/code-lens.ts';
import { completion } from './features/completion.ts';
import { definition, implementations, typeDefinition } from './features/definition.ts';
import { foldingRanges, selectionRange } from './features/folding.ts';
import { formatDocument, formatOnType, formatRange } from './features/formatting.ts';
import { hover } from './features/hover.ts';
import { inlayHintsInSteps } from './features/inlay-hints.ts';
import { documentLinks } from './features/links.ts';
import { yamlCompletion, yamlHover, yamlLinks } from './features/mesh-yaml.ts';
import { highlights, referencesInSteps } from './features/references.ts';
import { prepareRename, renameInSteps } from './features/rename.ts';
import { renamedFiles } from './features/rename-files.ts';
import { tokensDelta, tokensInSteps } from './features/semantic-tokens.ts';
import { signatureHelp } from './features/signature.ts';
import { documentSymbolsInSteps, flatSymbols, workspaceSymbolsInSteps } from './features/symbols.ts';
import { publishedAll } from './published.ts';
import { offsetAt } from './ranges.ts';
import type { Session } from './server.ts';
import { folderOf, nameOfPath, pathOfUri } from './uri.ts';
import type { View } from './workspace.ts';

interface About {
  readonly textDocument?: TextDocumentIdentifier;
  readonly position?: Position;
  readonly range?: Range;
}

type Handler = (session: Session, params: never) => unknown;

const uriOf = (params: About): string => params.textDocument?.uri ?? '';
const start: Position = { line: 0, character: 0 };

/** Answers about a file; nothing for files that are not there. */
const onFile =
  <P extends About>(answer: (view: View, params: P, session: Session) => unknown): Handler =>
  (session, params) => {
    const view = session.workspace.view(uriOf(params));
    return view ? answer(view, params, session) : null;
  };

const atPlace = (answer: (view: View, offset: number, session: Session, params: never) => unknown): Handler =>
  onFile((view, params: About, session) =>
    answer(view, offsetAt(view.source, params.position ?? start), session, params as never),
  );

const onYaml = (
  session: Session,
  params: About,
  answer: (text: NonNullable<ReturnType<Session['workspace']['text']>>) => unknown,
) => {
  const text = nameOfPath(pathOfUri(uriOf(params))) === 'mesh.yaml' ? session.workspace.text(uriOf(params)) : undefined;
  return text ? answer(text) : undefined;
};

/** Locations in documents that the editor cannot open are none. */
const openable = <T extends { readonly uri: string }>(session: Session, location: T | undefined): T | undefined =>
  location && (session.client.contents || !location.uri.startsWith('mesh-std:')) ? location : undefined;

const tokens = new WeakMap<object, Map<string, SemanticTokens>>();
let lastResult = 0;

function remember(session: Session, uri: string, result: SemanticTokens): SemanticTokens {
  const id = String(++lastResult);
  const known = tokens.get(session.workspace) ?? new Map<string, SemanticTokens>();
  tokens.set(session.workspace, known);
  known.set(uri, { ...result, resultId: id });
  return { ...result, resultId: id };
}

/** A document was closed: what is asked about it from now on is about another one. */
export const forgetTokens = ({ workspace }: Session, uri: string): boolean =>
  tokens.get(workspace)?.delete(uri) ?? false;

export const requests: Readonly<Record<string, Handler>> = {
  'textDocument/completion': (session, params: About) =>
    onYaml(session, params, ({ source }) => yamlCompletion(source, params.position ?? start)) ??
    atPlace((view, offset, { client }) => completion(view, offset, client))(session, params as never),
  'textDocument/hover': (session, params: About) =>
    onYaml(session, params, ({ source }) => yamlHover(source, params.position ?? start) ?? null) ??
    atPlace((view, offset, { client }) => hover(view, offset, client))(session, params as never),
  'textDocument/signatureHelp': atPlace(signatureHelp),
  'textDocument/definition': atPlace((view, offset, session) => openable(session, definition(view, offset))),
  'textDocument/declaration': atPlace((view, offset, session) => openable(session, definition(view, offset))),
  'textDocument/typeDefinition': atPlace((view, offset, session) => openable(session, typeDefinition(view, offset))),
  'textDocument/implementation': atPlace(implementations),
  'textDocument/references': atPlace(function* (view, offset, session, params: ReferencesContext) {
    const found = yield* referencesInSteps(view, offset, params.context?.includeDeclaration !== false);
    return found.filter((each) => openable(session, each));
  }),
  'textDocument/documentHighlight': atPlace(highlights),
  'textDocument/documentSymbol': onFile((view, _, { client }) =>
    client.hierarchicalSymbols ? documentSymbolsInSteps(view) : flatSymbols(view),
  ),
  'workspace/symbol': ({ workspace }, { query }: { readonly query?: string }) =>
    workspaceSymbolsInSteps(
      [...workspace.projects].map(({ living }) => living),
      query ?? '',
    ),
  'textDocument/prepareCallHierarchy': atPlace(prepareCalls),
  'callHierarchy/incomingCalls': (session, params: CallParams) => along(session, params, incomingCalls),
  'callHierarchy/outgoingCalls': (session, params: CallParams) => along(session, params, outgoingCalls),
  'textDocument/prepareRename': atPlace(prepareRename),
  'textDocument/rename': atPlace((view, offset, _, { newName }: { readonly newName: string }) =>
    renameInSteps(view, offset, newName),
  ),
  'textDocument/formatting': onFile(formatDocument),
  'textDocument/rangeFormatting': onFile((view, { range }: About) => formatRange(view, range ?? whole)),
  'textDocument/rangesFormatting': onFile((view, { ranges }: About & { readonly ranges?: readonly Range[] }) =>
    (ranges ?? []).flatMap((range) => formatRange(view, range)),
  ),
  'textDocument/onTypeFormatting': atPlace(formatOnType),
  'textDocument/foldingRange': onFile(foldingRanges),
  'textDocument/selectionRange': onFile((view, { positions }: About & { readonly positions?: readonly Position[] }) =>
    (positions ?? []).map((position) => selectionRange(view, offsetAt(view.source, position))),
  ),
  'textDocument/documentLink': (session, params: About) =>
    onYaml(session, params, ({ source }) => yamlLinks(source, folderOf(source.path))) ??
    onFile(documentLinks)(session, params as never),
  'textDocument/codeAction': (session, params: ActionsContext) =>
    onYaml(session, params, ({ source }) => {
      const found = session.workspace.diagnosticsOf(source.path);
      return configurationActions(source, found, params.range ?? whole, params.context?.only, session.client);
    }) ??
    onFile((view, { range, context }: ActionsContext, { client }) =>
      codeActions(view, range ?? whole, context?.only, client),
    )(session, params as never),
  'textDocument/codeLens': onFile((view, _, { settings }) => (settings.codeLens ? codeLensesInSteps(view) : [])),
  'textDocument/inlayHint': onFile((view, { range }: About, { settings }) =>
    settings.inlayHints ? inlayHintsInSteps(view, range ?? whole) : [],
  ),
  'textDocument/semanticTokens/full': onFile(function* (view, params: About, session) {
    return remember(session, uriOf(params), yield* tokensInSteps(view));
  }),
  'textDocument/semanticTokens/full/delta': onFile(function* (view, params: PreviousTokens, session) {
    const before = tokens.get(session.workspace)?.get(uriOf(params));
    const now = remember(session, uriOf(params), yield* tokensInSteps(view));
    const { resultId } = now;
    return before && before.resultId === params.previousResultId ? { resultId, ...tokensDelta(before, now) } : now;
  }),
  'textDocument/semanticTokens/range': onFile((view, { range }: About) => tokensInSteps(view, range ?? whole)),
  'textDocument/diagnostic': ({ workspace, client }, params: About) => ({
    kind: 'full',
    items: publishedAll(workspace.diagnosticsOf(pathOfUri(uriOf(params))), client),
  }),
  'workspace/willRenameFiles': ({ workspace }, { files }: { readonly files?: readonly FileRename[] }) =>
    renamedFiles(workspace.projects, files ?? []),
  'workspace/executeCommand': (
    session,
    { command, arguments: given }: { readonly command: string; readonly arguments?: readonly unknown[] },
  ) => (commandNames.some((name) => name === command) ? execute(session, command, given ?? []) : null),
  'workspace/textDocumentContent': (_, { uri }: { readonly uri: string }) => ({ text: contentOf(uri) ?? '' }),
};

interface ActionsContext extends About {
  readonly context?: { readonly only?: readonly string[] };
}
interface ReferencesContext {
  readonly context?: { readonly includeDeclaration?: boolean };
}
interface PreviousTokens extends About {
  readonly previousResultId?: string;
}

const whole: Range = { start, end: { line: Number.MAX_SAFE_INTEGER, character: 0 } };

interface CallParams {
  readonly item?: { readonly uri?: string; readonly data?: unknown };
}

function along(session: Session, { item }: CallParams, answer: (view: View, key: string) => unknown): unknown {
  const view = item?.uri === undefined ? undefined : session.workspace.view(item.uri);
  return view && typeof item?.data === 'string' ? answer(view, item.data) : null;
}
